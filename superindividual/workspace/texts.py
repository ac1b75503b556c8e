"""Texts: many short contents by their hash in one SQLite file, so that those of many callers stand with one commit.

A file for each would wait for the disk once each. What is put stands when `commit` has returned, and not before; all who
put are told by the commit when it does not.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Mapping
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
        self._put: dict[Digest, bytes] = {}
        """What stands with the next commit."""

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
        """Give the hash of bytes that stand once `commit` has returned."""
        name = digest(content)
        with self._lock:
            self._put[name] = content
        return name

    def commit(self) -> None:
        """Let all stand that was put.

        Raises:
            JournalUnwritable: nothing of it does; the next commit tries all of it again.
        """
        with self._lock:
            put, self._put = self._put, {}
            if not put:
                return
            try:
                self._write(put)
            except (sqlite3.Error, OSError) as error:
                self._put = {**put, **self._put}  # others may have put some of it, and commit it yet
                raise unwritable(self._path, error) from error

    def _write(self, put: Mapping[Digest, bytes]) -> None:
        connection = self._opened()
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR IGNORE INTO texts VALUES (?, ?)", put.items())
            connection.execute("COMMIT")
        except sqlite3.Error:
            if connection.in_transaction:  # a full disk has taken it back already
                connection.execute("ROLLBACK")
            raise

    def get(self, name: Digest) -> bytes | None:
        """The bytes of that hash as they stand in the file, unproved; None where there are none.

        Who put them reads them before their commit, too.
        """
        with self._lock:
            if name in self._put:
                return self._put[name]
            if not self._path.exists():
                return None
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
        with self._lock:
            self._put.pop(name, None)
            if self._path.exists():
                self._opened().execute("DELETE FROM texts WHERE hash = ?", (name,))

    def compact(self) -> bool:
        """Rewrite the file without what was removed; False where another process reads it, so that its log still holds it."""
        if not self._path.exists():
            return True
        with self._lock:
            self._opened().execute("VACUUM")
            return not self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
