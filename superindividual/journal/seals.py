"""Seals: what each transaction left in the rows and in the ledger, chained, so that no row changes unseen.

Every table of the database is watched by triggers of the connection, whichever part writes it. Before a transaction
commits, one seal tells the digests of the rows it touched, the ledger's head, and the digest of the tables' form.
Left out are the progress events and the search index, which is compared with its rows instead.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from superindividual.ids import Digest, digest_of

GENESIS = "0" * 64

TABLE = """
CREATE TABLE IF NOT EXISTS seals (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, seq INTEGER NOT NULL, head TEXT NOT NULL, entries INTEGER NOT NULL,
  rows TEXT NOT NULL, form TEXT NOT NULL, before TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS seals_stay BEFORE UPDATE ON seals BEGIN SELECT RAISE(ABORT, 'seals are never changed'); END;
CREATE TRIGGER IF NOT EXISTS seals_kept BEFORE DELETE ON seals BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END;
"""

_TOUCHED = "CREATE TEMP TABLE IF NOT EXISTS touched (name TEXT NOT NULL, key TEXT NOT NULL)"
_CHAINED = "INSERT INTO touched SELECT 'events', json_array(NEW.seq) WHERE NEW.hash IS NOT NULL"


@dataclass(frozen=True)
class Seal:
    """One transaction's end."""

    number: int
    """Counts from 1."""
    at: str
    """When the ledger's last entry was made; empty while it has none."""
    seq: int
    head: str
    entries: int
    """How many entries the ledger has."""
    rows: str
    """JSON: table to key to the row's digest, or to null for a row that was deleted; null for a dropped table."""
    form: str
    before: str
    hash: Digest

    @classmethod
    def of(cls, number: int, told: tuple[str, int, str, int], rows: str, form: str, before: str) -> Seal:
        """A seal with its hash."""
        return cls(number, *told, rows, form, before, digest_of([before, number, *told, rows, form]))

    def holds(self, before: Seal | None) -> bool:
        """Whether the seal follows from its words and the seal before."""
        told = (self.at, self.seq, self.head, self.entries)
        number, hash_before = (before.number, before.hash) if before else (0, GENESIS)
        return self == Seal.of(number + 1, told, self.rows, self.form, hash_before)


@dataclass(frozen=True)
class Table:
    """A table whose rows are sealed."""

    name: str
    key: tuple[str, ...]
    defaults: Mapping[str, Any]
    """What each column holds where nothing was said."""

    def digest(self, row: Mapping[str, Any]) -> Digest:
        """A row's digest; columns at their default are left out, so that a new column changes none."""
        told = {n: value for n, default in self.defaults.items() if (value := row[n]) != default}
        if bytes in map(type, told.values()):
            told = {n: _plain(value) for n, value in told.items()}
        return digest_of(told)

    def key_of(self, row: Mapping[str, Any]) -> str:
        """A row's key as the seals write it."""
        return _key([_plain(row[name]) for name in self.key])

    @cached_property
    def select(self) -> str:
        """A query for whole rows, to which a condition may be added."""
        own = ", ".join(f'"{name}"' for name in dict.fromkeys((*self.key, *self.defaults)))
        return f'SELECT {own} FROM main."{self.name}"'

    @cached_property
    def of_key(self) -> str:
        """The condition that names one row by its key."""
        return "WHERE " + " AND ".join(f'"{column}" IS ?' for column in self.key)


@dataclass
class Watched:
    """What one connection watches."""

    version: int = -1
    """SQLite's own count of changes to the tables' form."""
    form: str = ""
    tables: dict[str, Table] = field(default_factory=dict)
    has_events: bool = False

    def arm(self, tx: sqlite3.Connection) -> None:
        """Let every change of a sealed row be noted, if the tables' form is not the one known."""
        version = int(tx.execute("PRAGMA main.schema_version").fetchone()[0])
        if version == self.version:
            return
        tx.execute(_TOUCHED)
        self.tables = {table.name: table for table in tables_of(tx)}
        for table in self.tables.values():
            _watch(tx, table)
        self.has_events = bool(
            tx.execute("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = 'events'").fetchone()
        )
        if self.has_events:
            tx.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS note_events AFTER INSERT ON main.events BEGIN {_CHAINED}; END"
            )
        self.version, self.form = version, form_of(tx)

    def close(self, tx: sqlite3.Connection) -> tuple[Seal, Seal | None] | None:
        """Write the seal of the transaction under way and give it with the one before it; None when nothing is to seal."""
        form, known = self.form, set(self.tables)
        self.arm(tx)
        before = last_seal(tx)
        for name in known - self.tables.keys():
            tx.execute("INSERT INTO touched VALUES (?, '')", (name,))
        for name, table in self.tables.items():
            if before is None or name not in known:
                touch_all(tx, table)
        touched = tx.execute("SELECT DISTINCT name, key FROM touched ORDER BY name, key").fetchall()
        if not touched and form == self.form:
            return None
        tx.execute("DELETE FROM touched")
        seal = Seal.of(
            before.number + 1 if before else 1,
            self._ledger(tx, before, sum(name == "events" for name, _key in touched)),
            json.dumps(self._digests(tx, touched), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            self.form,
            before.hash if before else GENESIS,
        )
        tx.execute("INSERT INTO seals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", tuple(vars(seal).values()))
        return seal, before

    def _ledger(self, tx: sqlite3.Connection, before: Seal | None, new: int) -> tuple[str, int, str, int]:
        if not self.has_events:
            return "", 0, GENESIS, 0
        if before is None:
            new = int(tx.execute("SELECT count(*) FROM events WHERE hash IS NOT NULL").fetchone()[0])
        elif not new:
            return before.at, before.seq, before.head, before.entries
        row = tx.execute(
            "SELECT at, seq, hash FROM events WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        entries = new + (before.entries if before else 0)
        return (row[0], row[1], row[2], entries) if row else ("", 0, GENESIS, 0)

    def _digests(self, tx: sqlite3.Connection, touched: Iterable[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, key in touched:
            if name == "events":
                continue
            if name not in self.tables:
                found[name] = None
                continue
            table, values = self.tables[name], json.loads(key)
            row = tx.execute(f"{table.select} {table.of_key}", values).fetchone()
            found.setdefault(name, {})[_key(values)] = table.digest(dict(row)) if row else None
        return found


def _watch(tx: sqlite3.Connection, table: Table) -> None:
    for verb, sides in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        notes = "; ".join(
            f"INSERT INTO touched VALUES ('{table.name}', json_array("
            + ", ".join(f'{side}."{name}"' for name in table.key)
            + "))"
            for side in sides
        )
        tx.execute(
            f'CREATE TEMP TRIGGER IF NOT EXISTS "note_{table.name}_{verb}" AFTER {verb} ON main."{table.name}"'
            f" BEGIN {notes}; END"
        )


def last_seal(connection: sqlite3.Connection) -> Seal | None:
    """The newest seal, if there is one."""
    row = connection.execute("SELECT * FROM seals ORDER BY number DESC LIMIT 1").fetchone()
    return Seal(*row) if row else None


def form_of(connection: sqlite3.Connection) -> Digest:
    """The digest of all tables, indexes and triggers as they were declared."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
    )
    return digest_of([list(map(_plain, row)) for row in rows])


def tables_of(connection: sqlite3.Connection) -> list[Table]:
    """The tables whose rows are sealed."""
    listed = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT IN ('events', 'seals') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return [_table(connection, row[0]) for row in listed]


def touch_all(tx: sqlite3.Connection, table: Table) -> None:
    """Note every row of a table."""
    key = ", ".join(f'"{name}"' for name in table.key)
    tx.execute(f"INSERT INTO touched SELECT '{table.name}', json_array({key}) FROM main.\"{table.name}\"")


def _table(connection: sqlite3.Connection, name: str) -> Table:
    columns = connection.execute(
        "SELECT name, dflt_value, pk FROM pragma_table_info(?) ORDER BY cid", (name,)
    ).fetchall()
    keys = sorted((pk, column) for column, _default, pk in columns if pk)
    return Table(
        name,
        tuple(column for _pk, column in keys) or ("rowid",),
        {
            column: connection.execute(f"SELECT {default}").fetchone()[0] if default else None
            for column, default, _pk in columns
        },
    )


def _plain(value: Any) -> Any:
    """A column's value as JSON; bytes, which only damage puts there, are told from text."""
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


_KEY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _key(values: list[Any]) -> str:
    return _KEY.encode(values)
