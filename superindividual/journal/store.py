"""Store: the company's one SQLite database, opened so that nothing is lost and nothing is taken for new.

WAL and synchronous=FULL: what a transaction acknowledged survives a power cut. A marker file beside the
database names its identity, so that an emptied or exchanged database is told from a new one.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from superindividual.errors import JournalCorrupt, unwritable
from superindividual.journal.anchor import Anchor
from superindividual.journal.seals import TABLE as SEALS
from superindividual.journal.seals import Seal, Watched, last_seal
from superindividual.text import gettext as _

_BUSY_MS = 10_000
_UNWRITABLE = frozenset(
    (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
)


class Store:
    """A connection for each thread, one writer at a time; every commit is sealed, and its seal anchored."""

    def __init__(self, path: Path) -> None:
        """Open or make the database at `path`.

        Raises:
            JournalCorrupt: the file is damaged, emptied, or not the one that belongs here.
        """
        self.path = path
        self.anchor = Anchor(path.with_suffix(".anchor"))
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self._marker()
        if known and (not path.exists() or path.stat().st_size == 0):
            raise JournalCorrupt(
                _("{path} has been emptied or removed").format(path=path),
                remedy=_("restore it, or remove {folder} to begin anew").format(folder=path.parent),
            )
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._verify(known)

    def _marker(self) -> str | None:
        try:
            return str(json.loads(self._marker_path.read_text())["store"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise JournalCorrupt(
                _("{path} is damaged").format(path=self._marker_path), remedy=_("restore it from a backup")
            ) from error

    @property
    def _marker_path(self) -> Path:
        return self.path.with_suffix(".id")

    def _verify(self, known: str | None) -> None:
        try:
            answer = self.connection.execute("PRAGMA quick_check").fetchone()[0]
            if answer != "ok":
                raise JournalCorrupt(
                    _("{path} is damaged: {answer}").format(path=self.path, answer=answer),
                    remedy=_("restore it from a backup"),
                )
            identity = self._identity() if known else None
            if identity is None:
                identity = self._begin(known)
        except sqlite3.DatabaseError as error:
            raise_if_unwritable(self.path, error)
            raise JournalCorrupt(
                _("{path} cannot be read: {error}").format(path=self.path, error=error),
                remedy=_("restore it from a backup"),
            ) from error
        if known and known != identity:
            raise JournalCorrupt(
                _("{path} is not the journal that belongs here").format(path=self.path),
                remedy=_("restore the right one from a backup"),
            )
        if not known:
            write_private(self._marker_path, json.dumps({"store": identity}).encode())

    def _identity(self) -> str | None:
        """What the database says that it is; None where it was made before commits were sealed."""
        tables = {
            row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE name IN ('meta', 'seals')")
        }
        if len(tables) < 2:
            return None
        with self.anchor.quiet():  # no commit is between its end and its line
            newest, line = self.last_seal(), self.anchor.last()
        self.anchor.refuse_unless_agreeing(newest, line)
        row = self.row("SELECT value FROM meta WHERE key = 'store'")
        return str(row[0]) if row else ""

    @property
    def identity(self) -> str:
        """What tells this database from every other, also after it was moved."""
        return self._identity() or ""

    def _begin(self, known: str | None) -> str:
        """Make what every store has, and give its identity."""
        with self.transaction() as tx:
            tx.execute(
                "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
            )
            for statement in _statements(SEALS):
                tx.execute(statement)
            self.anchor.refuse_unless_agreeing(last_seal(tx), self.anchor.last())
            row = tx.execute("SELECT value FROM meta WHERE key = 'store'").fetchone()
            if row or known:
                return str(row[0]) if row else ""
            identity = os.urandom(16).hex()
            tx.execute("INSERT INTO meta VALUES ('store', ?)", (identity,))
            return identity

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of the calling thread."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(
                self.path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False
            )
            found.row_factory = sqlite3.Row
            found.execute("PRAGMA journal_mode=WAL")
            found.execute("PRAGMA synchronous=FULL")
            found.execute("PRAGMA foreign_keys=ON")
            found.execute("PRAGMA recursive_triggers=ON")  # what REPLACE deletes is noted too
            found.execute("PRAGMA temp_store=MEMORY")
            self._local.connection = found
            with self._guard:
                self._connections.append(found)
        return found

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """All or nothing, one writer at a time; nested use joins the outer transaction.

        Raises:
            JournalUnwritable: the disk is full, read-only or broken; nothing of the transaction stands.
            JournalCorrupt: the journal does not agree with its anchor; nothing was written.
        """
        connection = self.connection
        return nullcontext(connection) if connection.in_transaction else self._outermost(connection)

    @contextmanager
    def _outermost(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._watched.arm(connection)
            yield connection
            self._commit(connection)
        except BaseException as error:
            if connection.in_transaction:  # SQLite may have taken it back already
                connection.execute("ROLLBACK")
            self._local.watched = None  # what was armed in the transaction is gone with it
            raise_if_unwritable(self.path, error)
            raise

    def _commit(self, connection: sqlite3.Connection) -> None:
        sealed = self._watched.close(connection)
        if sealed is None:
            connection.execute("COMMIT")
            return
        with self.anchor.extended(*sealed):
            connection.execute("COMMIT")

    @property
    def _watched(self) -> Watched:
        """What the calling thread's connection watches."""
        found: Watched | None = getattr(self._local, "watched", None)
        if found is None:
            found = self._local.watched = Watched()
        return found

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Read."""
        return self.connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Row | None:
        """Read the first row, if any."""
        found: sqlite3.Row | None = self.connection.execute(sql, parameters).fetchone()
        return found

    def migrate(self, part: str, steps: Sequence[str]) -> None:
        """Bring one part's tables to the newest version; each step is an SQL script, run once, in order.

        Raises:
            JournalCorrupt: the database was written by a newer version, or its version is none.
        """
        key = f"schema:{part}"
        row = self.row("SELECT value FROM meta WHERE key = ?", (key,))
        if row and row[0] == str(len(steps)):
            return
        if row and not str(row[0]).isdecimal():
            raise JournalCorrupt(
                _("{path} is damaged: {answer}").format(path=self.path, answer=f"meta {key}"),
                remedy=_("see where it begins: superindividual ledger verify"),
            )
        with self.transaction() as tx:
            row = tx.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
            done = int(row[0]) if row else 0
            if done > len(steps):
                raise JournalCorrupt(
                    _("{path} was written by a newer superindividual").format(path=self.path),
                    remedy=_("update superindividual"),
                )
            for script in steps[done:]:
                for statement in _statements(script):
                    tx.execute(statement)
            tx.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(len(steps))))

    def last_seal(self) -> Seal | None:
        """The seal of the last commit that left anything to seal."""
        return last_seal(self.connection)

    def data_version(self) -> int:
        """Changes whenever another connection has committed; cheap enough to poll."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def compact(self) -> bool:
        """Rewrite the database without what was deleted or replaced in it, and empty its log.

        False when another process reads it meanwhile, so that its log may still hold what was erased. No transaction
        may be under way.
        """
        self.connection.execute("VACUUM")  # copies what stands into new pages: no free page holds what stood
        return not self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()


def raise_if_unwritable(path: Path, error: BaseException) -> None:
    """Raise JournalUnwritable in place of what SQLite says of a disk that is full, read-only or broken."""
    if isinstance(error, sqlite3.OperationalError) and _code(error) in _UNWRITABLE:
        raise unwritable(path, error) from error


def _code(error: sqlite3.OperationalError) -> int:
    """SQLite's code without its extension; 0 where Python itself raised."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _statements(script: str) -> Iterator[str]:
    """Split a script at statement ends, triggers included; `executescript` would commit midway."""
    buffer = ""
    for line in script.splitlines(keepends=True):
        buffer += line
        if sqlite3.complete_statement(buffer):
            yield buffer
            buffer = ""


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
