"""Rounds: a step that was sent back begins anew; what it and those after it had handed over is stale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from superindividual.clock import Clock, stamp
from superindividual.ids import RunId, StepId
from superindividual.journal.events import Events
from superindividual.journal.store import Store

_ATTEMPTS = "('step.started', 'version.made', 'attempt.failed')"


@dataclass(frozen=True)
class Round:
    """One time through a step; the first has the number 1 and nothing before it."""

    number: int = 1
    after_attempt: int = 0
    """Attempts up to this one belong to earlier rounds."""
    by: str = ""
    """The step that sent the work back."""
    reason: str = ""


class Rounds:
    """Send back, and read which time through a step is under way."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    def current(self, run: RunId, step: StepId) -> Round:
        """The round under way."""
        row = self._store.row(
            "SELECT round, after_attempt, by, reason FROM returns WHERE run = ? AND step = ?"
            " ORDER BY round DESC LIMIT 1",
            (run, step),
        )
        return Round(*row) if row else Round()

    def count(self, run: RunId, step: StepId, by: str) -> int:
        """How often `by` has sent the work back to the step."""
        row = self._store.row(
            "SELECT count(*) FROM returns WHERE run = ? AND step = ? AND by = ?", (run, step, by)
        )
        return int(row[0]) if row else 0

    def send_back(self, run: RunId, steps: Collection[StepId], *, by: StepId, reason: str) -> None:
        """Begin a new round of every step, in one transaction: their ends are taken back, their requests closed."""
        at = stamp(self._clock())
        with self._store.transaction() as tx:
            for step in steps:
                attempts = tx.execute(
                    "SELECT max(attempt) FROM (SELECT json_extract(data, '$.attempt') AS attempt FROM events"
                    f" WHERE run = ? AND step = ? AND kind IN {_ATTEMPTS}"
                    " UNION ALL SELECT attempt FROM versions WHERE run = ? AND step = ?)",  # a fork's come without events
                    (run, step, run, step),
                ).fetchone()[0]
                number = self.current(run, step).number + 1
                tx.execute(
                    "INSERT INTO returns (run, step, round, after_attempt, by, reason, at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (run, step, number, int(attempts or 0), by, reason, at),
                )
                tx.execute("DELETE FROM steps WHERE run = ? AND step = ?", (run, step))
                tx.execute(
                    "UPDATE requests SET closed = ? WHERE run = ? AND step = ? AND closed IS NULL",
                    (at, run, step),
                )
                self._events.append("step.returned", run=run, step=step, by=by, reason=reason, round=number)
