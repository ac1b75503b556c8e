"""Meaning: how near records are to a query, looked for in threads: the index works while rows are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from superindividual.errors import MemoryUnavailable
from superindividual.ids import MemoryId

if TYPE_CHECKING:
    from superindividual.memory.embedder import Vector
    from superindividual.memory.index import Index
    from superindividual.memory.ranking import Ranked

    Likeness = Mapping[MemoryId, float]


class Meaning:
    """What one query is near by meaning; nothing, where nothing embeds it, and while the index is down."""

    def __init__(
        self, index: Index | None = None, query: str = "", scopes: Sequence[str] = (), limit: int = 0
    ) -> None:
        """Begins to look for what is near."""
        self._index = index
        self._query = query
        self._vector: Future[Vector] = Future()
        self._found = index.begin(self._search, index, scopes, limit) if index else None
        self._answers: list[Future[Likeness]] = []
        self._asked: set[MemoryId] = set()
        self._near: Likeness | None = None

    def _search(self, index: Index, scopes: Sequence[str], limit: int) -> Likeness:
        try:
            vector = index.vector(self._query)
        except BaseException as error:
            self._vector.set_exception(error)
            raise
        self._vector.set_result(vector)
        return index.search(vector, scopes, limit)

    @property
    def near(self) -> Likeness:
        """The likeness of what the index found; waits for it."""
        if self._near is None:
            try:
                self._near = self._found.result() if self._found else {}
            except MemoryUnavailable as error:
                self._near = self._down(error)
        return self._near

    def _down(self, error: MemoryUnavailable) -> Likeness:
        if self._index:
            self._index.say(error)
        self._index = None
        return {}

    @property
    def weight(self) -> float:
        """How much it counts beside the words, 0 to 1; known once `near` is."""
        return self._index.embedder.weight(self._query) if self._index else 0.0

    def ahead(self, records: Iterable[Ranked]) -> None:
        """Begin to look how near these are."""
        known = self._near or {}
        new = [r for r in records if r.id not in self._asked and r.id not in known]
        if new and self._index:
            self._asked.update(r.id for r in new)
            self._answers.append(self._index.begin(self._likeness, self._index, new))

    def _likeness(self, index: Index, records: Sequence[Ranked]) -> Likeness:
        return index.likeness(self._vector.result(), records)

    def of(self, records: Sequence[Ranked]) -> dict[MemoryId, float]:
        """How near each of the records is, those left out that are not indexed."""
        near = self.near
        self.ahead(records)
        known = {i: score for answer in self._answers if self._index for i, score in answer.result().items()}
        known.update(near)
        return {r.id: known[r.id] for r in records if r.id in known}
