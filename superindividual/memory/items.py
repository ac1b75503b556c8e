"""Items: what other apps keep in the company's memory: a value under a namespace and a key, and a record that tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from superindividual.clock import Clock, stamp
from superindividual.ids import MemoryId
from superindividual.journal.store import Store
from superindividual.memory.memory import Memory
from superindividual.memory.tombstone import Tombstones

_SCHEMA = (
    """
CREATE TABLE memory_items (
  namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, memory TEXT, created TEXT NOT NULL,
  updated TEXT NOT NULL, PRIMARY KEY (namespace, key)
);
CREATE INDEX memory_items_memory ON memory_items (memory) WHERE memory IS NOT NULL;
""",
)
_MOST_TOLD = 8000
"""Characters of a value that are told and searched; the value itself stays whole."""

Namespace = tuple[str, ...]


class StoredItem(NamedTuple):
    """A row; `created` and `updated` are stamps."""

    namespace: Namespace
    key: str
    value: dict[str, Any]
    memory: MemoryId | None
    """The record that tells it; None where it is not to be searched."""
    created: str
    updated: str


class Items:
    """Put, get, list and delete; the record changes in the same transaction."""

    def __init__(self, store: Store, memory: Memory, clock: Clock, author: str, *, tainted: bool) -> None:
        self._store = store
        self._memory = memory
        self._clock = clock
        self._author = author
        self._tainted = tainted
        self._tombstones = Tombstones(store, clock)
        store.migrate("memory_items", _SCHEMA)

    def put(self, namespace: Namespace, key: str, value: Mapping[str, Any], told: str) -> None:
        """Keep a value, in the place of the one before; `told` is searched and told to agents, if there is any."""
        now = stamp(self._clock())
        with self._store.transaction() as tx:
            before = self.get(namespace, key)
            record = None
            if before:
                self._untell(before)  # superseding alone would bring it back when the newer one is deleted
            if told:
                record = self._memory.compose(
                    told[:_MOST_TOLD],
                    kind="fact",
                    scope=scope_of(namespace),
                    source=f"store:{joined(namespace)}/{key}@{now}",
                    author=self._author,
                    tainted=self._tainted,
                    supersedes=before.memory if before else None,
                )
                self._memory.add(record)
            tx.execute(
                "INSERT INTO memory_items VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (namespace, key) DO UPDATE SET"
                " value = excluded.value, memory = excluded.memory, updated = excluded.updated",
                (
                    joined(namespace),
                    key,
                    json.dumps(value, ensure_ascii=False),
                    record.id if record else None,
                    before.created if before else now,
                    now,
                ),
            )

    def delete(self, namespace: Namespace, key: str) -> None:
        """Remove a value; its record is told no longer."""
        with self._store.transaction() as tx:
            found = self.get(namespace, key)
            if found:
                self._untell(found)
                tx.execute(
                    "DELETE FROM memory_items WHERE namespace = ? AND key = ?", (joined(namespace), key)
                )

    def _untell(self, item: StoredItem) -> None:
        if item.memory:
            self._tombstones.forget([item.memory])

    def get(self, namespace: Namespace, key: str) -> StoredItem | None:
        """One value; None where there is none."""
        sql = "SELECT * FROM memory_items WHERE namespace = ? AND key = ?"
        row = self._store.row(sql, (joined(namespace), key))
        return _item(row) if row else None

    def below(self, prefix: Namespace) -> Iterator[StoredItem]:
        """Every value of the namespace and those below it, in the order in which they were first put."""
        sql = "SELECT * FROM memory_items WHERE :all OR namespace = :at OR substr(namespace, 1, :length) = :below"
        at = joined(prefix)
        values = {"all": not prefix, "at": at, "below": f"{at}.", "length": len(at) + 1}
        rows = self._store.connection.execute(f"{sql} ORDER BY rowid", values)
        return (_item(row) for row in rows.fetchall())

    def namespaces(self) -> list[Namespace]:
        """Every namespace that holds something."""
        rows = self._store.rows("SELECT DISTINCT namespace FROM memory_items ORDER BY namespace")
        return [tuple(row[0].split(".")) for row in rows]


def scope_of(namespace: Sequence[str]) -> str:
    """Who is told what is kept there: a product's agents, one agent, or all."""
    match tuple(namespace):
        case ("product" | "agent" as kind, name, *_rest) if ":" not in name:
            return f"{kind}:{name}"
        case _:
            return "company"


def joined(namespace: Namespace) -> str:
    """As it is stored; LangGraph allows no full stop in a label."""
    return ".".join(namespace)


def _item(row: Any) -> StoredItem:
    return StoredItem(
        tuple(row["namespace"].split(".")),
        row["key"],
        json.loads(row["value"]),
        MemoryId(row["memory"]) if row["memory"] else None,
        row["created"],
        row["updated"],
    )
