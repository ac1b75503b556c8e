"""From one embedder to another, in Chroma itself: what was indexed answers until the new index is whole, kills included."""

from __future__ import annotations

import math
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from superindividual.errors import MemoryUnavailable
from superindividual.journal.journal import Journal
from superindividual.memory.embedder import Embedder, hashed_words
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.memory.supervisor import Opening, Supervisor

RECORDS = 700
"""More than are indexed between two looks whether to go on."""
QUESTION = "a haven for vessels"
ANSWER = "ships lie in the harbour"
LIKE = {"haven": "harbour", "vessels": "ships"}
"""What means the same: the question shares no word with its answer."""


class Meaning:
    """An embedder that knows what means the same, and counts what it embeds; it can be held after its first batch."""

    def __init__(self, name: str, width: int) -> None:
        self.embedded: list[str] = []
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.held = threading.Event()
        """It waits now."""
        self.embedder = Embedder(name, True, self._embed)
        self._width = width

    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.embedded and len(texts) > 1:
            self.held.set()
            assert self.goes_on.wait(60)
        self.embedded += texts
        plain = hashed_words().embed
        assert plain is not None
        alike = [" ".join(LIKE.get(word, word) for word in text.split()) for text in texts]
        return plain(alike) if self._width == 512 else [_folded(vector) for vector in plain(alike)]


def _folded(vector: list[float]) -> list[float]:
    """Half as long, of length 1: another model's space."""
    half = [one + other for one, other in zip(vector[::2], vector[1::2], strict=True)]
    return [value / math.hypot(*half) for value in half]


@pytest.fixture
def first() -> Meaning:
    return Meaning("first", 512)


@pytest.fixture
def second() -> Meaning:
    return Meaning("second", 256)


class Worker:
    """A worker's memory, with a clock that the pause of a fallen index goes by."""

    def __init__(self, journal: Journal, folder: Path, chosen: Meaning, *known: Meaning) -> None:
        self.clock = 1000.0
        self.supervisor = Supervisor(
            Opening(folder / "index", chosen.embedder.name, "test"), lambda: self.clock
        )
        named: dict[str, Embedder] = {one.embedder.name: one.embedder for one in known}
        self.index = Index(self.supervisor, chosen.embedder, named.get)
        self.memory = Memory(journal.store, self.index)

    def found(self) -> bool:
        """Whether the answer is found by its meaning, before all others."""
        best = self.memory.search(QUESTION, limit=1)
        return bool(best) and best[0].record.content == ANSWER and "semantic" in best[0].found_by

    def kill(self) -> None:
        """End the index's process as the system does, and let the pause after it pass."""
        assert self.supervisor.pid is not None
        os.kill(self.supervisor.pid, signal.SIGKILL)
        with pytest.raises(MemoryUnavailable):
            self.supervisor.ask("formers")
        self.clock += 100

    def settled(self) -> None:
        """Wait until what indexes in the background has ended."""
        indexing = self.memory._indexing
        assert indexing is not None and indexing._thread is not None
        indexing._thread.join(60)
        assert not indexing._thread.is_alive()


@pytest.fixture
def open_worker(journal: Journal, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Opens workers one after another, each once the one before is closed."""
    opened: list[Worker] = []

    def begin(chosen: Meaning, *known: Meaning) -> Worker:
        for before in opened:
            before.index.close()
        opened.append(Worker(journal, tmp_path, chosen, *known))
        return opened[-1]

    yield begin
    opened[-1].index.close()


@pytest.fixture
def indexed(journal: Journal, open_worker: Callable[..., Worker], first: Meaning) -> None:
    """All is indexed by the first embedder; the answer is the last that another one comes to."""
    worker = open_worker(first)
    with journal.transaction():
        for text in (*(f"note {n} about other things" for n in range(RECORDS)), ANSWER):
            worker.memory.add(
                worker.memory.compose(text, kind="fact", scope="company", source="founder", author="founder")
            )
    assert worker.memory.index_new() == RECORDS + 1
    assert worker.found()


@pytest.mark.usefixtures("indexed")
def test_the_former_index_answers_until_the_new_one_is_whole(
    open_worker: Callable[..., Worker], first: Meaning, second: Meaning
) -> None:
    """Questions go to the embedder that indexed everything, then to the new one; nobody waits."""
    second.goes_on.clear()
    worker = open_worker(second, first)
    worker.memory.begin_indexing()
    assert second.held.wait(60)
    assert worker.found()
    assert (first.embedded[-1], QUESTION in second.embedded) == (QUESTION, False)
    asked = len(first.embedded)
    second.goes_on.set()
    worker.settled()
    assert worker.found()
    assert (len(first.embedded), second.embedded[-1]) == (asked, QUESTION)


@pytest.mark.usefixtures("indexed")
def test_without_it_nothing_is_found_by_meaning_meanwhile(
    open_worker: Callable[..., Worker], second: Meaning
) -> None:
    """Control: where nobody knows the former embedder, the answer is not found before it is indexed anew."""
    second.goes_on.clear()
    worker = open_worker(second)
    worker.memory.begin_indexing()
    assert second.held.wait(60)
    assert not worker.found()
    second.goes_on.set()
    worker.settled()
    assert worker.found()


@pytest.mark.usefixtures("indexed")
def test_killed_in_the_midst_it_goes_on_where_it_stood(
    open_worker: Callable[..., Worker], first: Meaning, second: Meaning
) -> None:
    """Chroma's files are not trusted then: the former embedder answers again, and no text is embedded twice."""
    worker = open_worker(second, first)
    for dies in (True, False):
        second.goes_on.clear()
        second.held.clear()
        worker.memory.begin_indexing()
        assert second.held.wait(60)
        assert worker.found()
        assert first.embedded[-1] == QUESTION
        if dies:
            worker.kill()
        second.goes_on.set()
        worker.settled()
    assert worker.found()
    assert second.embedded[-1] == QUESTION
    texts = [text for text in second.embedded if text != QUESTION]
    assert len(texts) == len(set(texts)) == RECORDS + 1


@pytest.mark.usefixtures("indexed")
def test_after_a_kill_the_cache_answers_while_the_index_is_built_anew(
    open_worker: Callable[..., Worker], first: Meaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is embedded is found by meaning at once, though Chroma's files were thrown away."""
    worker = open_worker(first)
    worker.memory.index_new()
    worker.kill()
    monkeypatch.setattr(worker.index, "add", lambda _: None)  # nothing gets into Chroma
    assert worker.memory.index_new() == RECORDS + 1
    assert not worker.found(), "control: once it counts as filled, Chroma is asked"
    worker.kill()
    indexing = worker.memory._indexing
    assert indexing is not None
    monkeypatch.setattr(indexing, "_add", lambda *_: 0)  # it is never filled
    assert worker.memory.index_new() == 0
    assert worker.found()
