"""Schedules: up to which time each is settled, so that whatever crashes, a due time begins one run and no second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from superindividual.clock import Clock, stamp
from superindividual.errors import ScheduleRefused
from superindividual.ids import RunId
from superindividual.journal.events import Events
from superindividual.journal.store import Store
from superindividual.text import gettext as _

DueOutcome = Literal["started", "skipped", "failed"]
"""What became of a due time: a run was begun, the one before had not ended, or none could be begun."""


@dataclass(frozen=True)
class ScheduleRecord:
    """A schedule as the journal knows it; stamps are UTC."""

    name: str
    words: str = ""
    """Its cron and zone, as they stood when they were last seen; empty while its file has none."""
    settled: str = ""
    """Times up to this one are over; empty where no worker has seen it."""
    paused: str | None = None
    """Who paused it."""
    due: str | None = None
    """The last due time that was settled."""
    outcome: DueOutcome | None = None
    """What became of it."""
    run: RunId | None = None
    """The last run that it began."""
    reason: str = ""
    """Why none was begun at `due`."""


class Schedules:
    """Which times are over. What begins a run does it in the transaction that settles its time."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def get(self, name: str) -> ScheduleRecord | None:
        """The schedule, if it was ever seen."""
        row = self._store.row("SELECT * FROM schedules WHERE name = ?", (name,))
        return ScheduleRecord(**dict(row)) if row else None

    def see(self, name: str, words: str) -> None:
        """Note how a schedule is written; one that is new, or written otherwise than before, counts from now."""
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT INTO schedules (name, words, settled) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
                " SET words = excluded.words, settled = max(settled, excluded.settled)"
                " WHERE words != excluded.words",
                (name, words, stamp(self._clock())),
            )

    def names(self) -> list[str]:
        """Those that were written when they were last seen."""
        return [row["name"] for row in self._store.rows("SELECT name FROM schedules WHERE words != ''")]

    def settle(self, name: str, due: str) -> bool:
        """Take a due time, once and in order; False when it is over already, or the schedule is paused."""
        with self._store.transaction() as tx:
            sql = "UPDATE schedules SET settled = ? WHERE name = ? AND settled < ? AND paused IS NULL"
            return bool(tx.execute(sql, (due, name, due)).rowcount)

    def note(
        self, name: str, due: str, outcome: DueOutcome, *, run: RunId | None = None, reason: str = ""
    ) -> None:
        """Record what became of a due time; `run` is the one begun, or the one that it was skipped for."""
        with self._store.transaction() as tx:
            tx.execute(
                "UPDATE schedules SET due = ?, outcome = ?, reason = ?, run = coalesce(?, run) WHERE name = ?",
                (due, outcome, reason, run, name),
            )
            self._events.append(f"schedule.{outcome}", run=run, schedule=name, due=due, reason=reason)

    def pause(self, name: str, by: str) -> None:
        """Let it begin nothing until it is resumed; twice is once."""
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT OR IGNORE INTO schedules (name, words, settled) VALUES (?, '', ?)",
                (name, stamp(self._clock())),
            )
            sql = "UPDATE schedules SET paused = ? WHERE name = ? AND paused IS NULL"
            if tx.execute(sql, (by, name)).rowcount:
                self._events.append("schedule.paused", schedule=name, by=by)

    def resume(self, name: str, by: str) -> None:
        """Let it begin runs again, from now on: what was due meanwhile is not made up for.

        Raises:
            ScheduleRefused: it is not paused.
        """
        with self._store.transaction() as tx:
            sql = (
                "UPDATE schedules SET paused = NULL, settled = max(settled, ?)"
                " WHERE name = ? AND paused IS NOT NULL"
            )
            if not tx.execute(sql, (stamp(self._clock()), name)).rowcount:
                raise ScheduleRefused(
                    _("{name} is not paused").format(name=name),
                    remedy=_("see how it stands: superindividual schedules"),
                )
            self._events.append("schedule.resumed", schedule=name, by=by)
