"""Scheduled runs: each due time once, whatever is edited, missed or broken; kills are in campaigns/."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from superindividual.engine.scheduler import Scheduler
from superindividual.errors import CompanyError
from tests.engine.office import MONDAY, SUNDAY, WEEK, WEEKS, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office.made(tmp_path / "firm")
    yield found
    found.close()


def test_a_due_time_begins_one_run(office: Office) -> None:
    """Not before it, once at it, with the brief and the inputs that stand in the file."""
    assert office.look(SUNDAY) == []
    assert office.look(MONDAY - timedelta(seconds=1)) == []
    assert office.look(MONDAY) == ["schedule.started"]
    assert office.look(MONDAY) == []
    assert office.look(MONDAY + timedelta(hours=1)) == []
    (run,) = office.company.journal.runs.all()
    assert run.inputs == {"brief": "week.md", "channels": ["x"]}
    assert run.file == "workflows/week.yaml"
    assert office.company.objects.get(run.brief) == b"Count the week for people who count.\n"
    assert (office.last().run, office.last().data["due"]) == (run.id, "2026-11-30T01:00:00.000Z")


def test_missed_times_are_made_up_for_once(office: Office) -> None:
    """Four weeks without a worker are one run, for the latest of the times; a scheduler that begins then does it."""
    office.look(SUNDAY)
    office.scheduler = Scheduler(office.company, office.watch)
    assert office.look(MONDAY + 4 * WEEKS + timedelta(days=2)) == ["schedule.started"]
    assert office.last().data["due"] == "2026-12-28T01:00:00.000Z"
    assert office.look(MONDAY + 4 * WEEKS + timedelta(days=3)) == []


def test_a_file_that_is_seen_for_the_first_time_makes_up_for_nothing(office: Office) -> None:
    """Nor does one whose times were changed, though some of them would have passed: both count from when they were seen."""
    assert office.look(MONDAY + timedelta(hours=1)) == []
    office.file.write_text(WEEK.replace("0 9 * * 1", "0 9 * * *"))
    assert office.look(MONDAY + timedelta(days=3, hours=1)) == []
    assert office.look(MONDAY + timedelta(days=3, hours=2)) == []
    assert office.look(MONDAY + timedelta(days=4)) == ["schedule.started"]


def test_no_second_run_while_the_first_has_not_ended(office: Office) -> None:
    """The time is skipped with the run that it was skipped for, and not made up for when that ends."""
    office.look(SUNDAY)
    office.look(MONDAY)
    assert office.look(MONDAY + WEEKS) == ["schedule.skipped"]
    assert office.last().run == office.runs()[0]
    assert office.look(MONDAY + WEEKS) == []
    office.end()
    assert office.look(MONDAY + WEEKS + timedelta(hours=1)) == []
    assert office.look(MONDAY + 2 * WEEKS) == ["schedule.started"]
    assert len(office.runs()) == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("briefs/week.md", "briefs/none.md", "there is no such file"),
        ("briefs/week.md", "../firm/../../secret", "outside the company's folder"),
        ("inputs: {channels: [x]}", "inputs: {channels: 3}", "must be of the type list"),
        ("deliver: discovery", "deliver: discovry", "did you mean discovery"),
    ],
)
def test_a_run_that_cannot_begin_is_told_once(office: Office, old: str, new: str, says: str) -> None:
    """The time is over, the reason stands in the journal, no run is half begun, and the next time is tried."""
    office.look(SUNDAY)
    office.file.write_text(WEEK.replace(old, new))
    assert office.look(MONDAY) == ["schedule.failed"]
    assert says in office.last().data["reason"]
    assert office.look(MONDAY + timedelta(minutes=1)) == []
    assert office.runs() == []
    office.file.write_text(WEEK)
    assert office.look(MONDAY + WEEKS) == ["schedule.started"]


def test_what_breaks_unforeseen_is_a_failure_of_that_time_only(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other schedules go on."""
    (office.root / "workflows" / "other.yaml").write_text(WEEK.replace("name: week", "name: other"))
    start = office.company.start

    def broken(workflow: str, **given: Any) -> Any:
        if "week" in workflow:
            raise ZeroDivisionError("by nought")
        return start(workflow, **given)

    office.look(SUNDAY)
    monkeypatch.setattr(office.company, "start", broken)
    assert sorted(office.look(MONDAY)) == ["schedule.failed", "schedule.started"]
    assert office.look(MONDAY) == []


def test_an_edited_file_is_read_again_and_an_untouched_one_is_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look costs a glance at the file from outside."""
    read: list[Path] = []
    monkeypatch.setattr(
        "superindividual.specs.schedule.read_file", lambda f: (read.append(f), f.read_bytes())[1]
    )
    for second in range(3):
        office.look(SUNDAY + timedelta(seconds=second))
    assert read == [office.file]
    office.file.write_text(WEEK.replace("name: week", "name: weekly"))
    office.look(SUNDAY)
    assert read == [office.file] * 2


def test_a_file_that_cannot_be_read_forgets_nothing(office: Office) -> None:
    """While it is broken nothing begins; mended, the missed time is made up for."""
    office.look(SUNDAY)
    office.file.write_text("name: week: week")
    assert office.look(MONDAY) == []
    office.file.write_text(WEEK)
    assert office.look(MONDAY + timedelta(hours=1)) == ["schedule.started"]


def test_a_schedule_that_went_and_came_back_counts_anew(office: Office) -> None:
    """Its pause stays."""
    office.look(SUNDAY)
    office.company.journal.schedules.pause("week", "founder")
    office.file.rename(office.file.with_suffix(".off"))
    assert office.look(MONDAY) == []
    office.file.with_suffix(".off").rename(office.file)
    assert office.look(MONDAY + timedelta(hours=1)) == []
    assert office.look(MONDAY + WEEKS) == []
    office.company.journal.schedules.resume("week", "founder")
    assert office.look(MONDAY + WEEKS + timedelta(hours=1)) == []
    assert office.look(MONDAY + 2 * WEEKS) == ["schedule.started"]


def test_only_the_companys_own_files_begin_runs(office: Office) -> None:
    """What ships, what an editor hides and what is no workflow's file do not count."""
    for name in (".week.yaml", ".#other.yaml", "other.yaml~", "other.txt"):
        (office.root / "workflows" / name).write_text(WEEK)
    office.file.unlink()
    office.file.symlink_to("nowhere")
    office.look(SUNDAY)
    assert office.look(MONDAY) == []
    assert office.company.journal.schedules.names() == []


def test_clocks_that_are_set_back_begin_nothing_twice(office: Office) -> None:
    """What is settled stays so."""
    office.look(SUNDAY)
    assert office.look(MONDAY) == ["schedule.started"]
    office.end()
    assert office.look(SUNDAY) == []
    assert office.look(MONDAY + timedelta(seconds=1)) == []


def test_two_schedulers_begin_one_run(office: Office) -> None:
    """The second finds the time settled, though it saw it due before the first began."""
    office.look(SUNDAY)
    other = Scheduler(office.company, office.watch)
    office.clock.moment = MONDAY
    (schedule,) = office.scheduler._schedules()
    assert schedule is not None
    due = other._due(schedule)
    assert due == office.scheduler._due(schedule) == MONDAY
    office.scheduler._settle(schedule, due)
    other._settle(schedule, due)
    assert len(office.runs()) == 1


async def test_a_worker_begins_and_works_what_is_due(office: Office) -> None:
    """`forever` it waits for the time; nothing else tells it."""
    worker = asyncio.create_task(office.company.serve(forever=True))
    async with asyncio.timeout(60):
        while not office.company.journal.schedules.names():
            await asyncio.sleep(0.01)
        assert office.runs() == []
        office.clock.moment = MONDAY
        while not any(e.kind == "step.started" for e in office.company.journal.events.after()):
            await asyncio.sleep(0.01)
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert len(office.runs()) == 1


async def test_a_worker_until_idle_makes_up_for_what_was_missed_and_ends(office: Office) -> None:
    """A schedule keeps no worker alive; what is due at its first look is worked on all the same."""
    await asyncio.wait_for(office.company.serve(), 60)
    assert office.runs() == []
    office.clock.moment = MONDAY + timedelta(days=1)
    await asyncio.wait_for(office.company.serve(), 60)
    assert len(office.runs()) == 1
    assert any(event.kind == "step.started" for event in office.company.journal.events.after())


async def test_a_look_that_fails_is_logged_once_and_the_worker_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The folder may be away for a while."""

    def away() -> dict[str, Path]:
        raise PermissionError("the folder is away")

    monkeypatch.setattr(office.company.catalog, "own_workflow_files", away)
    with caplog.at_level(logging.ERROR):
        office.scheduler._look_safely()
        office.scheduler._look_safely()
    assert [record.message for record in caplog.records] == ["schedules could not be looked at"]
    await asyncio.wait_for(office.company.serve(), 60)


def test_a_key_without_a_model_is_a_reason(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is rehearsed in the place of what was to be paid for."""
    office.look(SUNDAY)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nothing")
    with pytest.raises(CompanyError):
        office.company.start(
            str(office.file), brief=office.root / "briefs" / "week.md", inputs={"channels": "x"}
        )
    assert office.look(MONDAY) == ["schedule.failed"]
    assert "OPENAI_MODEL" in office.last().data["reason"]
