from __future__ import annotations

import stat
from pathlib import Path

import pytest

from superindividual.paths import user_paths
from superindividual.recent import MOST, recent, remember


def made(folder: Path) -> Path:
    folder.mkdir()
    (folder / "company.yaml").write_text("name: Firm\n")
    return folder


def test_the_last_one_opened_stands_first(tmp_path: Path) -> None:
    """Once each, however often it was opened."""
    one, two = made(tmp_path / "one"), made(tmp_path / "two")
    for folder in (one, two, one):
        remember(folder)
    assert recent() == [one, two]
    assert stat.S_IMODE(user_paths().recent.stat().st_mode) == 0o600


def test_what_is_gone_is_left_out_and_comes_back(tmp_path: Path) -> None:
    """A disk that is not mounted today is no reason to forget."""
    one, two = made(tmp_path / "one"), made(tmp_path / "two")
    remember(one)
    (one / "company.yaml").rename(one / "kept")
    assert recent() == []
    remember(two)
    (one / "kept").rename(one / "company.yaml")
    assert recent() == [two, one]


def test_the_list_does_not_grow_for_ever(tmp_path: Path) -> None:
    """The oldest ones fall out."""
    folders = [made(tmp_path / str(n)) for n in range(MOST + 3)]
    for folder in folders:
        remember(folder)
    assert recent() == folders[: -MOST - 1 : -1]


@pytest.mark.parametrize("text", ["", "{", "3", '[3, "relative", null]', "\x00"])
def test_a_damaged_list_is_an_empty_one(text: str) -> None:
    """It is a convenience, and stops nothing."""
    file = user_paths().recent
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert recent() == []


def test_a_list_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    """The company is opened all the same."""
    remember(made(tmp_path / "one"), tmp_path / ("n" * 300) / "recent.json")
    assert recent() == []
