from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.campaigns.boundaries import KINDS
from tests.campaigns.killing import HARM
from tests.campaigns.killing_cases import EVERY_WAY, SHIPPED, USES

pytestmark = pytest.mark.long
HERE = Path(__file__).parents[2]


def killed(
    tmp_path: Path, case: str, kinds: Iterable[str] = KINDS, *, without: str = "none"
) -> dict[str, int]:
    """The figures of one run that is killed at every boundary of these kinds."""
    script = [sys.executable, "-m", "tests.campaigns.killing", str(tmp_path / "c"), case, ",".join(kinds)]
    done = subprocess.run([*script, without], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def unharmed(found: dict[str, int]) -> None:
    """It died at every boundary, and there is nothing that the founder would notice."""
    assert found["kills"] == found["boundaries"] > 0
    assert not {figure: found[figure] for figure in HARM if found.get(figure)}, found


@pytest.mark.timeout(600)
def test_killed_at_every_node_the_product_loop_goes_on(tmp_path: Path) -> None:
    """No decision is lost, nothing is done twice that the founder would notice, no run ends that has not."""
    found = killed(tmp_path, "product_loop", ["node", "effect"])
    unharmed(found)
    assert found["node boundaries"] >= 13 * 5
    assert found["effects"] == 1


@pytest.mark.timeout(600)
@pytest.mark.parametrize("case", ["review_folder", USES])
def test_killed_at_every_boundary_it_goes_on(tmp_path: Path, case: str) -> None:
    """The same at nodes, commits and checkpoints: of a workflow that ships, and of one that uses another."""
    found = killed(tmp_path, case)
    unharmed(found)
    assert min(found[f"{kind} boundaries"] for kind in ("node", "commit", "checkpoint")) >= 2 * 5


@pytest.mark.timeout(900)
def test_killed_around_every_way_out_each_arrives_once(tmp_path: Path) -> None:
    """In one run with every kind of receiver there are questions only about those that cannot be asked."""
    found = killed(tmp_path, EVERY_WAY, ["effect"])
    unharmed(found)
    assert found["effects"] == 7
    assert found["questions"] > 0


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("defence", "case", "kinds", "harm"),
    [
        ("request-id", "review_folder", ["node"], "second requests"),
        ("version-lookup", "review_folder", ["node", "commit"], "second versions"),
        ("outbox-lookup", EVERY_WAY, ["effect"], "duplicate effects"),
        ("commit-first", "review_folder", ["commit"], "lost decisions"),
    ],
)
def test_without_the_defence_the_campaign_finds_the_harm(
    tmp_path: Path, defence: str, case: str, kinds: list[str], harm: str
) -> None:
    """Control: with one defence off, the same kills do what it prevents."""
    assert killed(tmp_path, case, kinds, without=defence)[harm] > 0


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("case", [*SHIPPED, EVERY_WAY])
def test_killed_at_every_boundary(tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The long form: all boundaries of every workflow that ships, and of one run with every way out."""
    found = killed(tmp_path, case)
    with capsys.disabled():
        print(f"\n{case}: {found}")
    unharmed(found)
