"""Settings, hooks and attributes of git's that run a program, put where an agent can write.

Each makes a file when its program runs. git itself is the control: called in such a folder it runs them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SETTINGS = {
    "core.fsmonitor": "{run}",
    "diff.external": "{run}",
    "core.editor": "{run}",
    "core.pager": "{run}",
    "sequence.editor": "{run}",
    "gpg.program": "{run}",
    "core.sshCommand": "{run}",
    "credential.helper": "!{run}",
    "alias.status": "!{run}",
    "alias.st": "!{run}",
    "core.askPass": "{run}",
    "uploadpack.packObjectsHook": "{run}",
    "remote.origin.url": "ext::sh -c {run}",
    "remote.origin.uploadpack": "{run}",
    "diff.hook.textconv": "{run}",
    "diff.hook.command": "{run}",
    "merge.hook.driver": "{run} %A",
    "filter.hook.clean": "{run}",
    "filter.hook.smudge": "{run}",
    "filter.hook.process": "{run}",
}
HOOKS = (
    *("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-index-change", "post-checkout"),
    *("pre-push", "reference-transaction", "pre-auto-gc"),
)
_ALWAYS = {
    "commit.gpgsign": "false",
    "protocol.ext.allow": "always",
    "user.name": "x",
    "user.email": "x@x.invalid",
    "gpg.program": "false",  # where it is not the attack, neither gpg nor ssh of this machine has to be started
    "core.sshCommand": "false",
}
_TRIGGERS = (
    *(
        ("status",),
        ("diff",),
        ("add", "-A"),
        ("diff", "--cached"),
        ("commit", "-q", "-m", "x"),
        ("log", "-p", "--ext-diff"),
    ),
    *(
        ("commit", "--amend"),
        ("checkout", "-q", "-f", "HEAD"),
        ("fetch", "-q"),
        ("st",),
        ("push", "-q"),
        ("show",),
    ),
    *(("checkout", "-q", "-b", "other"), ("commit", "-q", "-S", "--allow-empty", "-m", "y")),
)

_SECONDS = 120
"""For one call of git's: one takes a fraction of a second; a busy machine gets many times that."""


@dataclass(frozen=True)
class Attack:
    """What runs, and how it was put there: `plant` gets the folder and the program's path."""

    kind: str
    name: str
    plant: Callable[[Path, Path], None]


def attacks() -> Iterator[Attack]:
    """All of them."""
    for place in ("", "package", "package/deep"):
        where = f"settings in {place or 'the root'}"
        yield from (Attack(where, key, _setting(place, key, value)) for key, value in SETTINGS.items())
    yield from (Attack("hooks", name, _hook("package", name)) for name in HOOKS)
    yield from (Attack("a folder of hooks", name, _hooks_path("package", name)) for name in HOOKS)
    yield from (Attack("an included file", key, _included("package", key)) for key in list(SETTINGS)[:12])
    yield from (Attack("a file for a folder", key, _elsewhere("package", key)) for key in list(SETTINGS)[:12])
    yield from (
        Attack("a bare repository", key, _bare("package/data", key)) for key in ("core.fsmonitor", "alias.st")
    )
    yield from (  # git takes no folder of files from the settings of such a one: what needs none
        Attack("a repository by commondir", key, _common("package/data", key))
        for key in ("alias.st", "diff.external")
    )


def made(folder: Path) -> Path:
    """A repository at `folder`, with a file that attributes give to the driver `hook`."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    for key, value in _ALWAYS.items():
        git(folder, "config", key, value)
    (folder / ".gitattributes").write_text("* filter=hook diff=hook merge=hook\n")
    (folder / "a.txt").write_text("one\n")
    return folder


def _set(folder: Path, key: str, program: Path, *file: str) -> None:
    git(folder, "config", *file, key, SETTINGS[key].replace("{run}", str(program)))
    if key == "gpg.program":
        git(folder, "config", *file, "commit.gpgsign", "true")
    if key.startswith(("core.sshCommand", "core.askPass")):
        git(folder, "config", *file, "remote.origin.url", "ssh://x@127.0.0.1:1/y")


def _setting(place: str, key: str, value: str) -> Callable[[Path, Path], None]:
    del value
    return lambda root, program: _set(made(root / place), key, program)


def _hook(place: str, name: str) -> Callable[[Path, Path], None]:
    def plant(root: Path, program: Path) -> None:
        hooks = made(root / place) / ".git" / "hooks"
        hooks.mkdir(exist_ok=True)
        (hooks / name).write_text(f"#!/bin/sh\n{program}\n")
        (hooks / name).chmod(0o755)

    return plant


def _hooks_path(place: str, name: str) -> Callable[[Path, Path], None]:
    def plant(root: Path, program: Path) -> None:
        folder = made(root / place)
        (folder / "tools").mkdir()
        (folder / "tools" / name).write_text(f"#!/bin/sh\n{program}\n")
        (folder / "tools" / name).chmod(0o755)
        git(folder, "config", "core.hooksPath", "tools")

    return plant


def _included(place: str, key: str) -> Callable[[Path, Path], None]:
    def plant(root: Path, program: Path) -> None:
        folder = made(root / place)
        _set(folder, key, program, "--file", str(folder / "more.ini"))
        git(folder, "config", "include.path", "../more.ini")

    return plant


def _elsewhere(place: str, key: str) -> Callable[[Path, Path], None]:
    """`.git` is a file that names another folder, as in a linked working folder."""

    def plant(root: Path, program: Path) -> None:
        folder = made(root / place)
        _set(folder, key, program)
        (folder / ".git").rename(folder / "data")
        (folder / ".git").write_text("gitdir: data\n")

    return plant


def _bare(place: str, key: str) -> Callable[[Path, Path], None]:
    """No `.git` at all: the folder itself is the repository, with what lies above as its files."""

    def plant(root: Path, program: Path) -> None:
        folder = made(root / "new")
        git(folder, "add", "a.txt")
        git(folder, "-c", "core.hooksPath=/nowhere", "commit", "-q", "-m", "x")
        _set(folder, key, program)
        git(folder, "config", "core.worktree", "..")
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / ".git").rename(root / place)
        (root / place / "refs" / "keep").write_text("")
        (root / place / "objects" / "keep").write_text("")

    return plant


def _common(place: str, key: str) -> Callable[[Path, Path], None]:
    def plant(root: Path, program: Path) -> None:
        _bare(place, key)(root, program)
        folder = root / place
        (folder / "sub").mkdir()
        for name in ("objects", "refs", "config"):
            (folder / name).rename(folder / "sub" / name)
        (folder / "commondir").write_text("sub\n")

    return plant


def git(folder: Path, *words: str) -> None:
    """Git as the attacker calls it on a machine of their own."""
    subprocess.run(
        ["git", *words],
        cwd=folder,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=_alone(folder),
        timeout=_SECONDS,
    )


def tempted(folder: Path) -> None:
    """Git as somebody calls it who comes upon the folder."""
    for place in (folder, folder / "package", folder / "package" / "deep", folder / "package" / "data"):
        for words in _TRIGGERS if place.is_dir() else ():
            subprocess.run(
                ["git", *words],
                cwd=place,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                env=_alone(folder),
                check=False,
                timeout=_SECONDS,
            )


def _alone(folder: Path) -> dict[str, str]:
    """No settings, no home and no repository of whoever runs the tests, even where a hook of git's runs them."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "EDITOR": "true",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
    }
