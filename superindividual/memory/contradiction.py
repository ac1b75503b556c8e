"""Contradiction: two records that say different things about the same, waiting for the founder with both sources.

Only statements whose form is certain are compared (`superindividual.memory.statement`). Nothing is thrown away by
itself: both are recalled until the founder keeps one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from superindividual.clock import Clock, stamp
from superindividual.errors import MemoryRefused
from superindividual.ids import MemoryId, digest_of
from superindividual.journal.store import Store
from superindividual.memory.record import MemoryRecord
from superindividual.memory.rows import Rows
from superindividual.memory.statement import about_of, said_by
from superindividual.text import gettext as _


@dataclass(frozen=True)
class Contradiction:
    """Two records that cannot both be right."""

    id: str
    """`C-` and 10 hex digits, derived from both records."""
    older: MemoryRecord
    newer: MemoryRecord
    found: str
    settled: str | None
    kept: MemoryId | None

    def beside(self, memory_id: MemoryId) -> MemoryRecord:
        """The other one of the two."""
        return self.newer if self.older.id == memory_id else self.older


class Contradictions:
    """The queue."""

    def __init__(self, store: Store, rows: Rows, clock: Clock) -> None:
        self._store = store
        self._rows = rows
        self._clock = clock

    def look(self, record: MemoryRecord) -> list[str]:
        """Queue what a new record contradicts and give the ids; joins the transaction under way."""
        return [self._queue(other, record) for other in self._against(record)]

    def _against(self, record: MemoryRecord) -> Iterator[MemoryRecord]:
        about, said = about_of(record), said_by(record)
        if about is None or said is None:
            return
        for other in self._rows.about(about):
            told = said_by(other)
            if told and told.value != said.value and other.id != record.id and record.supersedes != other.id:
                yield other

    def _queue(self, older: MemoryRecord, newer: MemoryRecord) -> str:
        name = f"C-{digest_of(sorted([older.id, newer.id]))[:10]}"
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT OR IGNORE INTO memory_contradictions (id, older, newer, found) VALUES (?, ?, ?, ?)",
                (name, older.id, newer.id, stamp(self._clock())),
            )
        return name

    def open(self) -> list[Contradiction]:
        """Those that the founder has not settled, as long as both records are valid; oldest first."""
        rows = self._store.rows(
            "SELECT * FROM memory_contradictions WHERE settled IS NULL ORDER BY found, id"
        )
        return self._standing([found for row in rows if (found := self._read(row))])

    def of(self, memory_id: MemoryId) -> list[Contradiction]:
        """Those that a record is part of: the open ones and the settled ones, not those that a correction ended."""
        sql = "SELECT * FROM memory_contradictions WHERE ? IN (older, newer) ORDER BY found, id"
        known = [found for row in self._store.rows(sql, (memory_id,)) if (found := self._read(row))]
        standing = self._standing(known)
        return [one for one in known if one.settled or one in standing]

    def _standing(self, found: list[Contradiction]) -> list[Contradiction]:
        live = {r.id for r in self._rows.among([i for c in found for i in (c.older.id, c.newer.id)])}
        return [c for c in found if {c.older.id, c.newer.id} <= live]

    def get(self, name: str) -> Contradiction:
        """One by its id; raises MemoryRefused."""
        row = self._store.row("SELECT * FROM memory_contradictions WHERE id = ?", (name,))
        found = self._read(row) if row else None
        if found is None:
            raise MemoryRefused(
                _("no contradiction {id}").format(id=name),
                remedy=_("see them: superindividual memory contradictions"),
            )
        return found

    def settle(self, name: str, kept: MemoryId, by: str) -> Contradiction:
        """Note which of the two the founder keeps; raises MemoryRefused. Joins the transaction under way."""
        found = self.get(name)
        if kept not in (found.older.id, found.newer.id):
            raise MemoryRefused(
                _("{kept} is no part of {id}").format(kept=kept, id=name),
                remedy=_("keep {older} or {newer}").format(older=found.older.id, newer=found.newer.id),
            )
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE memory_contradictions SET settled = ?, kept = ?, by = ? WHERE id = ?",
                (stamp(self._clock()), kept, by, name),
            )
        return self.get(name)

    def _read(self, row: Any) -> Contradiction | None:
        older, newer = self._rows.read(row["older"]), self._rows.read(row["newer"])
        if older is None or newer is None:
            return None
        return Contradiction(row["id"], older, newer, row["found"], row["settled"], row["kept"])
