"""A server that answers byte by byte; the time of whoever asks is over before one of them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from superindividual.effects.deadline import Deadline


@contextmanager
def dripping(
    module: Any, monkeypatch: pytest.MonkeyPatch, answer: bytes, at: int, *, asked: bool = True
) -> Iterator[int]:
    """The server's port. `asked`: it speaks when it was spoken to. No clock takes part: the server ends the time."""
    made: list[Deadline] = []

    class Untimed(Deadline):
        def __init__(self, seconds: float) -> None:
            super().__init__(seconds)
            self._timer = threading.Timer(3600, self.end)
            self._timer.daemon = True
            made.append(self)

    def serve() -> None:
        with suppress(OSError), listening.accept()[0] as connection:
            if asked:
                connection.recv(65536)
            for number in range(len(answer)):
                if number == at:
                    made[-1].end()
                connection.sendall(answer[number : number + 1])

    monkeypatch.setattr(module, "Deadline", Untimed)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()
