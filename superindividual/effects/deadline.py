"""Deadline: one bound for everything that a receiver takes together, however slowly it speaks.

The time limit of a connection counts from byte to byte, and a receiver that drips would hold a run for ever. When the
time is over the connection is shut down, and whoever reads from it or writes to it meets its end.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Deadline:
    """Shuts down every connection that it was shown, once its seconds are over; a context of one exchange."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self.end)
        self._timer.daemon = True

    def watch(self, connected: socket.socket) -> None:
        """Take a connection into view, before TLS is spoken on it too: what is held is the connection itself."""
        own = socket.socket(fileno=os.dup(connected.fileno()))
        with self._lock:
            self._held.append(own)
            if self.over:
                _shut(own)

    def end(self) -> None:
        """The time is over."""
        with self._lock:
            self.over = True
            for one in self._held:
                _shut(one)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._held:
                one.close()
            self._held.clear()


def _shut(one: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        one.shutdown(socket.SHUT_RDWR)
