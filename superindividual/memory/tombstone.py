"""Tombstone: what marks a record as forgotten. The record stays readable, is told to nobody, and can come back."""

from __future__ import annotations

from collections.abc import Sequence

from superindividual.clock import Clock, stamp
from superindividual.ids import MemoryId, RunId
from superindividual.journal.store import Store


class Tombstones:
    """Set and take away; both join the transaction under way."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def forget(self, ids: Sequence[MemoryId]) -> list[MemoryId]:
        """Forget records and give those that were not forgotten before."""
        return self._mark(ids, stamp(self._clock()), "forgotten IS NULL")

    def restore(self, ids: Sequence[MemoryId]) -> list[MemoryId]:
        """Let forgotten records be told again and give them."""
        return self._mark(ids, None, "forgotten IS NOT NULL")

    def _mark(self, ids: Sequence[MemoryId], value: str | None, where: str) -> list[MemoryId]:
        with self._store.transaction() as tx:
            return [
                one
                for one in dict.fromkeys(ids)
                if tx.execute(
                    f"UPDATE memory SET forgotten = ? WHERE id = ? AND {where}", (value, one)
                ).rowcount
            ]

    def of_run(self, run: RunId) -> list[MemoryId]:
        """What a run wrote, and what was learned from decisions about it; oldest first."""
        return self._ids("run = ? OR source LIKE 'run:' || ? || '/%'", (run, run))

    def of_source(self, source: str) -> list[MemoryId]:
        """What came from exactly this source, or from a place in it, such as a line of a file; oldest first."""
        return self._ids("source = ? OR document = ?", (source, source))

    def _ids(self, where: str, values: Sequence[str]) -> list[MemoryId]:
        sql = f"SELECT id FROM memory WHERE {where} ORDER BY number"
        return [MemoryId(row[0]) for row in self._store.rows(sql, values)]
