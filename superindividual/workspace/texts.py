"""Texts: many short contents by their hash in one SQLite file, so that those of many callers stand with one commit.

A file for each would wait for the disk once each. What is put stands when `commit` has returned, and not before; whoever
puts is told by the commit when it does not.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from superindividual.errors import unwritable
from superindividual.ids import Digest, digest

_TABLE = "CREATE TABLE IF NOT EXISTS texts (hash TEXT PRIMARY KEY, content BLOB NOT NULL)"


class Texts:
    """One writing process; any number that read."""

    def __init__(self, path: Path, connection: sqlite3.Connection | None = None) -> None:
        """`connection` is an open one, for who only reads; else the file is opened when it is needed."""
        self._path = path
        self._lock = threading.RLock()
        self._connection = connection
        self._pending = False
        """Whether anything was put since the last commit."""
        self._lost: sqlite3.Error | None = None
        """Why the database took back what was put."""

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            found = sqlite3.connect(self._path, timeout=10, isolation_level=None, check_same_thread=False)
            for said in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                found.execute(f"PRAGMA {said}")
            found.execute(_TABLE)
            self._connection = found
            weakref.finalize(self, found.close)
        return self._connection

    def put(self, content: bytes) -> Digest:
        """Give the hash of bytes that stand once `commit` has returned; raises JournalUnwritable."""
        name = digest(content)
        with self._lock:
            self._pending = True
            try:
                connection = self._opened()
                if not connection.in_transaction:
                    connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (name, content))
            except sqlite3.Error as error:
                self._lost = error  # a full disk takes back what others put, who are told by their commit
                raise unwritable(self._path, error) from error
        return name

    def commit(self) -> None:
        """Let all stand that was put.

        Raises:
            JournalUnwritable: nothing of it does.
        """
        with self._lock:
            pending, lost, self._pending, self._lost = self._pending, self._lost, False, None
            if not pending:
                return
            connection = self._opened()
            try:
                if lost is not None:
                    raise lost
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise unwritable(self._path, error) from error

    def get(self, name: Digest) -> bytes | None:
        """The bytes of that hash as they stand in the file, unproved; None where there are none."""
        if not self._path.exists():
            return None
        with self._lock:
            row = (
                self._opened()
                .execute("SELECT CAST(content AS BLOB) FROM texts WHERE hash = ?", (name,))
                .fetchone()
            )
        return row[0] if row else None

    def names(self) -> list[Digest]:
        """The hash of every one."""
        if not self._path.exists():
            return []
        with self._lock:
            rows = self._opened().execute("SELECT CAST(hash AS TEXT) FROM texts ORDER BY hash").fetchall()
        return [Digest(name) for (name,) in rows]

    def all(self) -> Iterator[tuple[Digest, bytes]]:
        """Every one with its hash."""
        for name in self.names():
            yield name, self.get(name) or b""

    def erase(self, name: Digest) -> None:
        """Remove bytes; they are gone from the file once `compact` has returned."""
        if self._path.exists():
            with self._lock:
                self._opened().execute("DELETE FROM texts WHERE hash = ?", (name,))

    def compact(self) -> bool:
        """Rewrite the file without what was removed; False where another process reads it, so that its log still holds it."""
        if not self._path.exists():
            return True
        with self._lock:
            self._opened().execute("VACUUM")
            return not self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
