"""Halts: nothing leaves the company while one stands, in no process and after no restart.

A file beside the journal says the same as its row, so that a halt holds where the journal cannot be written.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from superindividual.clock import Clock, stamp
from superindividual.journal.events import Events
from superindividual.journal.store import Store

HALT_FILE = "HALT"


@dataclass(frozen=True)
class Halt:
    """A halt that stands; `by` is empty where only the file says so."""

    by: str
    reason: str
    at: str


class Halts:
    """Halt, lift, look."""

    def __init__(self, store: Store, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock
        self._flag = store.path.parent / HALT_FILE

    def halt(self, by: str, reason: str) -> Halt:
        """Let nothing leave the company from now on; twice is once. The file comes first, since it can hardly fail."""
        raise_flag(self._flag.parent, reason)
        at = stamp(self._clock())
        with self._store.transaction() as tx:
            if self._row() is None:
                tx.execute("INSERT INTO halts (by, reason, at) VALUES (?, ?, ?)", (by, reason, at))
                self._events.append("company.halted", by=by, reason=reason)
        return self.standing() or Halt(by, reason, at)

    def lift(self, by: str) -> Halt | None:
        """End the halt that stands, and give it; None when none does. The file goes last: a crash leaves it halted."""
        with self._store.transaction() as tx:
            standing = self.standing()
            if standing:
                at = stamp(self._clock())
                tx.execute("UPDATE halts SET lifted = ?, lifted_by = ? WHERE lifted IS NULL", (at, by))
                self._events.append("company.halt_lifted", by=by)
        self._flag.unlink(missing_ok=True)
        return standing

    def standing(self) -> Halt | None:
        """The halt that stands, by the journal or by the file."""
        found = self._row()
        if found is None and self._flag.exists():
            return Halt("", _words(self._flag), "")
        return found

    def _row(self) -> Halt | None:
        row = self._store.row("SELECT by, reason, at FROM halts WHERE lifted IS NULL ORDER BY id LIMIT 1")
        return Halt(*row) if row else None


def raise_flag(state: Path, reason: str) -> None:
    """Write the file by which a halt holds without a journal; one that stands is kept."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(state / HALT_FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(reason)
        file.flush()
        os.fsync(file.fileno())


def _words(flag: Path) -> str:
    """What the file says; that it stands is enough where it cannot be read."""
    try:
        return flag.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
