"""Meaning: how near records are to a query, asked ahead: the index looks for one thing while rows are read for another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from superindividual.ids import MemoryId
from superindividual.memory.record import MemoryRecord

if TYPE_CHECKING:
    from concurrent.futures import Future

    Ask = Callable[[Sequence[MemoryRecord]], "Future[dict[MemoryId, float]]"]
    """Records to their likeness, which is found in a thread."""


class Meaning:
    """What is near one query by meaning; nothing, where nothing embeds it."""

    def __init__(
        self, near: Mapping[MemoryId, float] | None = None, weight: float = 0.0, ask: Ask | None = None
    ) -> None:
        """`near`: the likeness of what the index found; `weight`: how much it counts beside the words, 0 to 1."""
        self.near = near or {}
        self.weight = weight
        self._ask = ask
        self._asked: set[MemoryId] = set(self.near)
        self._answers: list[Future[dict[MemoryId, float]]] = []

    def ahead(self, records: Sequence[MemoryRecord]) -> None:
        """Begin to look how near these are, as far as that is not known."""
        new = [r for r in records if r.id not in self._asked]
        if new and self._ask:
            self._asked.update(r.id for r in new)
            self._answers.append(self._ask(new))

    def of(self, records: Sequence[MemoryRecord]) -> dict[MemoryId, float]:
        """How near each of the records is, those left out that are not indexed."""
        self.ahead(records)
        known = dict(self.near)
        for answer in self._answers:
            known |= answer.result()
        return {r.id: known[r.id] for r in records if r.id in known}
