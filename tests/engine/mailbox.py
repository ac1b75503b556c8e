"""What receives messages in tests: a web server and a mail server on the loopback, both real."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """Messages in the order in which they came, and the address to send them to."""

    address: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    """What the web server answers."""

    @property
    def texts(self) -> list[str]:
        return [m["message"] for m in self.messages]


@contextmanager
def web_mailbox() -> Iterator[Mailbox]:
    """A web server that takes Apprise's json:// messages."""
    box = Mailbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.messages.append(json.loads(body))
            self.send_response(box.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    box.address = f"json://127.0.0.1:{server.server_port}/secret-path-of-the-hook"
    try:
        yield box
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


class _Keeper:
    def __init__(self, box: Mailbox) -> None:
        self._box = box

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self._box.messages.append({"to": envelope.rcpt_tos, "content": envelope.content.decode()})
        return "250 taken"


class _AnyPort(Controller):
    """Port 0 means any; aiosmtpd would then look for itself at port 0."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def mail_mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    box = Mailbox()
    controller = _AnyPort(_Keeper(box), hostname="127.0.0.1", port=0)
    controller.start()
    box.address = (
        f"mailto://127.0.0.1:{controller.port}/?from=firm@example.test&to=founder@example.test&mode=insecure"
    )
    try:
        yield box
    finally:
        controller.stop()
