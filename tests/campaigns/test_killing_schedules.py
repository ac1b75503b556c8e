"""Workers that are killed between a time being due and its run being begun, and workers that race for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.campaigns.killing_schedules import POINTS

HERE = Path(__file__).parents[2]


def killed(tmp_path: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.killing_schedules", str(tmp_path), *words],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def test_wherever_it_was_killed_the_time_begins_exactly_one_run(tmp_path: Path) -> None:
    """The killed process left nothing; the next one begins the run, and it alone."""
    found = killed(tmp_path)
    assert set(found) == set(POINTS)
    for point, after in found.items():
        assert after == {"statuses": [-9, 0, 0], "after_death": 0, "runs": 1, "ledger_broken": False}, point


def test_with_settling_and_beginning_apart_a_kill_loses_the_run(tmp_path: Path) -> None:
    """Control: without the one transaction the same deaths leave times that are over and began nothing."""
    found = killed(tmp_path, "apart")
    assert found["after settle"]["runs"] == 0
    assert found["before start"]["runs"] == 0


def test_of_processes_that_see_the_same_time_due_one_begins_the_run(tmp_path: Path) -> None:
    """Even if two workers held the company at once; the others find the time over, and none breaks."""
    assert killed(tmp_path, "race") == {"well": 4, "runs": 1}


def test_without_the_settled_time_each_begins_one(tmp_path: Path) -> None:
    """Control: processes that do not look whether the time is over begin as many runs as they are."""
    assert killed(tmp_path, "race", "blind") == {"well": 4, "runs": 4}
