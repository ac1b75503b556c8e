"""Attacks on the jail of files: words, links, second names, devices, and all of them while folders are being renamed.

Each is made in a folder of its own with a secret beside it. An escape is the secret read, changed or removed, a file
made outside, or a file of git's written inside. No path names a file of the machine's own: as root a jail that is
broken would overwrite it. Whoever strikes makes `outside` the home, and works in a folder of the test.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from superindividual.errors import PolicyDenied
from superindividual.workspace.jail import Jail

SECRET = b"canary-4711"
UP = (
    "..",
    "../..",
    "a/..",
    "a/../..",
    "a/b/../../..",
    "./..",
    "a/./../..",
    "..//..",
    "%2e%2e",
    "..%2f..",
    "..;",
)
ODD = (
    "..\\..",
    "\\..",
    "a\\..\\..",
    "\u2025",
    "\uff0e\uff0e",
    "..\u200b",
    "\u202e..",
    "..\0",
    "..\n",
    ".. ",
    "...",
)


class Files(Protocol):
    """The jail, or what one would write without it."""

    def read(self, path: str) -> bytes: ...
    def write(self, path: str, content: bytes) -> None: ...
    def delete(self, path: str) -> None: ...


class Naive:
    """No defence at all: the path is joined to the folder. What lies beyond the folders of the attack is let alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes:
        descriptor = os.open(self._at(path), os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(100)

    def write(self, path: str, content: bytes) -> None:
        self._at(path).parent.mkdir(parents=True, exist_ok=True)
        self._at(path).write_bytes(content)

    def delete(self, path: str) -> None:
        self._at(path).unlink()

    def _at(self, path: str) -> Path:
        """Where it leads; without this a control would write to the machine that the tests run on."""
        found = self._root / path
        if not found.resolve().is_relative_to(self._root.parent.resolve()):
            raise OSError("a control stays in the folders of its attack")
        return found


class Checked(Naive):
    """The usual defence: the resolved path is looked at, then the file opened; renames overtake it."""

    def read(self, path: str) -> bytes:
        self._look(path)
        return super().read(path)

    def write(self, path: str, content: bytes) -> None:
        self._look(path)
        super().write(path, content)

    def delete(self, path: str) -> None:
        self._look(path)
        super().delete(path)

    def _look(self, path: str) -> None:
        if not (self._root / path).resolve().is_relative_to(self._root.resolve()):
            raise PolicyDenied("outside")


@dataclass(frozen=True)
class Attack:
    """One path, tried in every way, after `prepare` has laid the trap."""

    kind: str
    path: str
    prepare: Callable[[Path, Path], None] = lambda _inside, _outside: None
    """Gets the folder inside and the one outside."""


def attacks() -> Iterator[Attack]:
    """All that need no race."""
    yield from (Attack("words", path) for path in _words())
    yield from (Attack("links", path, lay) for path, lay in _links())
    for depth in ("hard", "a/hard", "a/b/hard"):
        yield Attack("second names", depth, _hard(depth))
        yield Attack("devices", depth, _fifo(depth))


def _words() -> Iterator[str]:
    for up in (*UP, *ODD):
        yield from (
            f"{up}/outside/secret",
            f"a/{up}/outside/secret",
            f"{up}/outside/new",
            f"./{up}/outside/secret",
        )
    yield from ("", ".", "..", "/", "~/secret", "file://{outside}/secret")
    yield from ("{outside}/secret", "/{outside}/secret", "a/{outside}/secret", "/proc/self/cwd/secret")
    for git in (".git", ".GIT", ".git ", ".git.", "git~1", ".git::$DATA", ".Git"):
        yield from (f"{git}/config", f"a/{git}/hooks/pre-commit", git, f"a/{git}")


def _links() -> Iterator[tuple[str, Callable[[Path, Path], None]]]:
    targets = (
        "{outside}",
        "../outside",
        "/proc/self/root{outside}",
        "/proc/thread-self/root{outside}",
        "{chain}",
    )
    for where in ("link", "a/link", "a/b/link"):
        depth = where.count("/")
        for target in targets:
            climbing = target.replace("../", "../" * (depth + 1))
            yield f"{where}/secret", _link(where, climbing)
            yield f"{where}/new", _link(where, climbing)
            yield f"{where}/deep/secret", _link(where, climbing)
            yield where, _link(where, f"{climbing}/secret")


def _link(where: str, target: str) -> Callable[[Path, Path], None]:
    def lay(inside: Path, outside: Path) -> None:
        link = inside / where
        link.parent.mkdir(parents=True, exist_ok=True)
        if target.startswith("{chain}"):
            (inside / "first").symlink_to(outside)
            link.symlink_to(inside / ("first" + target.removeprefix("{chain}")))
        else:
            link.symlink_to(target.replace("{outside}", str(outside)))

    return lay


def _hard(where: str) -> Callable[[Path, Path], None]:
    def lay(inside: Path, outside: Path) -> None:
        (inside / where).parent.mkdir(parents=True, exist_ok=True)
        (inside / where).hardlink_to(outside / "secret")

    return lay


def _fifo(where: str) -> Callable[[Path, Path], None]:
    """A FIFO through which a program outside hands the secret over."""

    def lay(inside: Path, outside: Path) -> None:
        (inside / where).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(inside / where)
        holder = os.open(inside / where, os.O_RDWR | os.O_NONBLOCK)
        os.write(holder, SECRET)
        _HELD.append(holder)

    return lay


_HELD: list[int] = []


def strike(attack: Attack, place: Path, files: Callable[[Path], Files]) -> Iterator[bool]:
    """Try the attack by reading, writing and removing; whether each escaped."""
    for way in ("read", "write", "delete"):
        inside, outside = laid(place)
        attack.prepare(inside, outside)
        path = attack.path.replace("{outside}", str(outside))
        answer = b""
        with suppress(PolicyDenied, OSError, ValueError):
            answer = tried(files(inside), way, path)
        yield SECRET in answer or _harmed(inside, outside)
        while _HELD:
            os.close(_HELD.pop())
        shutil.rmtree(place)


def tried(files: Files, way: str, path: str) -> bytes:
    """What one way of trying gives."""
    if way == "read":
        return files.read(path)
    if way == "write":
        files.write(path, b"attacker")
    else:
        files.delete(path)
    return b""


def laid(place: Path) -> tuple[Path, Path]:
    """A folder inside, and one outside with a secret."""
    inside, outside = place / "inside", place / "outside"
    (outside / "deep").mkdir(parents=True)
    (inside / "a" / "b").mkdir(parents=True)
    for secret in (outside / "secret", outside / "deep" / "secret"):
        secret.write_bytes(SECRET)
    return inside, outside


def _harmed(inside: Path, outside: Path) -> bool:
    left = {str(p.relative_to(outside)): p.read_bytes() for p in outside.rglob("*") if p.is_file()}
    of_git = [p for p in inside.rglob("*") if p.name.strip(" .").lower() in (".git", "git~1")]
    return (
        left != {"secret": SECRET, "deep/secret": SECRET}
        or bool(of_git)
        or len(list(outside.parent.iterdir())) != 2
    )


@contextmanager
def swapping(inside: Path, outside: Path, *, of_files: bool) -> Iterator[None]:
    """Meanwhile `inside/folder` (or the file in it) is by turns itself and a link to what is outside."""
    folder = inside / "folder"
    folder.mkdir()
    (folder / "secret").write_bytes(b"own")
    place = folder / "secret" if of_files else folder
    hidden, link, ended = inside / "hidden", inside / "link", threading.Event()
    link.symlink_to(outside / "secret" if of_files else outside)

    def swap() -> None:
        while not ended.is_set():
            for source, target in ((place, hidden), (link, place), (place, link), (hidden, place)):
                with suppress(OSError):
                    source.rename(target)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def raced(place: Path, files: Callable[[Path], Files], attempts: int, *, of_files: bool) -> Counter[str]:
    """Read, write and remove while the parts of the path are exchanged; how many attempts escaped.

    Each way ends with its first escape: for a control that is enough.
    """
    counts: Counter[str] = Counter()
    for way in ("read", "write", "delete"):
        inside, outside = laid(place)
        with swapping(inside, outside, of_files=of_files):
            for _ in range(attempts):
                answer = b""
                with suppress(PolicyDenied, OSError):
                    if way == "delete":  # there must be something to remove
                        files(inside).write("folder/secret", b"own")
                    answer = tried(files(inside), way, "folder/secret")
                counts["attempts"] += 1
                if SECRET in answer or _is_gone(outside / "secret"):
                    counts["escapes"] += 1
                    break
        shutil.rmtree(place)
    return counts


def _is_gone(secret: Path) -> bool:
    return not secret.exists() or secret.read_bytes() != SECRET


def jail(root: Path) -> Files:
    """The defence."""
    return Jail(root)
