"""`schedules` as a founder types it, and what `check` and `--plan` tell of a schedule."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from superindividual.cli import main
from superindividual.company import Company
from superindividual.ids import RunId
from tests.engine.office import MONDAY, SUNDAY, WEEK, WEEKS, Office


class Founder:
    """Types commands in a company with one schedule; its clock stands on the Sunday before."""

    def __init__(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        self.office = office
        self._capsys = capsys

    def types(self, *words: str, code: int = 0) -> str:
        self._capsys.readouterr()
        assert main(list(words)) == code
        captured = self._capsys.readouterr()
        return captured.out if code == 0 else captured.out + captured.err

    def reads(self, *words: str) -> Any:
        return json.loads(self.types(*words, "--json"))

    def schedule(self) -> dict[str, Any]:
        (found,) = self.reads("schedules")["schedules"]
        return found  # type: ignore[no-any-return]


@pytest.fixture
def founder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Founder]:
    office = Office.made(tmp_path / "firm")
    opened = Company.open
    monkeypatch.setattr(
        Company, "open", lambda folder=None, **given: opened(folder, clock=office.clock, **given)
    )
    monkeypatch.chdir(office.root)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield Founder(office, capsys)
    office.close()
    monkeypatch.undo()
    time.tzset()


def test_a_company_without_schedules_is_told_how_to_have_one(founder: Founder) -> None:
    """What is shown can be written as it is."""
    founder.office.file.unlink()
    text = founder.types("schedules")
    assert "No workflow begins by itself" in text
    line = next(line.strip() for line in text.splitlines() if line.strip().startswith("on: "))
    founder.office.file.write_text(f"name: week\n{line}\nsteps:\n  a: {{agent: scout, deliver: discovery}}\n")
    founder.types("check", str(founder.office.file))
    assert founder.schedule()["cron"] == "0 9 * * 1"
    founder.office.file.unlink()
    assert founder.reads("schedules") == {"worker": False, "schedules": []}


def test_what_is_due_next_is_told_on_both_clocks(founder: Founder) -> None:
    """In the schedule's zone and on this machine; and that nothing begins without a worker."""
    text = founder.types("schedules")
    assert "week  0 9 * * 1 Asia/Shanghai  no worker" in text
    assert "next: Mon 2026-11-30 09:00 (Asia/Shanghai)" in text
    assert "here:  Mon 2026-11-30 01:00 (UTC)" in text
    assert "nothing starts until: superindividual up" in text
    found = founder.schedule()
    assert (found["next"], found["next_in_zone"]) == ("2026-11-30T01:00:00.000Z", "2026-11-30T09:00+08:00")
    assert (found["state"], found["file"], found["run"]) == ("no_worker", "workflows/week.yaml", None)


def test_with_a_worker_it_is_enabled(founder: Founder) -> None:
    """Whoever holds the company's lock."""
    with founder.office.company.paths.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert founder.schedule()["state"] == "enabled"
        assert "nothing starts until" not in founder.types("schedules")


def test_a_missed_time_is_told_as_one(founder: Founder) -> None:
    """It is the next one: whoever works next makes up for it."""
    founder.office.look(SUNDAY)
    founder.office.clock.moment = MONDAY + 2 * WEEKS + (WEEKS / 2)
    text = founder.types("schedules")
    assert "next: Mon 2026-12-14 09:00 (Asia/Shanghai) (passed; the next worker makes up for it)" in text


def test_what_became_of_the_last_time_is_told(founder: Founder) -> None:
    """Begun, skipped for the run before, or failed with the reason; `log` tells the same."""
    office = founder.office
    office.look(SUNDAY)
    office.look(MONDAY)
    (run,) = office.runs()
    assert f"last: Mon 2026-11-30 09:00 (Asia/Shanghai), began {run}" in founder.types("schedules")
    assert founder.schedule()["state"] == "busy"
    assert f"times are skipped until {run} has ended" in founder.types("schedules")
    office.look(MONDAY + WEEKS)
    assert f"skipped, since {run} had not ended" in founder.types("schedules")
    office.end()
    office.file.write_text(WEEK.replace("deliver: discovery", "deliver: discovry"))
    office.look(MONDAY + 2 * WEEKS)
    text = founder.types("schedules")
    assert "no run could begin: " in text
    assert text.count("did you mean discovery?") == 2
    log = founder.types("log")
    for words in (f"began {run}", f"skipped, since {run} had not ended", "no run could begin"):
        assert words in log


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("0 9 * * 1", "0 9 30 2 *", "this never comes"),
        ("briefs/week.md", "briefs/none.md", "there is no such file"),
        ("deliver: discovery", "deliver: discovry", "did you mean discovery"),
        ("name: week", "name: week: week", "week.yaml:1:"),
    ],
)
def test_a_faulty_one_is_told_with_what_is_wrong(founder: Founder, old: str, new: str, says: str) -> None:
    """Before its time comes."""
    founder.office.file.write_text(WEEK.replace(old, new))
    found = founder.schedule()
    assert found["state"] == "faulty"
    assert says in found["fault"]
    assert says in founder.types("schedules")


def test_pausing_and_resuming(founder: Founder) -> None:
    """A mistyped name is answered with the nearest; what was due meanwhile is not made up for."""
    assert "did you mean week" in founder.types("schedules", "pause", "wek", code=2)
    assert "which schedule?" in founder.types("schedules", "pause", code=2)
    assert "week is not paused" in founder.types("schedules", "resume", "week", code=2)
    assert founder.reads("schedules", "pause", "week") == {"schedule": "week", "state": "paused"}
    assert "paused: superindividual schedules resume week" in founder.types("schedules")
    assert (founder.schedule()["state"], founder.schedule()["next"]) == ("paused", "")
    assert founder.office.look(MONDAY) == []
    assert "from the next time that is due" in founder.types("schedules", "resume", "week")
    assert founder.schedule()["next_in_zone"] == "2026-12-07T09:00+08:00"
    assert founder.office.look(MONDAY) == []
    assert founder.office.look(MONDAY + WEEKS) == ["schedule.started"]
    log = founder.types("log")
    assert "week paused by the founder" in log
    assert "week resumed by the founder" in log


def test_check_tells_when_a_workflow_begins_and_warns_of_a_missing_brief(founder: Founder) -> None:
    """The brief may be written later, so that it is missing is no fault; a time that never comes is one."""
    text = founder.types("check")
    assert "week.yaml: Begins by itself: 0 9 * * 1 in Asia/Shanghai, next Mon " in text
    (founder.office.root / "briefs" / "week.md").unlink()
    found = founder.reads("check")
    assert [w["message"].endswith("there is no such file, check the path") for w in found["warnings"]] == [
        True
    ]
    assert found["warnings"][0]["line"] == 3
    assert len(found["schedules"]) == 1
    founder.office.file.write_text(WEEK.replace("* * 1", "31 6 *"))
    told = founder.types("check", code=1)
    assert "this never comes: the month 6 has no day 31" in told
    founder.office.file.write_text(WEEK.replace("agent: scout", "agent: scuot"))
    told = founder.types("check", code=1)
    assert "there is no agent scuot" in told
    assert "Begins by itself" not in told


def test_the_plan_tells_when_it_begins(founder: Founder) -> None:
    """As text and as JSON."""
    assert "Begins by itself: 0 9 * * 1 in Asia/Shanghai" in founder.types("rehearse", "week", "--plan")
    plan = founder.reads("rehearse", "week", "--plan")
    assert plan["schedule"]["brief"] == "briefs/week.md"
    assert founder.reads("rehearse", "product_loop", "--plan")["schedule"] is None


def test_an_ended_run_keeps_no_schedule_busy(founder: Founder) -> None:
    """The next time stands there again."""
    founder.office.look(SUNDAY)
    founder.office.look(MONDAY)
    (run,) = founder.office.runs()
    founder.office.company.journal.runs.end(RunId(run), "done")
    found = founder.schedule()
    assert (found["run"], found["state"]) == (run, "no_worker")
    assert datetime.fromisoformat(found["next"]) == datetime(2026, 12, 7, 1, 0, tzinfo=UTC)
