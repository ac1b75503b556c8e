from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.campaigns.outward_killing import BOUNDARIES, NEITHER, OPEN, TARGETS

pytestmark = pytest.mark.long
HERE = Path(__file__).parents[2]


def killed(
    folder: Path, targets: Iterable[str], boundaries: Iterable[str], without: str = "none"
) -> list[dict[str, Any]]:
    given = [json.dumps(list(targets)), json.dumps(list(boundaries))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.outward_killing", str(folder), *given, without],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def holds(found: list[dict[str, Any]]) -> None:
    """Once and only once, never said to be done before it is, and one question exactly where nobody can know."""
    for one in found:
        assert (one["kills"], one["arrived"], one["state"], one["outcome"]) == (1, 1, "done", "done"), one
        unknowable = one["target"] in NEITHER and one["boundary"] in OPEN
        assert one["questions"] == int(unknowable), one


@pytest.mark.timeout(600)
def test_killed_around_every_way_out_each_arrives_once(tmp_path: Path) -> None:
    """The boundaries at which it matters most, for every kind of receiver."""
    found = killed(tmp_path / "c", TARGETS, ["intended", "mid, it is there"])
    assert len(found) == 2 * len(TARGETS)
    holds(found)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("without", ["recovery", "receipt"])
def test_without_the_defence_the_campaign_finds_the_harm(tmp_path: Path, without: str) -> None:
    """Control: sent again blindly it arrives twice; taken for done it never arrives."""
    boundary = "performed" if without == "recovery" else "started"
    found = killed(tmp_path / "c", ["http, can be asked", "e-mail"], [boundary], without)
    assert {one["arrived"] for one in found} == ({2} if without == "recovery" else {0})
    assert {one["state"] for one in found} == {"done"}


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_killed_at_every_boundary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The long form: all boundaries for all kinds of receivers."""
    found = killed(tmp_path / "c", TARGETS, BOUNDARIES)
    with capsys.disabled():
        _print(found)
    holds(found)
    assert len(found) == len(TARGETS) * len(BOUNDARIES)


def _print(found: list[dict[str, Any]]) -> None:
    print(f"\n\nSIGKILL around every way out: {len(found)} cases; arrived / questions to the founder")
    print(f"{'':26}" + "".join(f"{boundary:>20}" for boundary in BOUNDARIES))
    for target in TARGETS:
        cells = [f"{o['arrived']} / {o['questions']}" for o in found if o["target"] == target]
        print(f"{target:26}" + "".join(f"{cell:>20}" for cell in cells))
    print(
        f"killed {sum(o['kills'] for o in found)}; duplicates {sum(max(o['arrived'] - 1, 0) for o in found)};"
        f" lost {sum(o['arrived'] == 0 for o in found)};"
        f" falsely done {sum(o['state'] == 'done' and not o['arrived'] for o in found)}"
    )
