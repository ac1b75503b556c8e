"""A hundred repositories that run a program: through all that is done with an agent's folder, and by git outside."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from superindividual.errors import PolicyDenied
from superindividual.tools.bench import Bench
from superindividual.tools.command import Command, run_command
from superindividual.tools.sandbox import find_sandbox
from superindividual.workspace.artifact import Artifact, Deliverable, bare_repository
from superindividual.workspace.draft import Draft
from superindividual.workspace.jail import Jail
from superindividual.workspace.repository import ProductRepository
from tests.campaigns.git_attacks import Attack, attacks, tempted
from tests.campaigns.sample import SHORT_AND_LONG, of_each

WHEN = datetime(2026, 5, 4, tzinfo=UTC)
IN_SANDBOX = "for d in . package package/deep; do (cd $d 2>/dev/null && git status && git add -A && git commit -qm x); done"


def program(place: Path) -> Path:
    """What must not run: it leaves a mark beside itself.

    It reads nothing: git waits for the other side to speak first where the program stands for ssh, so both would wait.
    """
    made = place / "program"
    made.write_text(f"#!/bin/sh\ntouch {place}/ran\n")
    made.chmod(0o755)
    return made


def files_of(folder: Path) -> dict[str, bytes]:
    jail = Jail(folder)
    return {path: jail.read(path) for path in jail.listing()}


@pytest.mark.parametrize("most", SHORT_AND_LONG)
@pytest.mark.timeout(900)
async def test_nothing_that_is_done_with_a_folder_runs_a_program(tmp_path: Path, most: int) -> None:
    """A command in the sandbox, taking over, handing over, recording, lending the product to the next agent."""
    box, reason = find_sandbox()
    if box is None:
        pytest.skip(reason)
    made, out, refused = Counter[str](), list[str](), 0
    for number, attack in enumerate(of_each(attacks(), most)):
        place = tmp_path / str(number)
        place.mkdir()
        draft = Draft.create(place / "drafts" / "1", {}, {})
        draft.write("package/b.txt", b"two\n")
        bench = Bench(draft, "package")
        bench.lay(lambda folder, attack=attack, place=place: attack.plant(folder, program(place)))  # type: ignore[misc]
        await run_command(Command(command=IN_SANDBOX, seconds=20), box, bench)
        refused += handed(draft.files(), place)
        bench.clear()
        made[attack.kind] += 1
        out += [f"{attack.kind}: {attack.name}"] * (place / "ran").exists()
        shutil.rmtree(place)
    print("contained:", dict(made), "escapes:", len(out), "not handed over:", refused)
    assert out == []
    assert made.total() >= min(100, 4 * len(made) - 5)


def handed(files: dict[str, bytes], place: Path) -> bool:
    """Record the files as an approved deliverable, tempt git in the product, lend it on; whether it was refused."""
    if bare_repository(files):
        return True
    artifacts = tuple(Artifact(path=path, sha256="0" * 64, size=0) for path in sorted(files))  # type: ignore[arg-type]
    deliverable = Deliverable(kind="code", files=artifacts, summary="", language="en", produced_by="x")
    product = ProductRepository(place / "product")
    product.record("build", deliverable, files, key=str(place), when=WHEN)
    tempted(place / "product")
    product.lend(_new(place / "lent"))
    return False


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize("most", SHORT_AND_LONG)
@pytest.mark.timeout(900)
def test_git_itself_runs_them(tmp_path: Path, most: int) -> None:
    """Control: the same folders, and somebody who calls git in them."""
    made, out = Counter[str](), Counter[str]()
    for number, attack in enumerate(of_each(attacks(), most)):
        place = tmp_path / str(number)
        (place / "folder").mkdir(parents=True)
        attack.plant(place / "folder", program(place))
        (place / "ran").unlink(missing_ok=True)
        tempted(place / "folder")
        made[attack.kind] += 1
        out[attack.kind] += (place / "ran").exists()
        shutil.rmtree(place)
    print("by git itself:", dict(out), "of", dict(made))
    assert {kind for kind, count in out.items() if count} == set(made)


def planted(tmp_path: Path, kind: str) -> tuple[Path, Attack]:
    attack = next(a for a in attacks() if a.kind == kind)
    folder = _new(tmp_path / "folder")
    attack.plant(folder, program(tmp_path))
    return folder, attack


@pytest.mark.parametrize("kind", ["a bare repository", "a repository by commondir"])
def test_a_repository_without_its_name_is_seen(tmp_path: Path, kind: str) -> None:
    """It has no `.git`, so that only its form tells; a package with a file HEAD is none."""
    folder, _attack = planted(tmp_path, kind)
    assert bare_repository(files_of(folder)) == "package/data"
    assert bare_repository(["package/HEAD", "package/objects/a", "site/refs/b"]) is None
    assert bare_repository(["HEAD", "objects/a", "refs/b"]) == "."


def test_the_jail_writes_no_file_of_gits(tmp_path: Path) -> None:
    """Nor lists one."""
    folder, _attack = planted(tmp_path, "hooks")
    assert not [path for path in Jail(folder).listing() if ".git/" in path]
    with pytest.raises(PolicyDenied):
        Jail(folder).write("package/.git/config", b"x")
