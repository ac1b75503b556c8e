"""An OpenAI-compatible server on loopback that answers what a test tells it to, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    @property
    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def says(text: str | None = None, *, reason: str | None = None, **message: Any) -> Reply:
    """A chat completion of one choice with usage of 11 and 7 tokens."""
    ended = reason or ("tool_calls" if message.get("tool_calls") else "stop")
    choice = {
        "index": 0,
        "finish_reason": ended,
        "message": {"role": "assistant", "content": text, **message},
    }
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return Reply(
        {
            "id": "c",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": usage,
        }
    )


def calls(*named: tuple[str, Any]) -> Reply:
    """A completion that calls tools; arguments given as text go out as they are."""
    return says(
        tool_calls=[
            {
                "id": f"call_{number}",
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": given if isinstance(given, str) else json.dumps(given),
                },
            }
            for number, (name, given) in enumerate(named)
        ]
    )


@dataclass
class ModelServer:
    """Where it listens, and every request body in order."""

    url: str
    asked: list[dict[str, Any]]
    keys: list[str]
    proxied: list[str]
    """What each request said to it as to a proxy."""


@contextmanager
def serving(answer: Callable[[dict[str, Any]], Reply], port: int = 0) -> Iterator[ModelServer]:
    """A server for as long as the block lasts; `answer` gets each request's body. Any free port, or the one given."""
    asked: list[dict[str, Any]] = []
    keys: list[str] = []
    proxied: list[str] = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                asked.append({"path": self.path, **body})
                keys.append(self.headers["authorization"])
                proxied.append(self.headers["proxy-authorization"])
                reply = answer(body)
            self.send_response(reply.status)
            for name, value in {
                "content-type": reply.content_type,
                "content-length": str(len(reply.bytes)),
                **reply.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.bytes)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield ModelServer(f"http://127.0.0.1:{server.server_address[1]}/v1", asked, keys, proxied)
        finally:
            server.shutdown()
            thread.join()


def in_order(*replies: Reply) -> Callable[[dict[str, Any]], Reply]:
    """Answer with one after the other; the last one stays."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
