"""Inquiries: what agents asked the founder in the middle of their work, with where their conversations stood."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.clock import Clock, stamp
from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.store import Store


@dataclass(frozen=True)
class Inquiry:
    """One question of one attempt; the fields are the columns."""

    request: RequestId
    attempt: int
    nth: int
    """Counts the questions of the attempt from 1."""
    conversation: Digest
    """The object from which the attempt goes on."""


class Inquiries:
    """Note and find."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, run: RunId, step: StepId, inquiry: Inquiry) -> None:
        """Note a question, once."""
        with self._store.transaction() as tx:
            tx.execute(
                "INSERT OR IGNORE INTO inquiries (request, run, step, attempt, nth, conversation, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(inquiry.request, run, step, inquiry.attempt, inquiry.nth, inquiry.conversation),
                    stamp(self._clock()),
                ),
            )

    def of(self, run: RunId, step: StepId) -> list[Inquiry]:
        """All questions of a step, or of one item of it, oldest first."""
        rows = self._store.rows(
            "SELECT request, attempt, nth, conversation FROM inquiries WHERE run = ? AND step = ?"
            " ORDER BY attempt, nth",
            (run, step),
        )
        return [Inquiry(*row) for row in rows]
