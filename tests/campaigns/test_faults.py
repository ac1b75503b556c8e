"""A fault at every call: nothing leaves without a compliance record and a decision about the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.campaigns.faulting_cases import EVERY_TURN, SHIPPED
from tests.campaigns.faults import UNREACHABLE

HERE = Path(__file__).parents[2]
CASES = [EVERY_TURN, SHIPPED]
EVERY = 1_000_000
DRIVING = "node,router,items,tool,effect,saver"


def faulted(case: str, most: int, kinds: str, *without: str) -> dict[str, Any]:
    """The counts of so many faults."""
    script = [sys.executable, "-m", "tests.campaigns.faulting", case, str(most), kinds, *without]
    done = subprocess.run(script, cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(case, found)
    return found


def nothing_got_out(found: dict[str, Any], most: int) -> None:
    """Each fault was met, each run went on to its end, and what left was reviewed and decided."""
    assert found["runs"] == min(most, found["places"]) > 0
    assert (found["met"], found["unmet"]) == (found["runs"], [])
    assert (found["without_compliance"], found["without_decision"]) == (0, 0)
    assert found["outcome_done"] == found["published"] == found["runs"]
    assert (found["unfinished"], found["ledger_broken"]) == (0, 0)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("most", "kinds"),
    [
        pytest.param(8, "all", marks=[pytest.mark.long, pytest.mark.timeout(900)]),
        pytest.param(EVERY, DRIVING, marks=[pytest.mark.campaign, pytest.mark.timeout(0)]),
        pytest.param(200, "journal,object", marks=[pytest.mark.campaign, pytest.mark.timeout(0)]),
    ],
)
def test_no_fault_lets_anything_out_undecided_or_unreviewed(case: str, most: int, kinds: str) -> None:
    """At every node, router, tool, way out and saver call in turn, and at calls of journal and object store."""
    nothing_got_out(faulted(case, most, kinds), most)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_whatever_can_be_called_is_called(tmp_path: Path) -> None:
    """The case of every turn leaves out only what no run calls, and each of these is named with its reason."""
    assert faulted(EVERY_TURN, 1, DRIVING)["never called"] == list(UNREACHABLE)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_stepping_over_a_broken_review_lets_nothing_out() -> None:
    """What many frameworks do; the look before the start finds that no report stands. Control: without it, all goes out."""
    guarded = faulted(SHIPPED, 2, "all", "careless")
    assert (guarded["outcome_done"], guarded["published"]) == (2, 0)
    control = faulted(SHIPPED, 2, "all", "careless", "unguarded")
    assert control["without_compliance"] == 2
