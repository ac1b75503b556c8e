"""Breaker: an endpoint that fails again and again is left alone for a while, then tried with one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Stands = Literal["closed", "open", "half-open"]

FAULTS = frozenset({"unreachable", "overloaded", "stalled", "cut", "rate_limited", "paused"})
"""Outcomes that say something of the endpoint, and nothing of the call."""

TOLERATED = 5
"""So many calls in a row may fail."""
FIRST_REST, LONGEST_REST = 15.0, 240.0
"""Seconds that it is left alone; doubled each time that the trial call fails."""


class Breaker:
    """One endpoint's. The clock gives seconds and is injected."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failed = 0
        self._rest = FIRST_REST
        self._until: float | None = None
        self._trying = False

    @property
    def stands(self) -> Stands:
        """Closed: calls go through. Open: none does. Half-open: one may, and its end decides."""
        if self._until is None:
            return "closed"
        return "open" if self._clock() < self._until else "half-open"

    def wait(self) -> float:
        """Seconds until a call may be made; 0 where it may be made now."""
        if self._until is None:
            return 0.0
        left = self._until - self._clock()
        if left > 0:
            return left
        return self._rest if self._trying else 0.0

    def begin(self) -> None:
        """A call begins; where the breaker is half-open it is the trial."""
        self._trying = self._until is not None

    def ended(self, outcome: str, asked: float | None = None) -> None:
        """A call ended: `answered`, or with the outcome of its error; `asked` is a wait that the endpoint asked for."""
        tried, self._trying = self._trying, False
        if outcome not in FAULTS:
            self._failed, self._rest, self._until = 0, FIRST_REST, None
            return
        self._failed += 1
        if outcome == "paused" and asked is not None:
            self._until = self._clock() + asked
        elif tried or self._failed >= TOLERATED:
            self._until = self._clock() + self._rest
            self._rest = min(self._rest * 2, LONGEST_REST)

    def broken_off(self) -> None:
        """A call was cancelled: it says nothing."""
        self._trying = False
