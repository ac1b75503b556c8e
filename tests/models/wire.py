"""A server on loopback that writes exactly the bytes that a test gives it, and ends as the test says."""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

End = Literal["keep", "close", "reset", "hang", "drip"]
"""`drip`: bytes go on coming that say nothing."""
_DRIP = b"5\r\n: k\n\n\r\n"
"""A comment of a stream in a chunk of its own; as part of a body, only characters."""


@dataclass(frozen=True)
class Wire:
    """The bytes of one HTTP answer, head included, and what becomes of the connection after them."""

    sent: bytes
    end: End = "keep"


def http(
    body: bytes, status: int = 200, kind: str = "application/json", end: End = "keep", **headers: str
) -> Wire:
    """An answer whose length is told; `content_length` tells another one."""
    told = {"content-type": kind, "content-length": str(len(body)), "date": "Mon, 23 Nov 2026 09:00:00 GMT"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return Wire(f"HTTP/1.1 {status} -\r\n{head}\r\n".encode() + body, end)


def chunked(parts: list[bytes], *, whole: bool = True, end: End = "keep") -> Wire:
    """A stream of events in chunks; without `whole` the last chunk, which says that it is over, never comes."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return Wire(head + body + (b"0\r\n\r\n" if whole else b""), end)


def until_closed(parts: list[bytes]) -> Wire:
    """A stream whose length nobody tells: its end is that of the connection, and looks like any other."""
    return Wire(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n" + b"".join(parts),
        "close",
    )


def event(data: Any) -> bytes:
    """One event of a stream."""
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    return b"data: " + text + b"\n\n"


@dataclass
class WireServer:
    """Where it listens, and every request's body in order."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    serves: WireServer
    answer: Callable[[dict[str, Any]], Wire]

    def __init__(self, *given: Any) -> None:
        self.over, self._lock = threading.Event(), threading.Lock()
        super().__init__(*given)

    def taken(self, body: dict[str, Any]) -> Wire:
        with self._lock:
            self.serves.asked.append(body)
            return self.answer(body)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no fault of the server."""


class _Handler(socketserver.StreamRequestHandler):
    """One connection; the server has what it answers."""

    server: _Server

    def handle(self) -> None:
        while (asked := self._request()) is not None:
            wire = self.server.taken(asked)
            self.wfile.write(wire.sent)
            self.wfile.flush()
            if wire.end != "keep":
                self._end(wire.end)
                break

    def _request(self) -> dict[str, Any] | None:
        """A request's body, or `{"get": PATH}`; None where the client has gone."""
        method, path, *_rest = [*self.rfile.readline().split(), b"", b""]
        if not method:
            return None
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body: dict[str, Any] = json.loads(self.rfile.read(length)) if length else {"get": path.decode()}
        return body

    def _end(self, end: End) -> None:
        if end == "hang":
            self.server.over.wait(60)
        while end == "drip" and not self.server.over.wait(0.02):
            self.wfile.write(_DRIP)
        if end == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


@contextmanager
def wired(answer: Callable[[dict[str, Any]], Wire]) -> Iterator[WireServer]:
    """A server for as long as the block lasts; `answer` gets each request's body."""
    with _Server(("127.0.0.1", 0), _Handler) as listening:
        server = WireServer(f"http://127.0.0.1:{listening.server_address[1]}/v1")
        listening.serves, listening.answer = server, answer
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.over.set()
            listening.shutdown()
            thread.join()
