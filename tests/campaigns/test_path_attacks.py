"""A thousand attacks on the jail of files, and the same ones where there is none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from superindividual.errors import PolicyDenied
from superindividual.workspace import beneath
from superindividual.workspace.beneath import Open, by_parts, in_one
from tests.campaigns.path_attacks import Checked, Naive, attacks, jail, raced, strike, tried


@pytest.fixture(params=[pytest.param(in_one, id="openat2"), pytest.param(by_parts, id="by-parts")])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Both ways in which the jail opens what lies in it."""
    if request.param is in_one and not beneath.kernel_can():
        pytest.skip("this kernel has no openat2, or does not let it be called")
    monkeypatch.setattr(beneath, "kernel_can", lambda: request.param is in_one)
    found: Open = request.param
    return found


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither `~` nor a relative path leads to what belongs to whoever runs the tests, also where a jail is broken."""
    monkeypatch.setenv("HOME", str(tmp_path / "place" / "outside"))
    monkeypatch.chdir(tmp_path)


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


@pytest.mark.parametrize("control", [Naive, Checked])
@pytest.mark.parametrize("path", ["{other}", "../../other", "link", "/proc/self/root{other}"])
def test_a_control_stays_in_the_folders_of_its_attack(
    tmp_path: Path, control: type[Naive], path: str
) -> None:
    """Whatever a path names, nothing of the machine's is read, written or removed by it."""
    other, inside = tmp_path / "other", tmp_path / "place" / "inside"
    other.write_text("the machine's")
    inside.mkdir(parents=True)
    (inside / "link").symlink_to(other)
    for way in ("read", "write", "delete"):
        with pytest.raises((OSError, PolicyDenied)):
            tried(control(inside), way, path.format(other=other))
    assert other.read_text() == "the machine's"
    tried(control(inside), "write", "own")
    assert tried(control(inside), "read", "own") == b"attacker"


def test_no_attack_names_a_file_of_the_machine() -> None:
    """Absolute paths lead to the folders of the attack: a broken jail would write as root to what they name."""
    within = ("/{outside}/", "/proc/self/cwd/")  # the working folder is the test's
    named = {attack.path for attack in attacks() if attack.path.startswith("/")}
    assert {path for path in named if not path.startswith(within)} == {"/"}


@pytest.mark.parametrize(
    "attempts", [100, pytest.param(20_000, marks=[pytest.mark.campaign, pytest.mark.timeout(0)])]
)
@pytest.mark.parametrize("of_files", [False, True], ids=["folders", "files"])
def test_no_race_of_renames_leads_out(way: Open, tmp_path: Path, attempts: int, of_files: bool) -> None:
    """While a folder or a file of the path is by turns a link to what is outside."""
    counts = raced(tmp_path / "place", jail, attempts, of_files=of_files)
    print(way.__name__, "files" if of_files else "folders", dict(counts), "escapes:", counts["escapes"])
    assert counts["attempts"] == 3 * attempts
    assert counts["escapes"] == 0


@pytest.mark.parametrize("of_files", [False, True], ids=["folders", "files"])
def test_a_look_before_opening_is_overtaken(tmp_path: Path, of_files: bool) -> None:
    """Control: the same races against a resolved path that is looked at, then opened."""
    counts = raced(tmp_path / "place", Checked, 20_000, of_files=of_files)
    print("looked at, then opened:", dict(counts))
    assert counts["escapes"] > 0
