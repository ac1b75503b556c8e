"""A fault at every call: nothing leaves without a compliance record and a decision about the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
EVERY = 1_000_000


def faulted(most: int, *without: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.faulting", str(most), *without],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    print(found)
    return found


@pytest.mark.parametrize(
    "most",
    [
        pytest.param(8, marks=[pytest.mark.long, pytest.mark.timeout(600)]),
        pytest.param(EVERY, marks=[pytest.mark.campaign, pytest.mark.timeout(0)]),
    ],
)
def test_no_fault_lets_anything_out_undecided_or_unreviewed(most: int) -> None:
    """At every node, router, tool, saver, journal and object call in turn; each run goes on to its end."""
    found = faulted(most)
    assert found["runs"] == min(most, found["places"]) > 0
    assert (found["without_compliance"], found["without_decision"]) == (0, 0)
    assert found["outcome_done"] == found["published"] == found["runs"]
    assert (found["unfinished"], found["ledger_broken"]) == (0, 0)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_stepping_over_a_broken_review_lets_nothing_out() -> None:
    """What many frameworks do; the look before the start finds that no report stands. Control: without it, all goes out."""
    guarded = faulted(2, "careless")
    assert (guarded["outcome_done"], guarded["published"]) == (2, 0)
    control = faulted(2, "careless", "unguarded")
    assert control["without_compliance"] == 2
