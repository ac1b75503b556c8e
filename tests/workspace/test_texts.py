"""Texts: what a commit has told to stand stands, through kill -9 and a full disk; else whoever put it is told."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from superindividual.errors import ContentErased, JournalCorrupt, JournalUnwritable
from superindividual.ids import Digest, digest
from superindividual.workspace.objects import ObjectStore
from superindividual.workspace.texts import Texts

CHILD = """
import sys
from pathlib import Path
from superindividual.workspace.texts import Texts
texts = Texts(Path(sys.argv[1]))
number = 0
while True:
    names = [texts.put(f"text {number} {n}".encode()) for n in range(3)]
    texts.commit()
    print(*names, flush=True)
    number += 1
"""


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    return Texts(tmp_path / "texts.db")


def test_what_was_put_is_read_as_every_other_object(objects: ObjectStore) -> None:
    """By its hash, before its commit by who put it, after it by every other process, and twice is once."""
    name = objects.texts.put(b"hello")
    assert objects.get(name) == b"hello"
    objects.texts.commit()
    assert objects.texts.put(b"hello") == name == digest(b"hello")
    objects.texts.commit()
    assert ObjectStore(objects._root).get(name) == b"hello"
    assert list(objects.texts.all()) == [(name, b"hello")]


def test_what_is_not_committed_stands_nowhere(texts: Texts, tmp_path: Path) -> None:
    """The control: another process does not see it."""
    name = texts.put(b"hello")
    assert Texts(tmp_path / "texts.db").get(name) is None


def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path: Path) -> None:
    """A process is killed while it puts and commits, ten times over the same file."""
    told: list[str] = []
    for _round in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path / "texts.db")], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout
            told += [child.stdout.readline() for _line in range(5)]
            os.kill(child.pid, signal.SIGKILL)
            told += child.stdout.readlines()
    names = [name for line in told if line.endswith("\n") for name in line.split()]
    kept = Texts(tmp_path / "texts.db")
    assert len(names) >= 150
    assert [name for name in names if digest(kept.get(Digest(name)) or b"") != name] == []


def full(texts: Texts) -> None:
    """No page more than the file has."""
    texts.put(b"a")
    texts.commit()
    connection = texts._opened()
    connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")


@pytest.mark.parametrize("beside", [(b"x" * 100_000,), ()], ids=["a large one", "control: alone"])
def test_a_full_disk_is_told_to_all_whose_texts_it_took_back(texts: Texts, beside: tuple[bytes, ...]) -> None:
    """One's text fits, another's does not: neither stands until there is room, and the commit says so. Alone it stands."""
    full(texts)
    small = texts.put(b"small")
    for large in beside:
        texts.put(large)
    with pytest.raises(JournalUnwritable) if beside else nullcontext():
        texts.commit()
    assert (Texts(texts._path).get(small) == b"small") == (not beside)
    for _commit in beside:  # also one that is asked for by whoever put the small one
        with pytest.raises(JournalUnwritable):
            texts.commit()
    texts._opened().execute("PRAGMA max_page_count=1000000")
    texts.commit()
    assert Texts(texts._path).get(small) == b"small"


def test_what_was_erased_is_gone_from_the_file(objects: ObjectStore) -> None:
    """Not in it or its log any more, and who reads it is told so; one that was never there is missing."""
    name = objects.texts.put(b"Zoe Example wrote this")
    objects.texts.commit()
    held = [path for path in objects._root.iterdir() if b"Zoe Example" in path.read_bytes()]
    assert held, "the control: it stands there before"
    objects.erase(name)
    assert objects.texts.compact()
    assert [path for path in objects._root.iterdir() if path.is_file() and b"Zoe" in path.read_bytes()] == []
    with pytest.raises(ContentErased):
        objects.get(name)
    with pytest.raises(JournalCorrupt, match="missing"):
        objects.get(Digest("f" * 64))


def test_a_text_that_was_changed_is_told(objects: ObjectStore) -> None:
    """It is proved by its hash as a file is."""
    name = objects.texts.put(b"hello")
    objects.texts.commit()
    with sqlite3.connect(objects._root / "texts.db") as other:
        other.execute("UPDATE texts SET content = 'hullo'")
    other.close()
    with pytest.raises(JournalCorrupt, match="changed"):
        objects.get(name)


def test_only_the_owner_reads_it(texts: Texts, tmp_path: Path) -> None:
    """The file and what SQLite puts beside it."""
    texts.put(b"hello")
    texts.commit()
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("texts.db*")} == {0o600}
