"""Text with a label is embedded only where data of that label may go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest

from superindividual.cli.remembering import _marks
from superindividual.journal.journal import Journal
from superindividual.memory.embedder import Vector, endpoint_embedder, hashed_words
from superindividual.memory.knowledge import Knowledge
from superindividual.memory.learning import Learning
from superindividual.memory.lesson import Correction
from superindividual.memory.memory import Memory
from superindividual.memory.record import MemoryRecord
from superindividual.memory.rows import Rows
from superindividual.memory.transfer import as_lines, as_markdown, read_lines
from superindividual_tui.recollection import rows
from tests.memory.indexes import within

SECRET = "Meyer Ltd pays invoices late"
PLAIN = "The price is 19 EUR"


def recorder() -> tuple[list[str], Callable[[Sequence[str]], list[Vector]]]:
    """What was sent to be embedded, and what embeds and notes it."""
    sent: list[str] = []
    embed = hashed_words().embed
    assert embed is not None

    def sending(texts: Sequence[str]) -> list[Vector]:
        sent.extend(texts)
        return embed(texts)

    return sent, sending


def sent_by(journal: Journal, folder: Path, barred: frozenset[str]) -> tuple[list[str], Memory]:
    """What reaches the embedder when both are indexed and each is asked for once, with the labels it has."""
    sent, sending = recorder()

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


def test_the_same_words_a_second_time_have_the_labels_of_both(known: Knowledge, journal: Journal) -> None:
    """Also the stricter taint; neither is ever taken away, and the seal over the rows still holds."""
    for labels, tainted in (((), False), (("client",), True), (("eu",), False), ((), False)):
        known.add(labelled(known, SECRET, labels).model_copy(update={"tainted": tainted}))
    [record] = [r for r in known.rows.all() if r.content == SECRET]
    assert (record.labels, record.tainted) == (("client", "eu"), True)
    assert len(known.rows.all()) == 1


def test_without_that_the_second_label_is_lost(known: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a row that stands is left as it is."""
    monkeypatch.setattr(Rows, "mark", lambda *_args, **_marks: None)
    known.add(labelled(known, SECRET, ()))
    known.add(labelled(known, SECRET, ("client",)))
    assert known.rows.all()[0].labels == ()


def test_a_record_that_stands_takes_the_labels_of_an_export(known: Knowledge) -> None:
    """An import is no way to lose them."""
    known.add(labelled(known, SECRET, ()))
    assert known.restore([labelled(known, SECRET, ("client",))]) == []
    assert known.rows.all()[0].labels == ("client",)


def test_what_is_labelled_later_is_embedded_nowhere_from_then_on(journal: Journal, tmp_path: Path) -> None:
    """What was not yet sent when the label came is not sent."""
    sent, sending = recorder()

    index = within(tmp_path / "index", endpoint_embedder("far", sending, lambda labels: not set(labels)))
    memory = Memory(journal.store, index)
    memory.add(labelled(memory, SECRET, ()))
    memory.add(labelled(memory, SECRET, ("client",)))
    memory.add(labelled(memory, PLAIN, ()))
    memory.index_new()
    index.close()
    assert sent == [PLAIN]


def test_corrections_alike_bring_their_labels_together(known: Knowledge, journal: Journal) -> None:
    """While the lesson is proposed, when it is meant twice, and when a third comes after its record stands."""
    learning = Learning(journal, known)

    def say(decision: str, *labels: str) -> None:
        learning.correct(
            Correction("Meyer", "the client", "agent:x", "posts", decision, None, True, labels=labels)
        )

    say("decision:Q-1")
    say("decision:Q-2", "client")
    [record] = [r for r in known.rows.all() if r.kind == "lesson"]
    assert record.labels == ("client",)
    say("decision:Q-3", "eu")
    [record] = [r for r in known.rows.all() if r.kind == "lesson"]
    assert record.labels == ("client", "eu")
    [lesson] = learning.lessons.all(("kept",))
    assert lesson.labels == ("client", "eu")


def test_labels_are_shown_where_a_record_is_read(known: Knowledge) -> None:
    """In the list, in `show`, in the cockpit, and in both exports."""
    record = labelled(known, SECRET, ("client",))
    assert "data: client" in _marks(record)
    assert any("data: client" in line for line, _tone in rows(record, date(2026, 1, 1)))
    assert any("data: client" in line for line in as_markdown([record]))
    assert '"labels": ["client"]' in "".join(as_lines([record]))
    plain = labelled(known, PLAIN, ())
    assert "data" not in _marks(plain) + "".join(as_markdown([plain]))
