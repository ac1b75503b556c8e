"""Events: the append-only record of what happened, and the ledger: its hash-chained part."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, RunId, StepId, digest_of
from superindividual.journal.seals import GENESIS
from superindividual.journal.store import Store

PROGRESS = frozenset(
    {"step.started", "attempt.started", "tool.called", "tool.denied", "model.text", "brief.read"}
)
"""Kinds that only show progress, or that the founder looked; all others belong to the ledger."""


@dataclass(frozen=True)
class Event:
    """One entry; `hash` is empty outside the ledger."""

    seq: int
    at: str
    kind: str
    run: RunId | None
    step: StepId | None
    data: dict[str, Any]
    hash: str | None

    def chained(self, before: str) -> Digest:
        """The entry's hash in the chain, given the hash before it."""
        return digest_of([before, self.at, self.kind, self.run, self.step, self.data])


class Events:
    """Append and read."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def append(self, kind: str, *, run: RunId | None = None, step: StepId | None = None, **data: Any) -> int:
        """Write one event and give its sequence number; joins the transaction under way."""
        with self._store.transaction() as tx:
            event = Event(0, stamp(self._clock()), kind, run, step, data, None)
            chained = None if kind in PROGRESS else event.chained(self.head())
            cursor = tx.execute(
                "INSERT INTO events (at, kind, run, step, data, hash) VALUES (?, ?, ?, ?, ?, ?)",
                (event.at, kind, run, step, stored(data), chained),
            )
            return int(cursor.lastrowid or 0)

    def head(self) -> str:
        """The hash of the ledger's last entry."""
        row = self._store.row("SELECT hash FROM events WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT 1")
        return str(row[0]) if row else GENESIS

    def after(self, seq: int = 0, *, run: RunId | None = None, limit: int = 1000) -> list[Event]:
        """Events past a sequence number, oldest first."""
        where, values = ("AND run = ?", [run]) if run else ("", [])
        sql = f"SELECT * FROM events WHERE seq > ? {where} ORDER BY seq LIMIT ?"
        return [_event(row) for row in self._store.rows(sql, [seq, *values, limit])]

    def numbers(
        self, kinds: Collection[str], after: int, last: int, *, run: RunId | None = None
    ) -> list[int]:
        """The sequence numbers of all events of these kinds past one number and up to another, oldest first."""
        where, values = ("AND run = ?", [run]) if run else ("", [])
        sql = (
            f"SELECT seq FROM events WHERE seq > ? AND seq <= ? {where}"
            " AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq"
        )
        return [row[0] for row in self._store.rows(sql, [after, last, *values, json.dumps(sorted(kinds))])]

    def among(self, seqs: Iterable[int]) -> list[Event]:
        """The events of these numbers, oldest first."""
        sql = "SELECT * FROM events WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq"
        return [_event(row) for row in self._store.rows(sql, [json.dumps(list(seqs))])]

    def get(self, seq: int) -> Event | None:
        """The event of that number, if there is one."""
        row = self._store.row("SELECT * FROM events WHERE seq = ?", (seq,))
        return _event(row) if row else None

    def newest(self, run: RunId) -> Event | None:
        """The run's newest event, if anything happened yet."""
        row = self._store.row("SELECT * FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1", (run,))
        return _event(row) if row else None

    def last_seq(self) -> int:
        """The newest sequence number; 0 when nothing happened yet."""
        row = self._store.row("SELECT max(seq) FROM events")
        return int(row[0] or 0) if row else 0

    def first_broken(self) -> Event | None:
        """The first ledger entry whose hash does not follow from what stands before it, if any."""
        from superindividual.journal.erasures import erased_entries  # which knows what an entry is

        before = str(GENESIS)
        erased = erased_entries(self._store.connection)
        for row in self._store.connection.execute("SELECT * FROM events WHERE hash IS NOT NULL ORDER BY seq"):
            event = _event(row)
            if event.hash != event.chained(before) and erased.get(event.seq) != digest_of(event.data):
                return event
            before = str(event.hash)  # the query gives those that have one
        return None


_STORED = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def stored(data: dict[str, Any]) -> str:
    """What an event tells, in the one form in which the database keeps it."""
    return _STORED.encode(data)


def _event(row: Any) -> Event:
    return Event(
        row["seq"], row["at"], row["kind"], row["run"], row["step"], json.loads(row["data"]), row["hash"]
    )
