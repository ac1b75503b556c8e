from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from superindividual.errors import PolicyDenied
from superindividual.workspace import jail as module
from superindividual.workspace.jail import MAX_FILE, Jail, unpacked

ATTEMPTS = 4_000


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the jail, with a file that must never be reached."""
    made = tmp_path / "outside"
    made.mkdir()
    (made / "a.txt").write_bytes(b"canary")
    return made


@pytest.fixture
def jail(tmp_path: Path) -> Jail:
    (tmp_path / "inside").mkdir()
    return Jail(tmp_path / "inside")


def test_what_is_written_is_read(jail: Jail) -> None:
    """Files come back byte for byte, private to their owner, and are listed in order."""
    jail.write("b/c/d.txt", b"\x00one")
    jail.write("b/c/d.txt", b"two")
    jail.write("页面/首页.html", b"<p>")
    jail.write("a.txt", b"")
    assert jail.read("b/c/d.txt") == b"two"
    assert jail.listing() == ["a.txt", "b/c/d.txt", "页面/首页.html"]
    assert (jail.root / "a.txt").stat().st_mode & 0o777 == 0o600
    assert (jail.root / "b").stat().st_mode & 0o777 == 0o700
    jail.delete("a.txt")
    assert jail.listing() == ["b/c/d.txt", "页面/首页.html"]


PATHS = [
    "",
    "{outside}/a.txt",
    "../outside/a.txt",
    "x/../../outside/a.txt",
    "./a",
    "a//b",
    "a/",
    "a\\b",
    "a\nb",
]
PATHS += ["a\0b", "\u202ea", "\ud800", "x" * 241, "/".join("d" * 61)]
PATHS += [".git/config", "a/.git", "a/.GIT /hooks/pre-commit", "git~1/config", ".git::$INDEX_ALLOCATION/x"]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_leads_out_or_is_odd_is_refused(jail: Jail, outside: Path, path: str) -> None:
    """Nothing is read, written or removed by it, and the reason can be printed."""
    path = path.replace("{outside}", str(outside))
    for attempt in (lambda: jail.read(path), lambda: jail.write(path, b"x"), lambda: jail.delete(path)):
        with pytest.raises(PolicyDenied) as denied:
            attempt()
        assert str(denied.value).isprintable()
    assert (outside / "a.txt").read_bytes() == b"canary"
    assert jail.listing() == []


def test_links_are_not_followed(jail: Jail, outside: Path) -> None:
    """A link to a file or a folder leads nowhere; writing over one replaces the link and spares its target."""
    (jail.root / "folder").symlink_to(outside)
    (jail.root / "file").symlink_to(outside / "a.txt")
    assert (jail.root / "folder" / "a.txt").read_bytes() == b"canary"  # what a naive reader gets
    for attempt in (
        lambda: jail.read("file"),
        lambda: jail.read("folder/a.txt"),
        lambda: jail.write("folder/a.txt", b"x"),
        lambda: jail.delete("folder/a.txt"),
    ):
        with pytest.raises(PolicyDenied):
            attempt()
    jail.write("file", b"own")
    assert jail.read("file") == b"own"
    assert (outside / "a.txt").read_bytes() == b"canary"
    assert jail.listing() == ["file"]


def test_a_file_with_a_second_name_is_not_read(jail: Jail, outside: Path) -> None:
    """A hard link to a file outside is refused, and writing over it spares the file outside."""
    (jail.root / "hard").hardlink_to(outside / "a.txt")
    assert (jail.root / "hard").read_bytes() == b"canary"  # what a naive reader gets
    with pytest.raises(PolicyDenied, match="no plain file"):
        jail.read("hard")
    jail.write("hard", b"own")
    assert (outside / "a.txt").read_bytes() == b"canary"


def test_what_is_no_file_is_refused_without_blocking(jail: Jail) -> None:
    """FIFOs and folders are neither read nor listed as files."""
    os.mkfifo(jail.root / "pipe")
    (jail.root / "folder").mkdir()
    for path in ("pipe", "folder"):
        with pytest.raises(PolicyDenied):
            jail.read(path)
    for refused in (lambda: jail.write("folder", b""), lambda: jail.delete("folder")):
        with pytest.raises(PolicyDenied, match="is a folder"):
            refused()
    assert jail.listing() == []


def test_a_file_in_place_of_a_folder_is_refused(jail: Jail) -> None:
    """A path below a file is no path."""
    jail.write("a", b"1")
    with pytest.raises(PolicyDenied):
        jail.write("a/b", b"2")


def test_a_missing_file_is_said_by_its_path(jail: Jail) -> None:
    """Whoever asked can tell the agent which file there is not."""
    for attempt in (lambda: jail.read("x/y.txt"), lambda: jail.delete("y.txt")):
        with pytest.raises(FileNotFoundError) as missing:
            attempt()
        assert str(missing.value.filename).endswith("y.txt")


def test_size_and_number_are_bounded(jail: Jail, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over 5 MB and a file too many are refused; what is there can still be changed or removed."""
    with pytest.raises(PolicyDenied, match="larger than 5 MB"):
        jail.write("big", bytes(MAX_FILE + 1))
    (jail.root / "grown").write_bytes(bytes(MAX_FILE + 1))
    with pytest.raises(PolicyDenied, match="larger than 5 MB"):
        jail.read("grown")
    monkeypatch.setattr(module, "MAX_FILES", 3)
    jail.write("a", b"1")
    jail.write("b", b"1")
    with pytest.raises(PolicyDenied, match="3 files already"):
        jail.write("c", b"1")
    jail.write("b", b"2")
    jail.delete("grown")
    jail.write("c", b"1")
    (jail.root / "d").touch()
    with pytest.raises(PolicyDenied, match="more than 3 files"):
        jail.listing()


def test_a_failed_write_leaves_the_old_file(jail: Jail, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is replaced whole or not at all, and no half-written one is left."""
    jail.write("a", b"old")

    def broken(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(OSError, match="No space"):
        jail.write("a", b"new")
    assert jail.read("a") == b"old"
    assert jail.listing() == ["a"]


@contextmanager
def swapping(inside: Path, outside: Path) -> Iterator[None]:
    """Meanwhile `inside/folder` is by turns a folder and a link to `outside`."""
    folder, hidden, link = inside / "folder", inside / "hidden", inside / "link"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"own")
    ended = threading.Event()

    def swap() -> None:
        link.symlink_to(outside)
        while not ended.is_set():
            put(folder, hidden)
            put(link, folder)
            put(folder, link)
            put(hidden, folder)

    def put(source: Path, target: Path) -> None:
        while True:
            try:
                source.rename(target)
                return
            except OSError:  # the jail has made a folder of that name meanwhile
                shutil.rmtree(target, ignore_errors=True)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def naive_read(root: Path, path: str) -> bytes:
    """Resolve, check, open: what a jail must not do."""
    target = (root / path).resolve()
    if not target.is_relative_to(root.resolve()):
        raise PolicyDenied("outside")
    return target.read_bytes()


def escapes(read: Callable[[], bytes]) -> int:
    """How often the file outside was read in a bounded number of attempts; ends at the first ten."""
    count = 0
    for _ in range(ATTEMPTS):
        try:
            count += read() == b"canary"
        except (PolicyDenied, OSError):
            continue
        if count == 10:
            break
    return count


def test_a_race_of_renames_does_not_lead_out(jail: Jail, outside: Path) -> None:
    """Checking a resolved path and then opening it is overtaken by renames; the jail is not."""
    with swapping(jail.root, outside):
        assert escapes(lambda: jail.read("folder/a.txt")) == 0
        fooled = sum(escapes(lambda: naive_read(jail.root, "folder/a.txt")) for _ in range(5))
        for number in range(ATTEMPTS // 4):
            try:
                jail.write("folder/b.txt", str(number).encode())
                jail.listing()
            except (PolicyDenied, OSError):
                continue
    assert fooled > 0
    assert [path.name for path in outside.iterdir()] == ["a.txt"]


def test_an_unpacked_copy_is_thrown_away(tmp_path: Path) -> None:
    """It holds the files while it is used, and refuses paths that lead out."""
    with unpacked({"a/b.txt": b"1"}) as folder:
        assert (folder / "a" / "b.txt").read_bytes() == b"1"
        (tmp_path / "kept").mkdir()
        (folder / "left").symlink_to(tmp_path / "kept")
    assert not folder.exists()
    assert (tmp_path / "kept").exists()
    with pytest.raises(PolicyDenied), unpacked({"../x": b""}):
        pass
