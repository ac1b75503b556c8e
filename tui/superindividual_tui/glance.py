"""Glance: a look ten times a second whether there is anything to look at. Nearly always there is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

_EVERY = 0.1
"""Seconds."""


@dataclass
class Glance:
    """A timer of Textual's costs several times as much as what `wanted` asks, so `then` is called only where it must be."""

    wanted: Callable[[], bool]
    then: Callable[[], object]
    due: bool = False
    """Whether `then` was called and what it asked for is not done yet: nothing is asked for twice."""
    _next: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Look from now on."""
        self._next = asyncio.get_running_loop().call_later(_EVERY, self._look)

    def end(self) -> None:
        """Look no more."""
        if self._next:
            self._next.cancel()

    def _look(self) -> None:
        self.begin()
        if not self.due and self.wanted():
            self.due = True
            self.then()
