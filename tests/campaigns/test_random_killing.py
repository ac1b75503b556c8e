from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from superindividual.ids import digest_of
from tests.campaigns.killing_cases import EVERY_WAY, USES
from tests.campaigns.portions import CASES, HERE, WAYS, Figures, Piece, Portions, killed, table, unharmed

pytestmark = pytest.mark.long
CHEAP = ["compliance_review", "review_folder", USES, EVERY_WAY]
"""Short runs: a life of theirs takes a tenth of a second."""

KEPT = HERE / "build" / "campaigns" / "random_kills.jsonl"
"""Where the long form adds up; broken off, it goes on there."""


def both(folder: Path, cases: list[str], kills: int) -> Figures:
    """Half of the kills at points, half at moments, on two processors."""
    with ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(killed, folder / way, cases, way, kills // 2, seed=seed)
            for seed, way in enumerate(WAYS, 1)
        ]
        points, moments = (half.result() for half in halves)
    return {
        f"{name}, {way}": one[name] for way, one in (("points", points), ("moments", moments)) for name in one
    }


@pytest.mark.timeout(1800)
def test_killed_600_times_at_random(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whenever and wherever it is killed, nothing is lost, doubled, or said to be over that is not."""
    found = both(tmp_path, CHEAP, 600)
    with capsys.disabled():
        print(f"\n\nSIGKILL at random\n{table(found)}")
    unharmed(found, 600)


@pytest.mark.timeout(1200)
def test_without_the_outbox_random_kills_find_what_arrives_twice(tmp_path: Path) -> None:
    """Control: a worker that does not look into the outbox sends again what a receiver has."""
    found = killed(tmp_path, [EVERY_WAY], "points", 120, seed=2, each=60, without="outbox-lookup")
    assert found[EVERY_WAY]["duplicate effects"] > 0


@pytest.mark.timeout(600)
def test_portions_add_up_and_a_later_call_goes_on(tmp_path: Path) -> None:
    """Two pieces with seeds of their own: the second call makes only what is missing; other code begins anew."""
    file = tmp_path / "kills.jsonl"
    first = Portions(file, ["hello"], each=6)
    assert len(list(first.until(1))) == 1
    later = Portions(file, ["hello"], each=6)
    assert later.kills == first.kills >= 6
    assert [piece.number for piece in later.until(first.kills + 1)] == [1]
    assert sorted(later.sums()) == ["hello, moments", "hello, points"]
    unharmed(later.sums(), 12)
    assert Portions(file, ["hello"], each=7).kills == 0


def test_a_piece_in_which_a_case_was_not_killed_counts_the_others() -> None:
    """Where one run took all kills of a piece, the others have no figures; what is missing is no harm and no fault."""
    piece = Piece(digest_of(""), 0, 1.0, {"a": {"kills": 3}, "b": {}})
    assert piece.kills == 3
    with pytest.raises(AssertionError):
        unharmed(piece.found, 3)


@pytest.mark.campaign
@pytest.mark.timeout(0)
def test_killed_10000_times_at_random(capsys: pytest.CaptureFixture[str]) -> None:
    """The long form, with every workflow that ships, in portions; what was broken off is gone on with."""
    portions = Portions(KEPT, list(CASES))
    with capsys.disabled():
        for piece in portions.until(10_000):
            print(f"\n{portions.kills} of 10000 kills, the last {piece.kills} in {piece.seconds} s", end="")
        print(f"\n\nSIGKILL at random\n{table(portions.sums())}")
    unharmed(portions.sums(), 10_000)
