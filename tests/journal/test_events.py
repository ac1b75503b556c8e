from __future__ import annotations

import sqlite3

import pytest

from superindividual.ids import RunId
from superindividual.journal.journal import Journal


def fill(journal: Journal) -> None:
    for n in range(6):
        journal.events.append("run.noted" if n % 2 else "tool.called", number=n)


def test_events_come_back_in_order_and_after_a_number(journal: Journal) -> None:
    """A front end reads on from where it stopped."""
    fill(journal)
    assert [e.data["number"] for e in journal.events.after(3)] == [3, 4, 5]


def test_numbers_tell_where_events_of_some_kinds_are_and_among_reads_them(journal: Journal) -> None:
    """Past one number and up to another, of one run or of all; in whatever order they are asked for."""
    fill(journal)
    journal.events.append("run.noted", run=RunId("R-1"), number=6)
    numbers = journal.events.numbers({"run.noted"}, 2, 7)
    assert numbers == [4, 6, 7]
    assert journal.events.numbers({"run.noted", "tool.called"}, 0, 3) == [1, 2, 3]
    assert journal.events.numbers({"run.noted"}, 0, 7, run=RunId("R-1")) == [7]
    assert [e.seq for e in journal.events.among([6, 4])] == [4, 6]
    assert journal.events.among([]) == []


def test_progress_stands_outside_the_ledger(journal: Journal) -> None:
    """Only what matters is chained."""
    fill(journal)
    assert [bool(e.hash) for e in journal.events.after()] == [False, True, False, True, False, True]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE events SET data = '{\"number\": 99}' WHERE seq = 4",
        "DELETE FROM events WHERE seq = 4",
        "UPDATE events SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2",
        "UPDATE events SET run = 'R-other' WHERE seq = 6",
    ],
)
def test_a_changed_ledger_is_found(journal: Journal, attack: str) -> None:
    """The database refuses edits and deletions; with its triggers gone they break the chain; untouched it holds."""
    fill(journal)
    assert journal.events.first_broken() is None
    with sqlite3.connect(journal.store.path) as foreign:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            foreign.execute(attack)
        foreign.executescript("DROP TRIGGER events_stay; DROP TRIGGER events_kept;")
        foreign.execute(attack)
    foreign.close()
    assert journal.events.first_broken() is not None


def test_the_newest_of_a_run_is_found_behind_any_number_of_others(journal: Journal) -> None:
    """Also where the run has more events than are read at once, and other runs went on after it."""
    run = RunId("R-1")
    assert journal.events.newest(run) is None
    with journal.transaction():
        for number in range(1100):
            journal.events.append("tool.called", run=run, number=number)
        journal.events.append("tool.called", run=RunId("R-2"), number=-1)
    newest = journal.events.newest(run)
    assert newest is not None and newest.data == {"number": 1099}
