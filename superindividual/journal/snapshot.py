"""Snapshot: the journal at one moment, read without changing a byte, also where nothing can be written."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from superindividual.errors import JournalCorrupt
from superindividual.journal.anchor import Anchor, Line
from superindividual.text import gettext as _


@dataclass(frozen=True)
class Snapshot:
    """What is read together."""

    connection: sqlite3.Connection
    lines: tuple[Line, ...]
    """The anchor's; empty where it cannot be read."""
    anchor_fault: str
    """Why the anchor cannot be read; empty when it can."""
    identity: str
    """What the marker beside the database says that it is; empty without one."""


@contextmanager
def snapshot(path: Path) -> Iterator[Snapshot]:
    """Open the journal at `path`; writers go on beside it.

    Raises:
        JournalCorrupt: there is no journal, or SQLite cannot read it.
    """
    if not path.is_file() or not path.stat().st_size:
        raise JournalCorrupt(
            _("{path} has been emptied or removed").format(path=path), remedy=_("restore it from a backup")
        )
    with ExitStack() as opened:
        try:
            yield _read(path, opened)
        except sqlite3.DatabaseError as error:
            raise JournalCorrupt(
                _("{path} cannot be read: {error}").format(path=path, error=error),
                remedy=_("restore it from a backup"),
            ) from error


def _read(path: Path, opened: ExitStack) -> Snapshot:
    """Rows and lines of one moment, at which no commit was between its end and its line."""
    anchor = Anchor(path.with_suffix(".anchor"))
    with anchor.quiet():
        connection = reading(path, opened)
        lines, fault = _anchored(anchor)
    connection.row_factory = sqlite3.Row
    connection.text_factory = _text
    return Snapshot(connection, lines, fault, _identity(path.with_suffix(".id")))


def reading(path: Path, opened: ExitStack) -> sqlite3.Connection:
    """A database at one moment, until `opened` is closed; raises sqlite3.DatabaseError where SQLite cannot read it."""
    try:
        return _begun(f"file:{quote(str(path))}?mode=ro", opened)
    except sqlite3.OperationalError:
        return _begun(f"file:{quote(str(_copied(path, opened)))}", opened)


def _begun(address: str, opened: ExitStack) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    opened.callback(connection.close)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return connection


def _copied(path: Path, opened: ExitStack) -> Path:
    """A copy of its own: SQLite needs a file beside the database, and the folder takes none."""
    folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
    for name in (path.name, f"{path.name}-wal"):
        if path.with_name(name).exists():
            shutil.copyfile(path.with_name(name), folder / name)
    return folder / path.name


def _identity(marker: Path) -> str:
    try:
        return str(json.loads(marker.read_text())["store"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _anchored(anchor: Anchor) -> tuple[tuple[Line, ...], str]:
    try:
        return tuple(anchor.lines()), ""
    except JournalCorrupt as error:
        return (), error.message


def _text(raw: bytes) -> str | bytes:
    """Text as it is; bytes that are none stay bytes, so that no two of them look the same."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
