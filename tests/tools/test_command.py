from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from superindividual.tools.bench import Bench
from superindividual.tools.command import Command, run_command
from superindividual.tools.sandbox import Sandbox
from superindividual.tools.uncontained import Uncontained
from superindividual.workspace.draft import Draft


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    made = Draft.create(tmp_path / "drafts" / "1", {"prd": {"design/prd.md": b"must\n"}}, {})
    made.write("package/a.txt", b"one\n")
    return made


async def ran(box: Sandbox, draft: Draft, line: str, bench: Bench | None = None, seconds: int = 20) -> str:
    asked = Command(command=line, seconds=seconds)
    return await run_command(asked, box, bench or Bench(draft, "package"))


async def test_what_a_command_changes_is_taken_over(box: Sandbox, draft: Draft) -> None:
    """Changed, made and removed files of the step's folder, each said; earlier steps' files are there to be read."""
    draft.write("package/b.txt", b"two")
    told = await ran(
        box,
        draft,
        "cat inputs/prd/design/prd.md; tr a-z A-Z < package/a.txt > t; mv t package/a.txt;"
        " rm package/b.txt; mkdir package/d; echo 3 > package/d/c.txt",
    )
    assert told.splitlines() == [
        "exit code 0",
        "must",
        "changed package/a.txt",
        "made package/d/c.txt",
        "removed package/b.txt",
    ]
    assert draft.files() == {"package/a.txt": b"ONE\n", "package/d/c.txt": b"3\n"}


async def test_what_lies_elsewhere_stays_on_the_bench(box: Sandbox, draft: Draft) -> None:
    """Other folders, earlier steps' files, environments and git's own; the next command finds them again."""
    bench = Bench(draft, "package")
    line = "echo x > note; echo evil > inputs/prd/design/prd.md; mkdir -p package/node_modules; echo x > package/node_modules/m"
    assert await ran(box, draft, f"{line}; git init -q package; ls -d package/.git", bench) == (
        "exit code 0\npackage/.git"
    )
    assert draft.read("inputs/prd/design/prd.md") == b"must\n"
    assert draft.files() == {"package/a.txt": b"one\n"}
    again = await ran(
        box, draft, "cat note package/node_modules/m inputs/prd/design/prd.md; ls -d package/.git", bench
    )
    assert again == "exit code 0\nx\nx\nmust\npackage/.git"


async def test_a_bench_begins_empty(box: Sandbox, draft: Draft) -> None:
    """What an attempt before left, links among it, is gone."""
    first = Bench(draft, "package")
    await ran(box, draft, "echo x > note; ln -s / package/root", first)
    assert await ran(box, draft, "ls; ls package") == "exit code 0\ninputs\npackage\na.txt"


LINKS: Mapping[str, str] = {
    "a link": "ln -s {secret} package/out",
    "a link of a folder": "ln -s {outside} package/out",
    "a link in the place of a file": "rm package/a.txt; ln -s {secret} package/a.txt",
    "a link in the place of the folder": "mv package old; ln -s {outside} package",
    "a device": "mkfifo package/out",
}


@pytest.mark.parametrize("trap", LINKS)
async def test_no_link_is_taken_over(box: Sandbox, draft: Draft, tmp_path: Path, trap: str) -> None:
    """The next command is not led out by one either, and what a link names is never read."""
    secret = tmp_path / "outside" / "a.txt"
    secret.parent.mkdir()
    secret.write_text("canary-4711")
    bench = Bench(draft, "package")
    await ran(box, draft, LINKS[trap].format(secret=secret, outside=secret.parent), bench)
    assert b"canary-4711" not in b"".join(draft.files().values())
    draft.write("package/a.txt", b"new")
    result = await ran_or_refused(box, draft, bench)
    assert "links are not followed" in result or "exit code 0" in result
    assert secret.read_text() == "canary-4711"
    assert [p.name for p in secret.parent.iterdir()] == ["a.txt"]
    assert b"canary-4711" not in b"".join(draft.files().values())


async def ran_or_refused(box: Sandbox, draft: Draft, bench: Bench) -> str:
    from superindividual.errors import PolicyDenied

    try:
        return await ran(box, draft, "true", bench)
    except PolicyDenied as refused:
        return str(refused)


async def test_a_command_that_takes_too_long_is_ended(box: Sandbox, draft: Draft) -> None:
    """What it changed until then is taken over."""
    told = await ran(box, draft, "echo 2 > package/a.txt; sleep 600", seconds=1)
    assert told.splitlines() == ["killed: it ran out of time", "changed package/a.txt"]


async def test_uncontained_a_command_has_no_key_of_the_founders(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment is cleared; but the founder's files can be read, which is why each one is asked for."""
    monkeypatch.setenv("DEPLOY_TOKEN", "canary-4711")
    told = await ran(Uncontained(), draft, f"env; test -r {os.__file__} && echo everything")
    assert "canary-4711" not in told
    assert "everything" in told


async def test_uncontained_a_command_is_ended_with_all_it_started(draft: Draft) -> None:
    """As far as its group of processes goes."""
    told = await ran(Uncontained(), draft, "sleep 600 & sleep 600", seconds=1)
    assert told.startswith("killed: it ran out of time")
