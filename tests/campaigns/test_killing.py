from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from superindividual.paths import bundled

pytestmark = pytest.mark.long
HERE = Path(__file__).parents[2]


def killed(tmp_path: Path, *without: str, workflow: str = "product_loop") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.killing", str(tmp_path / "company"), workflow, *without],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.timeout(600)
def test_killed_at_every_boundary_the_product_loop_goes_on(tmp_path: Path) -> None:
    """No decision is lost, nothing is done twice that the founder would notice, no run ends that has not."""
    found = killed(tmp_path)
    assert found["kills"] == found["boundaries"] >= 13 * 5
    unharmed(found)
    assert found["effects"] == 1


def test_killed_inside_a_used_workflow_it_goes_on_there(tmp_path: Path) -> None:
    """The same at every boundary of a workflow that uses another."""
    found = killed(tmp_path, workflow=str(bundled("examples") / "workflows" / "with_review.yaml"))
    assert found["kills"] == found["boundaries"] >= 3 * 5
    unharmed(found)


def unharmed(found: dict[str, Any]) -> None:
    assert found["outcome"] == "done"
    for figure in (
        "lost_decisions",
        "second_requests",
        "second_versions",
        "second_commits",
        "false_ends",
        "ledger_broken",
    ):
        assert not found[figure], (figure, found)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("defence", "harm"), [("request-id", "second_requests"), ("version-lookup", "second_versions")]
)
def test_without_the_defence_the_campaign_finds_the_harm(tmp_path: Path, defence: str, harm: str) -> None:
    """Control: with one defence off, the same kills do what it prevents."""
    assert killed(tmp_path, defence)[harm] > 0
