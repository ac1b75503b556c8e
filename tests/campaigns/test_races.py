"""Many hands on one request: exactly one decides."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]


def raced(folder: Path, races: int, *words: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.racing", str(folder), str(races), *words],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    print(found)
    return found


@pytest.mark.parametrize("races", [100, pytest.param(2_000, marks=pytest.mark.campaign)])
@pytest.mark.timeout(1200)
def test_exactly_one_decides_and_the_losers_are_told(tmp_path: Path, races: int) -> None:
    """Two to four processes approve, edit, reject, stop, time out and use a grant; one row, one entry, one winner."""
    found = raced(tmp_path, races)
    assert (found["races"], found["decisions"]) == (races, races)
    wrong = ("more_than_one_winner", "no_winner", "more_than_one_row", "more_than_one_entry", "ledger_broken")
    assert {name: found[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert found["losers_told"] == found["losers"] >= races
    assert found["grant_uses"] == found["won_by_grant"] > 0
    assert {"won_by_approve", "won_by_edit", "won_by_reject", "won_by_stop", "won_by_timeo"} <= found.keys()


@pytest.mark.timeout(600)
def test_without_the_compare_and_set_several_decide(tmp_path: Path) -> None:
    """Control: the look and the write apart."""
    found = raced(tmp_path, 100, "unsafe")
    assert found["more_than_one_winner"] > 0
    assert found["more_than_one_row"] > 0
