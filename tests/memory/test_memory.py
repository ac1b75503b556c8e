from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from superindividual.journal.journal import Journal
from superindividual.memory.embedder import Embedder
from superindividual.memory.memory import Memory
from superindividual.memory.record import MemoryRecord, RecordKind
from superindividual.memory.supervisor import Supervisor
from tests.memory.indexes import Within, within


@pytest.fixture
def memory(journal: Journal, tmp_path: Path, clock: object) -> Iterator[Memory]:
    index = within(tmp_path / "index")
    yield Memory(journal.store, index, clock)  # type: ignore[arg-type]
    index.close()


def keeper(memory: Memory) -> Any:
    """What keeps the memory's index."""
    assert memory._index is not None
    supervisor: Supervisor | Within = memory._index._supervisor
    assert isinstance(supervisor, Within)
    return supervisor.keeper


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
    again = Memory(journal.store, within(tmp_path / "another-index"))
    assert again.index_new() == 1
    assert again.search("beta")[0].found_by == ("lexical", "semantic")
    keeper(again).close()


def test_it_remembers_which_deliverables_used_a_record(memory: Memory) -> None:
    """`Which outputs used this fact` has an answer."""
    fact = know(memory, "a fact")
    memory.record_use("d" * 64, [fact])  # type: ignore[arg-type]
    memory.record_use("d" * 64, [fact])  # type: ignore[arg-type]
    assert memory.rows.used_by(fact) == ["d" * 64]  # type: ignore[arg-type]


def test_chroma_gets_records_in_batches_and_searches_find_them_before(memory: Memory) -> None:
    """What is held back is found as what is written is, with the same score."""
    know(memory, "alpha beta")
    know(memory, "beta gamma")
    held = memory.search("beta")
    assert keeper(memory)._collections.count("company") == 0
    memory.flush()
    assert keeper(memory)._collections.count("company") == 2
    assert memory.search("beta") == held


def test_a_batch_is_written_when_it_is_full(memory: Memory) -> None:
    """A worker that runs for weeks holds no more back than one batch."""
    for n in range(250):
        memory.add(
            memory.compose(f"fact {n}", kind="fact", scope="company", source="founder", author="founder")
        )
    memory.index_new()
    kept = keeper(memory)
    with kept._changed:
        assert kept._changed.wait_for(lambda: kept._count() == 50, 30)
    assert kept._collections.count("company") == 200


def test_a_question_makes_nothing_in_the_index(memory: Memory) -> None:
    """A scope that holds nothing has no collection, whatever is asked about it."""
    memory.recall("anything", agent="designer", product="new")
    assert not keeper(memory)._collections.scopes()


def test_an_index_that_cannot_be_written_loses_nothing(
    memory: Memory, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk stops neither the worker nor a search; what was held back is written when there is room."""
    price = know(memory, "The price is 19 EUR")
    kept = keeper(memory)

    def full(_scope: str) -> None:
        raise RuntimeError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(kept._collections, "_made", full)
        memory.flush()
        assert "disk is full" in caplog.text
        assert memory.search("price")[0].record.id == price
    memory.flush()
    assert kept._collections.count("company") == 1


def test_what_is_no_longer_valid_leaves_the_index(memory: Memory, journal: Journal) -> None:
    """A record that was superseded or erased while no worker ran is in neither collection nor cache afterwards."""
    old = know(memory, "The price is 9 EUR")
    memory.flush()
    Memory(journal.store).add(
        memory.compose(
            "The price is 19 EUR",
            kind="fact",
            scope="company",
            source="founder",
            author="founder",
            supersedes=old,  # type: ignore[arg-type]
        )
    )
    kept = keeper(memory)
    kept.generation += 1  # as a start has it
    memory.index_new()
    memory.flush()
    assert old not in kept._collections.ids("company")
    assert len(kept._collections.ids("company")) == 1
    assert kept._vectors._connection.execute("SELECT count(*) FROM vectors").fetchone() == (1,)


def test_a_collection_that_was_emptied_is_noticed_and_filled(
    memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    """Chroma that holds less than was written to it never answers as if nothing were known."""
    know(memory, "ships lie in the harbour")
    memory.flush()
    kept = keeper(memory)
    kept._collections.delete("company", list(kept._collections.ids("company")))
    memory.search("harbour")
    assert "holds less than was written" in caplog.text
    memory.index_new()
    assert memory.search("harbour")[0].found_by == ("lexical", "semantic")
    assert "semantic" in memory.search("harbour")[0].found_by


def test_without_an_index_nothing_is_begun(journal: Journal) -> None:
    """A rehearsal has no embedder: no process, no Chroma, words alone."""
    memory = Memory(journal.store)
    memory.begin_indexing()
    memory.flush()
    assert memory.index_new() == 0


def test_almost_the_same_is_told_once(memory: Memory) -> None:
    """A budget is for what differs; records that differ in more than a word are both told."""
    words = "the harbour of Leeds has two piers and one crane for the small boats"
    for text in (words, f"{words}!", f"{words} {words.upper()}", "the harbour of York has no pier"):
        know(memory, text)
    told = memory.recall("harbour piers", agent="designer", product="a")
    assert len(told) == 2
    assert len(memory.search("harbour piers")) == 4, "control: a search gives them all"


def of_one_kind(journal: Journal, folder: Path, clock: object) -> list[str]:
    """What a search for lessons finds by meaning, where sixty facts are nearer than the lesson there is."""

    def near(texts: Sequence[str]) -> list[list[float]]:
        return [[0.8, 0.6] if "reminder" in text else [1.0, 0.0] for text in texts]

    index = within(folder, Embedder("near", True, near))
    memory = Memory(journal.store, index, clock)  # type: ignore[arg-type]
    for number in range(60):
        memory.add(composed(memory, f"Note {number}", "fact"))
    memory.add(composed(memory, "One reminder a month is enough", "lesson"))
    memory.index_new()
    found = memory.search("how often should we write", kinds=("lesson",))
    index.close()
    return [one.record.content for one in found]


def composed(memory: Memory, text: str, kind: RecordKind) -> MemoryRecord:
    return memory.compose(text, kind=kind, scope="company", source="founder", author="founder")


def test_one_kind_is_found_by_meaning_among_many_of_others(
    journal: Journal, tmp_path: Path, clock: object
) -> None:
    """The index knows no kinds, so more of it is looked at."""
    assert of_one_kind(journal, tmp_path / "index", clock) == ["One reminder a month is enough"]


def test_with_as_few_as_otherwise_it_is_not_found(
    journal: Journal, tmp_path: Path, clock: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr("superindividual.memory.memory._NEAR_NARROWED", 50)
    assert of_one_kind(journal, tmp_path / "index", clock) == []


def test_collections_of_several_scopes_are_asked_at_once(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits for the others here: one after the other, none would ever be answered."""
    scopes = ("company", "product:a", "agent:scout")
    for scope in scopes:
        know(memory, f"the harbour of {scope}", scope=scope)
    memory.flush()
    kept = keeper(memory)
    together, nearest = Barrier(len(scopes), timeout=30), kept._collections.nearest

    def waiting(*asked: Any) -> Any:
        together.wait()
        return nearest(*asked)

    monkeypatch.setattr(kept._collections, "nearest", waiting)
    found = memory.search("harbour", scopes=(*scopes, "product:empty"))
    assert {one.record.scope for one in found} == set(scopes)
    assert all("semantic" in one.found_by for one in found)
    assert not together.broken
