"""Indexes for tests: the real process, and the same keeper within the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from superindividual.errors import MemoryUnavailable
from superindividual.memory.collections import Collections, local
from superindividual.memory.embedder import Embedder, hashed_words
from superindividual.memory.formers import Formers
from superindividual.memory.frames import Frame
from superindividual.memory.index import Index
from superindividual.memory.index_process import _answer
from superindividual.memory.keeper import Keeper
from superindividual.memory.supervisor import Opening, Supervisor
from superindividual.memory.vectors import Vectors


class Within:
    """What a supervisor is to an index, without a process: starting one takes a second."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        client, vectors = local(str(folder)), folder.with_name(f"{folder.name}.vectors")
        self.keeper = Keeper(Collections(client, "test", embedder.name), Vectors(vectors, embedder.name))
        self.formers = Formers(vectors, embedder.name)

    @property
    def generation(self) -> str:
        return f"within-{self.keeper.generation}"

    def ask(
        self, do: str, body: bytes = b"", *, patience: float = 0, seconds: float = 0, **fields: Any
    ) -> Frame:
        try:
            return Frame(*_answer(self.keeper, self.formers, Frame({"do": do, **fields}, body)))
        except Exception as error:
            raise MemoryUnavailable(str(error)) from error

    def close(self) -> None:
        self.keeper.close()


def within(folder: Path, embedder: Embedder | None = None) -> Index:
    """An index in this process."""
    chosen = embedder or hashed_words()
    return Index(Within(folder, chosen), chosen)  # type: ignore[arg-type]


def apart(folder: Path, embedder: Embedder | None = None, **more: Any) -> Index:
    """An index in a process of its own."""
    chosen = embedder or hashed_words()
    return Index(Supervisor(Opening(folder, chosen.name, "test", **more)), chosen)
