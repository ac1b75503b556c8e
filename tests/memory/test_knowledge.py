from __future__ import annotations

from datetime import date

import pytest

from superindividual.errors import MemoryRefused, RunNotFound
from superindividual.ids import RunId
from superindividual.journal.verification import verify
from superindividual.memory.knowledge import Knowledge
from superindividual.memory.lesson import Correction
from superindividual.memory.record import MemoryRecord


def say(known: Knowledge, text: str, **more: object) -> MemoryRecord:
    return known.learn(known.said(text, **more))  # type: ignore[arg-type]


def found(known: Knowledge, query: str) -> list[str]:
    return [one.record.content for one in known.search(query)]


def test_a_record_is_shown_by_a_part_of_its_id_that_can_mean_only_it(known: Knowledge) -> None:
    """What could mean several, or nothing, is refused with what could be meant."""
    one = say(known, "Alpha costs 5 EUR")
    say(known, "Beta costs 6 EUR")
    assert known.show(one.id[2:9]) == one
    with pytest.raises(MemoryRefused, match="could be any of: M-"):
        known.show("M-")
    with pytest.raises(MemoryRefused, match="no record nowhere"):
        known.show("nowhere")


def test_a_corrected_record_stays_readable_and_is_told_to_nobody(known: Knowledge) -> None:
    """The chain of corrections can be walked both ways, and going back to the first words is a correction too."""
    first = say(known, "The price is 9 EUR", scope="product:dues")
    second = known.correct(first.id, "The price is 19 EUR")
    third = known.correct(second.id, "The price is 9 EUR")
    assert found(known, "price") == ["The price is 9 EUR"]
    assert [r.record.id for r in known.search("price")] == [third.id]
    assert (third.scope, third.kind) == ("product:dues", "fact")
    assert known.show(first.id).content == "The price is 9 EUR"
    assert [r.id for r in known.why(third.id).earlier] == [second.id, first.id]
    assert [r.id for r in known.why(first.id).later] == [second.id, third.id]


def test_what_was_corrected_or_forgotten_is_not_corrected_again(known: Knowledge) -> None:
    """Two truths in one record's place would contradict each other in silence."""
    first = say(known, "The price is 9 EUR")
    second = known.correct(first.id, "The price is 19 EUR")
    with pytest.raises(MemoryRefused, match="was corrected before"):
        known.correct(first.id, "The price is 29 EUR")
    with pytest.raises(MemoryRefused, match="says exactly that"):
        known.correct(second.id, "The price is 19 EUR")
    known.forget([second.id])
    with pytest.raises(MemoryRefused, match="is forgotten"):
        known.correct(second.id, "The price is 29 EUR")


def test_what_is_forgotten_is_not_found_and_comes_back(known: Knowledge) -> None:
    """Forgetting is a mark; undoing it, or saying the same again, takes it away. The ledger tells of each by ids."""
    one = say(known, "We never name competitors")
    assert [r.id for r in known.forget([one.id])] == [one.id]
    assert found(known, "competitors") == []
    assert known.rows.get(one.id) is None
    assert known.show(one.id).forgotten
    assert known.forget([one.id]) == []
    assert known.undo([one.id]).restored == (one.id,)
    assert found(known, "competitors") == [one.content]
    known.forget([one.id])
    say(known, "We never name competitors")
    assert found(known, "competitors") == [one.content]
    kinds = [e.kind for e in known._journal.events.after()]
    assert kinds == [
        "memory.added", "memory.forgotten", "memory.restored", "memory.forgotten", "memory.restored"
    ]  # fmt: skip
    assert all("competitors" not in str(e.data) for e in known._journal.events.after())


def test_forgetting_is_all_or_nothing(known: Knowledge) -> None:
    """One id that is none leaves the others as they were."""
    one = say(known, "We never name competitors")
    with pytest.raises(MemoryRefused):
        known.forget([one.id, "M-nothing"])
    assert not known.show(one.id).forgotten


def test_a_window_of_validity_opens_and_closes(known: Knowledge) -> None:
    """What is not valid yet, or no more, is told to nobody, and stays readable."""
    early = say(known, "The fair fee is 100 EUR", valid_from="2027-01-01T00:00:00.000Z")
    late = say(known, "The spring fee is 90 EUR", valid_until="2026-01-01T00:00:00.000Z")
    now = say(known, "The hall fee is 80 EUR", valid_from="2026-01-01T00:00:00.000Z")
    assert [r.record.id for r in known.search("fee")] == [now.id]
    assert known.show(early.id) == early
    assert known.show(late.id) == late


@pytest.mark.parametrize(
    ("kind", "as_of", "stale"),
    [
        ("programme", date(2026, 8, 1), True),
        ("law", date(2026, 8, 24), True),
        ("law", date(2026, 8, 26), False),
        ("fact", date(2020, 1, 1), False),
        ("programme", None, False),
    ],
)
def test_programmes_and_law_grow_old(known: Knowledge, kind: str, as_of: date | None, stale: bool) -> None:
    """What changes by itself is to be verified after 90 days; other facts do not grow old by themselves."""
    one = say(known, "Grants of up to 50000 CNY", kind=kind, as_of=as_of)
    assert one.stale(date(2026, 11, 23)) is stale


def test_everything_a_run_wrote_is_taken_back_at_once(known: Knowledge) -> None:
    """What it had superseded is told again; what others wrote stays."""
    mine = say(known, "The audience is clubs")
    old = say(known, "The price is 9 EUR")
    run = RunId("R-bad")
    for text, more in {"The tone is loud": {}, "The price is 99 EUR": {"supersedes": old.id}}.items():
        known.add(
            known.compose(
                text, kind="fact", scope="company", source="run:R-bad/prd", author="scout", run=run, **more
            )  # type: ignore[arg-type]
        )
    with pytest.raises(RunNotFound):
        known.roll_back(run=run)
    known._journal.store.connection.execute(
        "INSERT INTO runs (id, workflow, fingerprint, spec, inputs, brief, product, language, engine, created)"
        " VALUES ('R-bad', 'w', '', '{}', '{}', '', 'p', 'en', 'rehearsal', '')"
    )
    done = known.roll_back(run=run)
    assert len(done.forgotten) == 2
    assert done.restored == (old.id,)
    assert set(found(known, "price audience tone")) == {mine.content, old.content}
    with pytest.raises(MemoryRefused, match="nothing in the memory came from R-bad"):
        known.roll_back(run=run)


def test_everything_from_one_source_is_taken_back_at_once(known: Knowledge) -> None:
    """A source is the whole of it: all lines of a file, all that stood on a page."""
    page = "https://example.invalid/news"
    say(known, "Rival X folds", source=page)
    say(known, "Rival Y folds", source="https://example.invalid/other")
    say(known, "Line one", source="file:notes.md:1")
    say(known, "Line two", source="file:notes.md:2")
    assert len(known.roll_back(source=page).forgotten) == 1
    assert found(known, "Rival") == ["Rival Y folds"]
    assert len(known.roll_back(source="file:notes.md").forgotten) == 2


def test_the_ledger_still_verifies_after_every_change(known: Knowledge) -> None:
    """The founder's hands leave no row that nothing sealed."""
    one = say(known, "The price is 9 EUR")
    two = known.correct(one.id, "The price is 19 EUR")
    known.forget([two.id])
    known.undo([two.id])
    known.learning.correct(Correction("", "no emojis", "agent:marketer", "posts", "decision:Q-1", None))
    known.keep_lesson(known.lessons()[0].id)
    say(known, "The price is 5 EUR")
    known.settle(known.contradictions.open()[0].id, two.id)
    assert verify(known._journal.store.path).faults == ()
