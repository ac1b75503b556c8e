"""Notices: what the founder is told by message, each once for every target, over any number of restarts.

A notice is marked `sending` before it goes and `sent` after. Whoever finds it `sending` does not know whether it went,
sends it again and says so: at least once, and twice at most for each time that the process was killed in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from superindividual.clock import Clock, stamp
from superindividual.journal.store import Store

State = Literal["due", "sending", "sent", "failed", "dropped"]
"""`failed` was tried too often; `dropped` was answered before it went."""


@dataclass(frozen=True)
class Notice:
    """One message to one target; `target` is a reference, never an address."""

    target: str
    subject: str
    """A request's id, or `#` and the event's number."""
    event: int
    state: State
    tries: int
    due: str
    at: str
    error: str


class Notices:
    """Enqueue, begin, settle, list."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def seen(self) -> int | None:
        """The last event that was looked at; None before the first look."""
        row = self._store.row("SELECT seq FROM notices_seen")
        return int(row[0]) if row else None

    def enqueue(self, found: Iterable[tuple[str, str, int, str]], *, seen: int) -> None:
        """Add notices (target, subject, event, due) that are not there yet, and note how far was looked."""
        with self._store.transaction() as tx:
            tx.executemany(
                "INSERT OR IGNORE INTO notices (target, subject, event, state, tries, due, at, error)"
                " VALUES (?, ?, ?, 'due', 0, ?, ?, '')",
                [(*one, stamp(self._clock())) for one in found],
            )
            tx.execute("INSERT OR REPLACE INTO notices_seen VALUES (1, ?)", (seen,))

    def open(self, targets: Sequence[str]) -> list[Notice]:
        """What is still to be sent to these targets, oldest event first."""
        marks = ", ".join("?" * len(targets))
        rows = self._store.rows(
            f"SELECT {_COLUMNS} FROM notices WHERE state IN ('due', 'sending') AND target IN ({marks})"
            " ORDER BY event, subject",
            list(targets),
        )
        return [_notice(row) for row in rows]

    def begin(self, notices: Iterable[Notice]) -> None:
        """Mark them as going out, one try more."""
        self._change("state = 'sending', tries = tries + 1", (), notices)

    def settle(self, notices: Iterable[Notice], state: State, *, due: str = "", error: str = "") -> None:
        """Record how it went; for `due` when to try again."""
        self._change("state = ?, due = coalesce(nullif(?, ''), due), error = ?", (state, due, error), notices)

    def _change(self, what: str, values: tuple[str, ...], notices: Iterable[Notice]) -> None:
        with self._store.transaction() as tx:
            for notice in notices:
                tx.execute(
                    f"UPDATE notices SET {what}, at = ? WHERE target = ? AND subject = ?",
                    (*values, stamp(self._clock()), notice.target, notice.subject),
                )

    def all(self) -> list[Notice]:
        """All that ever were, oldest event first."""
        return [
            _notice(row) for row in self._store.rows(f"SELECT {_COLUMNS} FROM notices ORDER BY event, target")
        ]


_COLUMNS = "target, subject, event, state, tries, due, at, error"


def _notice(row: Any) -> Notice:
    return Notice(*row)
