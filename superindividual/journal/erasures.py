"""Erasures: what the journal must forget about a person, without breaking what proves the rest.

A text that holds the person's name is replaced as a whole. Rows are sealed anew. An entry of the ledger keeps its hash,
so that the chain goes on through it, and a later entry tells the digest of what stands there now: `verify` accepts
exactly that and nothing else. What the entry once said can no longer be proved, and that it was erased can.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from superindividual.ids import Digest, digest_of
from superindividual.journal.events import Events, stored
from superindividual.journal.seals import Table, tables_of
from superindividual.journal.store import Store

ERASED = "[erased]"
KIND = "subject.erased"
Holds = Callable[[str], bool]
"""Whether a text holds the name."""


@dataclass
class Found:
    """What of the journal holds the name."""

    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    """Table to the keys of its rows."""
    events: list[int] = field(default_factory=list)
    """Sequence numbers."""
    keys: list[str] = field(default_factory=list)
    """Rows whose key, which seals and other rows name, holds it: they stay. `TABLE KEY`."""
    runs: set[str] = field(default_factory=set)
    """The runs that rows and events belong to."""

    @property
    def count(self) -> int:
        """How many rows and entries are to be changed."""
        return len(self.events) + sum(map(len, self.rows.values()))


class Erasures:
    """Find and erase, in all tables whichever part owns them."""

    def __init__(self, store: Store, events: Events, holds: Holds) -> None:
        self._store = store
        self._events = events
        self._holds = holds

    def find(self) -> Found:
        """What holds the name; nothing is changed."""
        found = Found()
        connection = self._store.connection
        for table in tables_of(connection):
            for row in map(dict, connection.execute(table.select)):
                self._look(table, row, found)
        for row in connection.execute("SELECT seq, run, step, data FROM events"):
            if self._held(row["data"]):
                found.events.append(row["seq"])
                found.runs |= {row["run"]} - {None}
            if any(self._held(row[name]) for name in ("run", "step")):
                found.keys.append(f"events {row['seq']}")
        return found

    def _look(self, table: Table, row: Mapping[str, Any], found: Found) -> None:
        key = tuple(row[name] for name in table.key)
        if any(self._held(value) for value in key):
            found.keys.append(f"{table.name} {table.key_of(row)}")
        if any(self._held(row[name]) for name in row if name not in table.key):
            found.rows.setdefault(table.name, []).append(key)
            run = row.get("run") if table.name != "runs" else row["id"]
            found.runs |= {str(run)} if run else set()

    def _held(self, value: Any) -> bool:
        return isinstance(value, str) and self._text(value) != value

    def erase(self, found: Found, **told: Any) -> int:
        """Replace what was found, and tell it in the ledger by numbers and digests; joins the transaction under way."""
        with self._store.transaction() as tx:
            tables = {table.name: table for table in tables_of(tx)}
            for name, keys in found.rows.items():
                for key in keys:
                    self._erase_row(tx, tables[name], key)
            left = {str(seq): self._erase_event(tx, seq) for seq in found.events}
            entries = {seq: made for seq, made in left.items() if made}
            rows = {name: len(keys) for name, keys in found.rows.items()}
            return self._events.append(KIND, entries=entries, rows=rows, **told)

    def _erase_row(self, tx: sqlite3.Connection, table: Table, key: tuple[Any, ...]) -> None:
        row = dict(tx.execute(f"{table.select} {table.of_key}", key).fetchone())
        new = {n: self._text(v) for n, v in row.items() if n not in table.key and self._held(v)}
        columns = ", ".join(f'"{name}" = ?' for name in new)
        tx.execute(f'UPDATE "{table.name}" SET {columns} {table.of_key}', (*new.values(), *key))

    def _erase_event(self, tx: sqlite3.Connection, seq: int) -> Digest | None:
        """Its digest now; None for one outside the ledger, which only shows progress."""
        row = tx.execute("SELECT data, hash FROM events WHERE seq = ?", (seq,)).fetchone()
        data = self._value(json.loads(row["data"]))
        tx.execute("UPDATE events SET data = ? WHERE seq = ?", (stored(data), seq))
        return digest_of(data) if row["hash"] else None

    def _text(self, text: str) -> str:
        """The text without the name: as a whole, or where it is JSON the values that hold it."""
        if text[:1] in "{[" and text[:1]:
            with suppress(ValueError):
                value = json.loads(text)
                new = self._value(value)
                return text if new == value else json.dumps(new, ensure_ascii=text.isascii())
        return ERASED if self._holds(text) else text

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._value(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._value(inner) for inner in value]
        return self._text(value) if isinstance(value, str) else value


def erased_entries(connection: sqlite3.Connection) -> dict[int, str]:
    """What stands in entries that were erased, by number: the digest that the last erasure of each told."""
    found: dict[int, str] = {}
    for seq, data in _told(connection):
        entries = data.get("entries")
        if isinstance(entries, dict):
            found |= {int(n): str(d) for n, d in entries.items() if n.isdecimal() and int(n) < seq}
    return found


def erased_objects(connection: sqlite3.Connection) -> frozenset[Digest]:
    """The stored contents that the ledger says were erased."""
    told = (data.get("objects") for _seq, data in _told(connection))
    return frozenset(Digest(str(name)) for names in told if isinstance(names, list) for name in names)


def _told(connection: sqlite3.Connection) -> Iterator[tuple[int, dict[str, Any]]]:
    sql = "SELECT seq, data FROM events WHERE kind = ? AND hash IS NOT NULL ORDER BY seq"
    for row in connection.execute(sql, (KIND,)):
        with suppress(ValueError, TypeError):
            data = json.loads(row["data"])
            if isinstance(data, dict):
                yield row["seq"], data
