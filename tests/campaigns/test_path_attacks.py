"""A thousand attacks on the jail of files, and the same ones where there is none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from superindividual.workspace import beneath
from superindividual.workspace.beneath import Open, by_parts, in_one
from tests.campaigns.path_attacks import Checked, Naive, attacks, jail, raced, strike


@pytest.fixture(params=[pytest.param(in_one, id="openat2"), pytest.param(by_parts, id="by-parts")])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Both ways in which the jail opens what lies in it."""
    if request.param is in_one and not beneath.kernel_can():
        pytest.skip("this kernel has no openat2, or does not let it be called")
    monkeypatch.setattr(beneath, "kernel_can", lambda: request.param is in_one)
    found: Open = request.param
    return found


def test_no_path_leads_out(way: Open, tmp_path: Path) -> None:
    """Words, links, second names and devices, each by reading, writing and removing."""
    made, escaped = Counter[str](), list[str]()
    for attack in attacks():
        for out in strike(attack, tmp_path / "place", jail):
            made[attack.kind] += 1
            escaped += [f"{attack.kind}: {attack.path!r}"] * out
    print(way.__name__, dict(made), "escapes:", len(escaped))
    assert escaped == []
    assert made.total() >= 500


def test_without_the_jail_every_kind_of_path_leads_out(tmp_path: Path) -> None:
    """Control: the path joined to the folder."""
    escaped = Counter[str]()
    for attack in attacks():
        escaped[attack.kind] += sum(strike(attack, tmp_path / "place", Naive))
    print("without the jail:", dict(escaped))
    assert set(escaped) == {attack.kind for attack in attacks()}
    assert min(escaped.values()) > 0


@pytest.mark.parametrize("attempts", [100, pytest.param(20_000, marks=pytest.mark.campaign)])
@pytest.mark.parametrize("of_files", [False, True], ids=["folders", "files"])
def test_no_race_of_renames_leads_out(way: Open, tmp_path: Path, attempts: int, of_files: bool) -> None:
    """While a folder or a file of the path is by turns a link to what is outside."""
    counts = raced(tmp_path / "place", jail, attempts, of_files=of_files)
    print(way.__name__, dict(counts))
    assert counts["attempts"] == 3 * attempts
    assert counts["escapes"] == 0


@pytest.mark.parametrize("of_files", [False, True], ids=["folders", "files"])
def test_a_look_before_opening_is_overtaken(tmp_path: Path, of_files: bool) -> None:
    """Control: the same races against a resolved path that is looked at, then opened."""
    counts = raced(tmp_path / "place", Checked, 20_000, of_files=of_files)
    print("looked at, then opened:", dict(counts))
    assert counts["escapes"] > 0
