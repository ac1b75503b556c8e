"""A server that answers byte by byte; the time of whoever asks is over before one of them."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from superindividual.effects.deadline import Deadline


@contextmanager
def dripping(
    module: Any, monkeypatch: pytest.MonkeyPatch, answer: bytes, at: int, heard: list[bytes] | None = None
) -> Iterator[int]:
    """The server's port. No clock takes part: the server ends the time before the byte `at`.

    It speaks when it was spoken to; with `heard` it speaks first, and keeps there what is said then.
    """
    made: list[Deadline] = []

    class Untimed(Deadline):
        def __init__(self, seconds: float) -> None:
            super().__init__(seconds)
            self._timer = threading.Timer(3600, self.end)
            self._timer.daemon = True
            made.append(self)

    def serve() -> None:
        with suppress(OSError), listening.accept()[0] as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if heard is None:
                _whole_request(connection)
            for number in range(len(answer)):
                if number == at:
                    made[-1].end()
                connection.sendall(answer[number : number + 1])
            if heard is not None:
                heard.append(connection.recv(65536))

    monkeypatch.setattr(module, "Deadline", Untimed)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def _whole_request(connection: socket.socket) -> None:
    """Read head and body: what is left unread when a server closes resets the connection, and the answer is lost."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += connection.recv(65536)
    head, _gap, body = read.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
