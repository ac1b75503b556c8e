"""Turnstile: of many runs a few go on at once, from an answer of their model to its next question; the others wait in order.

What a run does between the two takes the one processor a millisecond or two, and several commits. A hundred runs that did it
side by side would all come to their next question when the last of them does, and then wait for their models together.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from superindividual.ids import RunId

_GROUP, _CROWD = 16, 64
"""Runs that go on at once and so share their commits: with fewer there are more commits, with more the first wait longer.
That matters less where so many wait that the processor is the bound."""
_IS_CROWD = 2 * _CROWD
"""Waiting runs."""
_THROUGH = 0.25
"""While more than this share of a group is inside, nobody goes in; then as many as make a group. One by one they would
share no commits."""
_KEPT = 0.25
"""Seconds that a turn is kept for a run, which may be waiting for something else than the processor."""


class Turnstile:
    """Hands out turns on one loop. Whoever has none waits; nothing is refused, and a turn that is kept too long goes on."""

    def __init__(self) -> None:
        self._inside = 0
        self._opening: asyncio.Handle | None = None
        """When the next ones are let in."""
        self._seen = 0
        """Those who waited a round before."""
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._kept: dict[RunId, list[asyncio.TimerHandle]] = {}
        """Of a run, the oldest first: each lane may have one."""

    @asynccontextmanager
    async def going(self, run: RunId) -> AsyncIterator[None]:
        """Let a run begin when its turn comes; when it is over, the next one need not wait for a turn that was kept for it."""
        await self.enter(run)
        self.keep(run)
        try:
            yield
        finally:
            self.give_up(run)

    async def enter(self, run: RunId) -> None:
        """Take the turn that is kept for the run, or wait for one; then `leave`, or `keep` it for what the run does next."""
        if self._took(run):
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._open()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it came at the moment of the cancellation
                self.leave()
            raise

    def leave(self) -> None:
        """Let the next one in."""
        self._inside -= 1
        self._open()

    def _open(self) -> None:
        """Let the next ones in when the loop comes round: those who come or leave in the same round make one group."""
        if self._opening is None and self._waiting:
            self._opening = asyncio.get_running_loop().call_soon(self._let_in)

    def _let_in(self) -> None:
        self._opening = None
        group = _CROWD if len(self._waiting) >= _IS_CROWD else _GROUP
        if self._inside > group * _THROUGH:
            return
        more = self._seen < len(self._waiting) < group
        self._seen = len(self._waiting)
        if more:  # answers to those who asked together come together: the first one waits for the others
            self._open()
            return
        while self._waiting and self._inside < group:
            turn = self._waiting.popleft()
            if not turn.cancelled():
                turn.set_result(None)
                self._inside += 1
        self._seen = len(self._waiting)

    def keep(self, run: RunId) -> None:
        """Let the run go on without waiting, if it does so soon."""
        timer = asyncio.get_running_loop().call_later(_KEPT, self.give_up, run)
        self._kept.setdefault(run, []).append(timer)

    def give_up(self, run: RunId) -> None:
        """Let the next one in, where a turn is kept for the run: it is about to wait, or over."""
        if self._took(run):
            self.leave()

    def _took(self, run: RunId) -> bool:
        kept = self._kept.get(run)
        if not kept:
            return False
        kept.pop(0).cancel()
        if not kept:
            del self._kept[run]
        return True
