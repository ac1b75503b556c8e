"""Receivers of effects: an HTTP server and a real SMTP server on the loopback, with scripted faults.

Every delivery is one line of a file, so that it is counted whoever dies. As a script it serves until its stdin ends.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from superindividual.ids import digest


@dataclass
class Deliveries:
    """What arrived, and the fault to play at the next delivery."""

    folder: Path

    def add(self, **facts: Any) -> None:
        with (self.folder / "deliveries.jsonl").open("a") as file:
            file.write(json.dumps(facts) + "\n")

    def all(self) -> list[dict[str, Any]]:
        file = self.folder / "deliveries.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def fault(self, name: str | None) -> None:
        """Play this at every delivery from now on."""
        (self.folder / "fault").write_text(name or "")

    def playing(self) -> str:
        file = self.folder / "fault"
        return file.read_text() if file.exists() else ""

    def once(self) -> str:
        """The fault to play now; over then, followed by another one (`A, then B`), or staying (`always-A`)."""
        found = self.playing()
        now, _comma, then = found.partition(", then ")
        if found and not found.startswith("always-"):
            self.fault(then)
        return now.removeprefix("always-")

    def reset(self) -> None:
        for file in self.folder.iterdir():
            file.unlink()


class Handler(BaseHTTPRequestHandler):
    """`/dedupe` acts once on a key, `/probe` can be asked, `/neither` can do neither."""

    deliveries: Deliveries
    lock: threading.Lock

    def do_POST(self) -> None:
        body = self.rfile.read(length := int(self.headers["content-length"]))
        if len(body) < length:  # the sender died
            return self._drop()
        key, fault = self.headers["idempotency-key"], self.deliveries.once()
        if fault == "drop-before":
            return self._drop()
        if fault.isdigit():
            return self._answer(int(fault))
        if fault.startswith("redirect "):
            return self._answer(307, fault.partition(" ")[2])
        self._take(key, body)
        if fault == "drop-after":
            return self._drop()
        return self._answer(500 if fault == "fail-after" else 201)

    def _take(self, key: str, body: bytes) -> None:
        with self.lock:
            seen = {d.get("key") for d in self.deliveries.all()}
            if self.path != "/dedupe" or key not in seen:
                token = self.headers["authorization"]
                self.deliveries.add(path=self.path, key=key, body=digest(body), authorization=token)

    def do_GET(self) -> None:
        key = self.path.rpartition("/")[2]
        if self.deliveries.playing() == "always-mute":
            return self._answer(503)
        return self._answer(200 if any(d.get("key") == key for d in self.deliveries.all()) else 404)

    def _drop(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@contextmanager
def http_server(deliveries: Deliveries, kind: type[HTTPServer] = ThreadingHTTPServer) -> Iterator[str]:
    """The server's address without a path; a plain `HTTPServer` answers in the order in which it was asked."""
    server = kind(
        ("127.0.0.1", 0), type("Bound", (Handler,), {"deliveries": deliveries, "lock": threading.Lock()})
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Mailbox:
    """Takes messages, and refuses or drops them as told."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address.startswith("nobody"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        del session
        fault = self._deliveries.once()
        if fault.isdigit():
            return f"{fault} not now"
        if fault != "drop-before":
            self._deliveries.add(
                to=envelope.rcpt_tos, sender=envelope.mail_from, body=digest(envelope.content)
            )
            (self._deliveries.folder / "message.eml").write_bytes(envelope.content)
        if fault.startswith("drop-"):
            assert server.transport is not None
            server.transport.abort()
        return "250 queued as 1"


@contextmanager
def smtp_server(deliveries: Deliveries, **options: Any) -> Iterator[int]:
    """The port of a real SMTP server."""
    controller = Controller(Mailbox(deliveries), hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    with ExitStack() as opened:
        kept = Deliveries(Path(sys.argv[1]))
        url = opened.enter_context(http_server(kept, HTTPServer))
        port = opened.enter_context(smtp_server(kept))
        print(json.dumps({"url": url, "smtp": port}), flush=True)
        sys.stdin.read()
