"""Vectors: what texts were embedded to, by content and embedder, in SQLite, so that a rebuild embeds nothing again.

The file is a cache: what is damaged in it is embedded anew. It holds hashes and numbers, no text.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

_log = logging.getLogger(__name__)
_TABLE = """
CREATE TABLE IF NOT EXISTS vectors (
  embedder TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL, sum INTEGER NOT NULL,
  UNIQUE (embedder, hash)
)
"""
_PAGE = 8192
"""Bytes: five vectors of MiniLM. In SQLite's 4096, sorted by hash, most pages held one, and a search read twice as long."""

_MAPPED = 1 << 30
"""Bytes of the file that are read without being copied first: a search reads some hundred vectors, all over it."""

Matrix = Any
"""numpy's, of float32: a row for each vector."""


class Vectors:
    """One embedder's vectors by the hash of what was embedded."""

    def __init__(self, path: Path, embedder: str) -> None:
        self._embedder = embedder
        self._path = path
        try:
            self._connection = self._opened()
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    def _opened(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA page_size={_PAGE}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")  # a cache: what a power cut takes is embedded again
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(f"PRAGMA mmap_size={_MAPPED}")
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
        connection.execute(_TABLE)
        return connection

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        _log.warning("the cache of vectors is damaged (%s): texts are embedded anew", error)
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        self._connection = self._opened()

    def get(self, hashes: Iterable[str]) -> dict[str, Matrix]:
        """Those that are known, by hash; one that is not what was stored is not known."""
        sql = "SELECT hash, vector, sum FROM vectors WHERE embedder = ? AND hash IN (SELECT value FROM json_each(?))"
        try:
            found = self._connection.execute(sql, (self._embedder, json.dumps(list(hashes)))).fetchall()
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
            return {}
        return {h: np.frombuffer(v, np.float32) for h, v, s in found if zlib.crc32(v) == s}

    def put(self, vectors: Mapping[str, Matrix]) -> None:
        """Keep vectors; another one of the same text takes its place."""
        rows = [(self._embedder, h, v.tobytes(), zlib.crc32(v.tobytes())) for h, v in vectors.items()]
        self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)

    def keep_only(self, hashes: Iterable[str]) -> None:
        """Erase what belongs to no text that is still known, whichever embedder it is by."""
        known = set(hashes)
        all_hashes = self._connection.execute("SELECT DISTINCT hash FROM vectors").fetchall()
        self.erase([h for (h,) in all_hashes if h not in known])

    def erase(self, hashes: Sequence[str]) -> None:
        """Erase texts' vectors by every embedder; the bytes are overwritten."""
        self._write("DELETE FROM vectors WHERE hash = ?", [(h,) for h in hashes])
        if hashes:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def counts(self) -> dict[str, int]:
        """Every embedder, with how many texts it embedded that are still known."""
        return dict(
            self._connection.execute("SELECT embedder, count(*) FROM vectors GROUP BY embedder").fetchall()
        )

    def widths(self) -> set[int]:
        """How long this embedder's vectors are: one number, unless the model behind its name was exchanged."""
        sql = "SELECT length(vector) FROM vectors WHERE embedder = ? LIMIT 1"
        return {row[0] // 4 for row in self._connection.execute(sql, (self._embedder,))}

    def erase_other_widths(self, width: int) -> None:
        """Erase this embedder's vectors of another length: it is not the model that it was."""
        self._write(
            "DELETE FROM vectors WHERE embedder = ? AND length(vector) <> ?", [(self._embedder, 4 * width)]
        )

    def _write(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(sql, rows)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
