"""Text with a label is embedded only where data of that label may go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from superindividual.journal.journal import Journal
from superindividual.memory.embedder import Vector, endpoint_embedder, hashed_words
from superindividual.memory.knowledge import Knowledge
from superindividual.memory.learning import Learning
from superindividual.memory.lesson import Correction
from superindividual.memory.memory import Memory
from superindividual.memory.record import MemoryRecord
from superindividual.memory.transfer import as_lines, read_lines
from tests.memory.indexes import within

SECRET = "Meyer Ltd pays invoices late"
PLAIN = "The price is 19 EUR"


def sent_by(journal: Journal, folder: Path, barred: frozenset[str]) -> tuple[list[str], Memory]:
    """What reaches the embedder when both are indexed and each is asked for once, with the labels it has."""
    sent: list[str] = []
    embed = hashed_words().embed
    assert embed is not None

    def sending(texts: Sequence[str]) -> list[Vector]:
        sent.extend(texts)
        return embed(texts)

    def may_embed(labels: Iterable[str]) -> bool:
        return not barred & set(labels)

    index = within(folder, endpoint_embedder("far", sending, may_embed))
    memory = Memory(journal.store, index)
    for text, labels in ((SECRET, ("client",)), (PLAIN, ())):
        memory.add(labelled(memory, text, labels))
    memory.index_new()
    found = memory.search("does Meyer pay", labels={"client"})
    assert [one.record.content for one in found] == [SECRET]
    memory.search("which price", limit=1)
    index.close()
    return sent, memory


def labelled(memory: Memory, text: str, labels: tuple[str, ...]) -> MemoryRecord:
    return memory.compose(
        text, kind="fact", scope="company", source="founder", author="founder", labels=labels
    )


def test_text_that_may_not_leave_is_not_sent_to_be_embedded(journal: Journal, tmp_path: Path) -> None:
    """Neither as a record nor as a query; it is still found, by its words."""
    sent, _memory = sent_by(journal, tmp_path / "index", frozenset({"client"}))
    assert sent == [PLAIN, "which price"]


def test_where_it_may_go_it_is_sent(journal: Journal, tmp_path: Path) -> None:
    """The control: without the rule all of it reaches the endpoint."""
    sent, _memory = sent_by(journal, tmp_path / "index", frozenset())
    assert sent == [SECRET, PLAIN, "does Meyer pay", "which price"]


def test_labels_stay_with_a_record(known: Knowledge) -> None:
    """Read, corrected, exported and imported."""
    record = labelled(known, SECRET, ("client", "eu"))
    known.add(record)
    assert known.show(record.id).labels == ("client", "eu")
    assert read_lines("\n".join(as_lines([record])), "x") == [record]
    assert known.correct(record.id, "Meyer Ltd pays in time").labels == ("client", "eu")


def test_a_lesson_keeps_the_labels_of_what_was_corrected(known: Knowledge, journal: Journal) -> None:
    """Also once the founder confirmed it: it quotes the work."""
    learning = Learning(journal, known)
    said = Correction(
        "Meyer", "the client", "agent:x", "posts", "decision:Q-1", None, True, labels=("client",)
    )
    lesson = learning.keep(learning.correct(said).id, "founder")
    assert lesson.memory is not None
    assert known.show(lesson.memory).labels == ("client",)
