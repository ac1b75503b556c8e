from __future__ import annotations

from datetime import date

from superindividual.memory.knowledge import Knowledge
from superindividual.memory.span import Span
from tests.memory.test_knowledge import say


def told(known: Knowledge, words: str, **days: date) -> set[str]:
    """What a search finds of that time."""
    return {found.record.content for found in known.search(words, span=Span(**days))}


def test_a_record_is_of_the_day_of_its_source_or_on_which_it_was_written(known: Knowledge) -> None:
    """Both ends are included; what says no day is of today."""
    say(known, "Rival X is cheap", as_of=date(2025, 3, 1))
    say(known, "Rival Y is cheap")
    today = date.fromisoformat(known.rows.live()[0].created[:10])
    assert told(known, "rival", until=date(2025, 3, 1)) == {"Rival X is cheap"}
    assert told(known, "rival", since=date(2025, 3, 2)) == {"Rival Y is cheap"}
    assert told(known, "rival", since=date(2025, 3, 1), until=today) == {
        "Rival X is cheap",
        "Rival Y is cheap",
    }
    assert told(known, "rival", until=date(2025, 2, 28)) == set()


def test_what_was_valid_on_a_day_is_found_again(known: Knowledge) -> None:
    """By its window; before it was written nothing was known, and what was forgotten is found on no day."""
    window = {"valid_from": "2020-01-01T00:00:00.000Z", "valid_until": "2029-12-31T23:59:59.999Z"}
    say(known, "The fee is 5 EUR", **window)
    known.forget([say(known, "The fee is a secret").id])
    assert told(known, "fee") == {"The fee is 5 EUR"}
    assert told(known, "fee", at=date(2029, 12, 30)) == {"The fee is 5 EUR"}
    assert told(known, "fee", at=date(2030, 1, 1)) == set()
    assert told(known, "fee", at=date(2020, 1, 2)) == set()


def test_what_was_corrected_later_is_found_on_the_day_before(known: Knowledge) -> None:
    """Both stand in the rows: which of them is told depends on the day."""
    old = say(known, "The price is 9 EUR")
    new = known.correct(old.id, "The price is 19 EUR")
    with known._journal.transaction() as tx:
        tx.execute("UPDATE memory SET created = '2024-01-01T00:00:00.000Z' WHERE id = ?", (old.id,))
        tx.execute("UPDATE memory SET created = '2024-06-01T00:00:00.000Z' WHERE id = ?", (new.id,))
    assert told(known, "price", at=date(2024, 5, 31)) == {"The price is 9 EUR"}
    assert told(known, "price", at=date(2024, 6, 1)) == {"The price is 19 EUR"}
    assert told(known, "price") == {"The price is 19 EUR"}
