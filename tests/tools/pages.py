"""A web server on the loopback, and a resolver that leads every name to it: tests reach no other network."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"


@dataclass
class Answer:
    """What is answered to a path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Pages:
    """A running server: what it answers, and who asked."""

    port: int
    answers: dict[str, Answer]
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Host header and path of every request."""
    looked_up: list[str] = field(default_factory=list)

    async def resolver(self, host: str, port: int) -> Sequence[str]:
        """Every name lies here."""
        del port
        self.looked_up.append(host)
        return [LOOPBACK]


def loopback(ip: str) -> bool:
    """What may be reached in a test."""
    return ip == LOOPBACK


@contextmanager
def serving(answers: Mapping[str, Answer], address: str = LOOPBACK) -> Iterator[Pages]:
    """Serve while the block runs."""
    pages = Pages(0, dict(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages.asked.append((self.headers["host"], self.path))
            answer = pages.answers.get(self.path, Answer(status=404))
            self.send_response(answer.status)
            for name, value in {"content-type": "text/plain", **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(answer.body)
            except OSError:
                return  # the other side has heard enough

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer((address, 0), Handler)
    pages.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
