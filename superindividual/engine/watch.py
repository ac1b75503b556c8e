"""Watch: tells the worker's tasks that another process, or another task, wrote to the journal."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PERIOD = 0.05


class Watch:
    """One poll of SQLite's `data_version`, and of a file's time, for all that wait. `park` ends every wait."""

    def __init__(self, journal: Path, file: Path | None = None) -> None:
        self._file = file
        self._connection = sqlite3.connect(journal, isolation_level=None)
        self._changed = asyncio.Event()
        self._parked = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Watch:
        """Begin to poll."""
        self._task = asyncio.create_task(self._poll(), name="journal watch")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop polling."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._connection.close()

    async def _poll(self) -> None:
        seen = self._version()
        while True:
            await asyncio.sleep(_PERIOD)
            now = self._version()
            if now != seen:
                seen = now
                self.wake()

    def _version(self) -> tuple[int, int]:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0]), self._written()

    def _written(self) -> int:
        """When the file was written last; 0 where it is not there."""
        with suppress(OSError):
            return self._file.stat().st_mtime_ns if self._file else 0
        return 0

    def wake(self) -> None:
        """Let everything that waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    @property
    def parked(self) -> bool:
        """Whether waits are over because the process is to end."""
        return self._parked

    def park(self) -> None:
        """End every wait: the graph parks at its interrupts."""
        self._parked = True
        self.wake()

    async def until(self, holds: Callable[[], bool], *, within: float | None = None) -> bool:
        """Wait until `holds()`, or until so many seconds are over; False when parked before that."""
        loop = asyncio.get_running_loop()
        end = None if within is None else loop.time() + within
        while not holds() and (end is None or loop.time() < end):
            if self._parked:
                return False
            with suppress(TimeoutError):
                async with asyncio.timeout_at(end):
                    await self._changed.wait()
        return True
