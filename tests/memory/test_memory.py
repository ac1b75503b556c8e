from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.errors import MemoryUnavailable
from superindividual.journal.journal import Journal
from superindividual.memory.embedder import hashed_words
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory


@pytest.fixture
def memory(journal: Journal, tmp_path: Path, clock: object) -> Iterator[Memory]:
    yield Memory(journal.store, Index(tmp_path / "index", hashed_words()), clock)  # type: ignore[arg-type]


def know(memory: Memory, text: str, kind: str = "fact", scope: str = "company", **more: object) -> str:
    record = memory.compose(text, kind=kind, scope=scope, source="founder", author="founder", **more)  # type: ignore[arg-type]
    memory.add(record)
    memory.index_new()
    return record.id


def test_english_and_chinese_are_found_by_their_words(memory: Memory) -> None:
    """Both languages are searched, offline, with nothing downloaded."""
    price = know(memory, "The price is 19 EUR, once")
    tone = know(memory, "介绍页语气要平实，不用感叹号")
    assert memory.search("what price did we set")[0].record.id == price
    assert memory.search("感叹号")[0].record.id == tone
    assert {"lexical", "semantic"} == set(memory.search("感叹号")[0].found_by)


def test_it_says_which_embedder_it_uses(memory: Memory, journal: Journal) -> None:
    """Nobody takes shared words for understanding."""
    assert "shared words only" in memory.embedder
    assert Memory(journal.store).embedder == "lexical (FTS5)"


def test_the_same_record_twice_is_one(memory: Memory) -> None:
    """A repeat after a crash adds nothing."""
    assert know(memory, "x y z") == know(memory, "x y z")
    assert len(memory.rows.live()) == 1


def test_what_is_superseded_or_expired_is_not_recalled_but_stays_readable(memory: Memory) -> None:
    """Old truth is history, not advice."""
    old = know(memory, "The price is 9 EUR")
    new = know(memory, "The price is 19 EUR", supersedes=old)
    assert [r.record.id for r in memory.search("price EUR")] == [new]
    assert memory.rows.get(old) is not None  # type: ignore[arg-type]


def test_records_are_read_in_the_order_that_is_asked(memory: Memory) -> None:
    """An agent is told what was recalled in its order, also what was superseded since; what never was is left out."""
    old = know(memory, "The price is 9 EUR")
    new = know(memory, "The price is 19 EUR", supersedes=old)
    assert [r.id for r in memory.rows.these([new, old, "M-none"])] == [new, old]  # type: ignore[list-item]
    assert [r.id for r in memory.rows.these([old, new])] == [old, new]  # type: ignore[list-item]


def test_an_agent_is_told_its_lessons_whatever_the_task(memory: Memory) -> None:
    """A founder's correction reaches the agent also where the next task shares no word with it."""
    lesson = know(memory, "prd: never promise a date", kind="lesson", scope="agent:designer")
    other = know(memory, "posts: no emojis", kind="lesson", scope="agent:marketer")
    told = {r.id for r in memory.recall("freight calculator", agent="designer", product="b")}
    assert lesson in told
    assert other not in told


def test_other_products_facts_stay_with_them(memory: Memory) -> None:
    """One product's facts are not told to another's agents."""
    know(memory, "launch price 19 EUR", scope="product:a")
    mine = know(memory, "launch price 5 EUR", scope="product:b")
    assert [r.id for r in memory.recall("launch price", agent="designer", product="b")] == [mine]


def test_recall_keeps_to_its_budget(memory: Memory) -> None:
    """What is told fits the tokens granted."""
    for n in range(30):
        know(memory, f"fact number {n} about pricing " + "x" * 300)
    told = memory.recall("pricing", agent="a", product="b", tokens=400)
    assert 0 < sum(len(r.content) for r in told) <= 400 * 3


def test_an_emptied_index_is_rebuilt_from_the_rows(memory: Memory, journal: Journal, tmp_path: Path) -> None:
    """Rows are the truth; the index comes back by itself."""
    know(memory, "alpha beta")
    again = Memory(journal.store, Index(tmp_path / "another-index", hashed_words()))
    assert again.index_new() == 1
    assert again.search("beta")[0].found_by == ("lexical", "semantic")


def test_it_remembers_which_deliverables_used_a_record(memory: Memory) -> None:
    """`Which outputs used this fact` has an answer."""
    fact = know(memory, "a fact")
    memory.record_use("d" * 64, [fact])  # type: ignore[arg-type]
    memory.record_use("d" * 64, [fact])  # type: ignore[arg-type]
    assert memory.rows.used_by(fact) == ["d" * 64]  # type: ignore[arg-type]


def test_chroma_gets_records_in_batches_and_searches_find_them_before(
    memory: Memory, journal: Journal, tmp_path: Path
) -> None:
    """What is held back is found as what is written is, with the same score; a killed process loses no record."""
    know(memory, "alpha beta")
    know(memory, "beta gamma")
    held = memory.search("beta")
    rows = memory.rows.live()
    assert Index(tmp_path / "index", hashed_words()).missing(rows) == rows
    memory.flush()
    assert Index(tmp_path / "index", hashed_words()).missing(rows) == []
    assert memory.search("beta") == held
    assert Memory(journal.store, Index(tmp_path / "index", hashed_words())).index_new() == 0


def test_a_batch_is_written_when_it_is_full(memory: Memory, tmp_path: Path) -> None:
    """A worker that runs for weeks holds no more back than one batch."""
    records = [
        memory.compose(f"fact {n}", kind="fact", scope="company", source="founder", author="founder")
        for n in range(250)
    ]
    for record in records:
        memory.add(record)
    memory.index_new()
    assert len(Index(tmp_path / "index", hashed_words()).missing(records)) == 50


def test_a_question_makes_nothing_in_the_index(memory: Memory, tmp_path: Path) -> None:
    """A scope that holds nothing has no collection, whatever is asked about it."""
    memory.recall("anything", agent="designer", product="new")
    assert not Index(tmp_path / "index", hashed_words())._names


def test_an_index_that_cannot_be_written_loses_nothing(
    memory: Memory, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk stops neither the worker nor a search; what was held back is written when there is room."""
    price = know(memory, "The price is 19 EUR")
    assert memory._index is not None
    room = memory._index._made

    def full(_scope: str) -> None:
        raise RuntimeError("database or disk is full")

    monkeypatch.setattr(memory._index, "_made", full)
    memory.flush()
    assert "cannot be written: database or disk is full" in caplog.text
    with pytest.raises(MemoryUnavailable, match="cannot be written"):
        memory._index.flush()
    assert memory.search("price")[0].record.id == price
    monkeypatch.setattr(memory._index, "_made", room)
    memory.flush()
    assert room("company").count() == 1
