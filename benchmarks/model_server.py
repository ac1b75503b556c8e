"""An endpoint that costs as little as one can: in a process of its own, with answers that are made once."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

WORDS = "The members of the club pay their dues once a year. " * 8
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
USAGE = {"prompt_tokens": 100, "completion_tokens": 80, "total_tokens": 180}


def bodies() -> tuple[bytes, bytes]:
    """The answer whole and in events of about four characters, as servers stream."""
    message = {"role": "assistant", "content": WORDS}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    whole = json.dumps(
        {
            "id": "c",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": USAGE,
        }
    )
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    deltas = [
        {"index": 0, "delta": {"content": WORDS[n : n + 8]}, "finish_reason": None}
        for n in range(0, len(WORDS), 8)
    ]
    deltas.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    chunks = [{**head, "choices": [delta]} for delta in deltas] + [{**head, "choices": [], "usage": USAGE}]
    events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return whole.encode(), events.encode()


class Server(asyncio.Protocol):
    """As little of HTTP as a client needs, so that the client is what is measured."""

    delay = 0.0
    whole, events = bodies()

    def connection_made(self, transport: Any) -> None:
        self.transport, self.rest = transport, b""

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, _blank, body = self.rest.partition(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            if len(body) < length:
                return
            self.rest = body[length:]
            asyncio.get_running_loop().call_later(
                self.delay, self.answer, b'"stream":true' in body[:length].replace(b" ", b"")
            )

    def answer(self, stream: bool) -> None:
        sent, kind = (self.events, b"text/event-stream") if stream else (self.whole, b"application/json")
        self.transport.write(HEAD % (kind, len(sent)) + sent)


def serve(told: Connection, delay: float) -> None:
    """The server in a process of its own."""

    async def forever() -> None:
        Server.delay = delay
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, backlog=2048)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


@contextmanager
def endpoint(delay: float) -> Iterator[str]:
    """The address of a server that takes `delay` seconds for an answer, for as long as the block lasts."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, delay), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{mine.recv()}/v1"
    finally:
        process.terminate()
        process.join()
