from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.campaigns.killing import HARM
from tests.campaigns.killing_cases import EVERY_WAY, SHIPPED, USES

pytestmark = pytest.mark.long
HERE = Path(__file__).parents[2]
CHEAP = ["compliance_review", "review_folder", USES, EVERY_WAY]
"""Short runs: a life of theirs takes a tenth of a second."""

Figures = dict[str, dict[str, int]]


def killed(
    folder: Path, cases: list[str], way: str, kills: int, *, seed: int, each: int = 25, without: str = "none"
) -> Figures:
    """Figures by case."""
    script = [sys.executable, "-m", "tests.campaigns.random_killing", str(folder), json.dumps(cases), way]
    given = [str(kills), str(seed), str(each), without]
    done = subprocess.run([*script, *given], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def both(folder: Path, cases: list[str], kills: int) -> Figures:
    """Half of the kills at points, half at moments, on two processors."""
    with ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(killed, folder / way, cases, way, kills // 2, seed=seed)
            for seed, way in enumerate(("points", "moments"), 1)
        ]
        points, moments = (half.result() for half in halves)
    return {
        f"{name}, {way}": one[name] for way, one in (("points", points), ("moments", moments)) for name in one
    }


def unharmed(found: Figures, kills: int) -> None:
    """Every case was killed, together as often as that, and there is nothing that the founder would notice."""
    assert all(figures["kills"] > 0 for figures in found.values()), found
    assert sum(figures["kills"] for figures in found.values()) >= kills
    harmed = {n: {h: f[h] for h in HARM if f.get(h)} for n, f in found.items()}
    assert not any(harmed.values()), harmed


def table(found: Figures) -> str:
    """The figures, a case a line."""
    total: Counter[str] = Counter()
    for figures in found.values():
        total.update(figures)
    columns = ("runs", "kills", "lives", "decisions", "effects", "questions", "locks left", *HARM)
    lines = [f"{'':34}" + "".join(f"{column:>20}" for column in columns)]
    for name, figures in {**found, "all": total}.items():
        lines.append(f"{name:34}" + "".join(f"{figures.get(column, 0):>20}" for column in columns))
    return "\n".join(lines)


@pytest.mark.timeout(900)
def test_killed_600_times_at_random(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whenever and wherever it is killed, nothing is lost, doubled, or said to be over that is not."""
    found = both(tmp_path, CHEAP, 600)
    with capsys.disabled():
        print(f"\n\nSIGKILL at random\n{table(found)}")
    unharmed(found, 600)


@pytest.mark.timeout(600)
def test_without_the_outbox_random_kills_find_what_arrives_twice(tmp_path: Path) -> None:
    """Control: a worker that does not look into the outbox sends again what a receiver has."""
    found = killed(tmp_path, [EVERY_WAY], "points", 40, seed=1, each=60, without="outbox-lookup")
    assert found[EVERY_WAY]["duplicate effects"] > 0


@pytest.mark.campaign
@pytest.mark.timeout(14400)
def test_killed_10000_times_at_random(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The long form, with every workflow that ships."""
    found = both(tmp_path, [*SHIPPED, USES, EVERY_WAY], 10_000)
    with capsys.disabled():
        print(f"\n\nSIGKILL at random\n{table(found)}")
    unharmed(found, 10_000)
