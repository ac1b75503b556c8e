"""Due times: settled once, in order, and never while paused."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from superindividual.errors import ScheduleRefused
from superindividual.ids import RunId
from superindividual.journal.journal import Journal
from tests.conftest import SteppedClock

EARLY, DUE, LATER = "2026-11-23T08:00:00.000Z", "2026-11-23T10:00:00.000Z", "2026-11-23T11:00:00.000Z"


def settled(journal: Journal) -> str:
    found = journal.schedules.get("week")
    assert found is not None
    return found.settled


def test_a_schedule_counts_from_when_it_is_seen_as_it_is_written(
    journal: Journal, clock: SteppedClock
) -> None:
    """Seen again it stays as it is; written otherwise it counts anew, from now on and never from before."""
    journal.schedules.see("week", "0 9 * * 1 UTC")
    first = settled(journal)
    assert first == "2026-11-23T09:00:01.000Z"
    journal.schedules.see("week", "0 9 * * 1 UTC")
    assert settled(journal) == first
    assert journal.schedules.settle("week", LATER)
    journal.schedules.see("week", "0 8 * * 1 UTC")
    assert settled(journal) == LATER
    clock.moment = clock.moment.replace(hour=12)
    journal.schedules.see("week", "0 7 * * 1 UTC")
    assert settled(journal) > LATER


def test_a_due_time_is_settled_once_and_in_order(journal: Journal) -> None:
    """What lies before the last settled time is over as well."""
    journal.schedules.see("week", "w")
    assert not journal.schedules.settle("week", EARLY)
    assert journal.schedules.settle("week", LATER)
    assert not journal.schedules.settle("week", LATER)
    assert not journal.schedules.settle("week", DUE)
    assert not journal.schedules.settle("unknown", DUE)


def test_of_many_that_settle_at_once_one_does(journal: Journal, tmp_path: Path, clock: SteppedClock) -> None:
    """Each with a journal of its own, as processes have."""
    journal.schedules.see("week", "w")
    answers: list[bool] = []
    ready = threading.Barrier(4)

    def take() -> None:
        own = Journal(tmp_path / "state" / "journal.db", clock)
        ready.wait(30)
        answers.append(own.schedules.settle("week", DUE))
        own.close()

    threads = [threading.Thread(target=take) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [False, False, False, True]


def test_a_paused_schedule_settles_nothing_and_makes_up_for_nothing(
    journal: Journal, clock: SteppedClock
) -> None:
    """It may be paused before any worker saw it; resumed it counts from then on."""
    journal.schedules.pause("week", "founder")
    journal.schedules.pause("week", "somebody else")
    journal.schedules.see("week", "w")
    found = journal.schedules.get("week")
    assert found is not None
    assert found.paused == "founder"
    assert not journal.schedules.settle("week", DUE)
    clock.moment = clock.moment.replace(hour=12)
    journal.schedules.resume("week", "founder")
    assert settled(journal) > "2026-11-23T12:00:00.000Z"
    assert not journal.schedules.settle("week", DUE)
    with pytest.raises(ScheduleRefused, match="week is not paused"):
        journal.schedules.resume("week", "founder")
    kinds = [event.kind for event in journal.events.after()]
    assert kinds == ["schedule.paused", "schedule.resumed"]


def test_what_became_of_a_time_stands_in_the_ledger(journal: Journal) -> None:
    """The last run stays known while later times begin none."""
    journal.schedules.see("week", "w")
    journal.schedules.note("week", DUE, "started", run=RunId("R-1"))
    journal.schedules.note("week", LATER, "failed", reason="no brief")
    found = journal.schedules.get("week")
    assert found is not None
    assert (found.run, found.due, found.outcome, found.reason) == ("R-1", LATER, "failed", "no brief")
    started, failed = journal.events.after()
    assert (started.kind, started.run, started.data["due"]) == ("schedule.started", "R-1", DUE)
    assert (failed.kind, failed.run, failed.data["reason"]) == ("schedule.failed", None, "no brief")
    assert started.hash
    assert journal.events.first_broken() is None


def test_names_are_those_that_are_written(journal: Journal) -> None:
    """One whose file has gone is kept with its pause, and is no schedule."""
    journal.schedules.see("week", "w")
    journal.schedules.see("month", "m")
    journal.schedules.see("week", "")
    assert journal.schedules.names() == ["month"]
