"""Gate: the one way out of a sandbox without network: a proxy on a socket in its folder, to the hosts of the policy only.

Every host is looked at as `web_fetch` does before it is connected to, at exactly the address that was looked at; redirects
and what a page loads come through here anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from superindividual.errors import PolicyDenied
from superindividual.tools.web import MOST_BYTES, Place, Web

SOCKET = "gate.sock"
_PORT = 18080
"""Where the relay listens inside; the sandbox has a loopback of its own."""
PROXY = f"http://127.0.0.1:{_PORT}"
_MOST_HEAD = 32_768
_MOST_ANSWER = 10 * MOST_BYTES
_PIECE = 65_536
_SECONDS = 20.0

RELAY = f"""\
import os, socket, subprocess, sys, threading
def pipe(one, other):
    try:
        while piece := one.recv({_PIECE}):
            other.sendall(piece)
    except OSError:
        pass
    for end in (one, other):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
def meet(inner):
    outer = socket.socket(socket.AF_UNIX)
    outer.connect({SOCKET!r})
    threading.Thread(target=pipe, args=(inner, outer), daemon=True).start()
    pipe(outer, inner)
def listen(server):
    while True:
        threading.Thread(target=meet, args=(server.accept()[0],), daemon=True).start()
server = socket.create_server(("127.0.0.1", {_PORT}))
threading.Thread(target=listen, args=(server,), daemon=True).start()
ended = subprocess.run(sys.argv[1:]).returncode
sys.stdout.flush()
os._exit(ended)
"""
"""Runs inside, before the program: from its loopback to the socket."""


class Gate:
    """Lets connections out to allowed hosts; `passed` are those that were connected to, in order."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._left = _MOST_ANSWER
        self.passed: list[str] = []

    @asynccontextmanager
    async def open(self, folder: Path) -> AsyncIterator[None]:
        """Serve on the folder's socket while the block lasts."""
        server = await asyncio.start_unix_server(self._serve, folder / SOCKET, limit=_MOST_HEAD)
        try:
            yield
        finally:
            server.close()

    async def _serve(self, came: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                await self._let_out(came, back)
        except (
            OSError,
            PolicyDenied,
            ValueError,
            TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
        ):
            with suppress(OSError):
                back.write(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        finally:
            back.close()

    async def _let_out(self, came: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        head = (await came.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, _end, fields = head.partition("\r\n")
        method, target, version = line.split(" ")
        tunnel = method == "CONNECT"
        place = await self._looked(f"https://{target}/" if tunnel else target, plain=not tunnel)
        if not tunnel and method not in ("GET", "HEAD"):
            raise PolicyDenied(f"{method} sends something")
        out, there = await asyncio.open_connection(place.ip, place.port)
        try:
            if tunnel:
                back.write(b"HTTP/1.1 200 OK\r\n\r\n")
                await self._both_ways(came, back, out, there)
            else:
                there.write(_plain_head(place, method, version, fields))
                await self._carry(out, back)
        finally:
            there.close()

    async def _looked(self, url: str, *, plain: bool) -> Place:
        """Where it leads, looked at and noted."""
        if plain and not url.startswith("http://"):
            raise PolicyDenied("a tunnel is needed for it")
        place = await self._web.look(url)
        self.passed.append(f"{place.parts.scheme}://{place.parts.netloc}/")
        return place

    async def _both_ways(
        self,
        came: asyncio.StreamReader,
        back: asyncio.StreamWriter,
        out: asyncio.StreamReader,
        there: asyncio.StreamWriter,
    ) -> None:
        ways = [asyncio.create_task(self._carry(came, there)), asyncio.create_task(self._carry(out, back))]
        _done, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in pending:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(self, one: asyncio.StreamReader, other: asyncio.StreamWriter) -> None:
        """Bytes from one side to the other, as many as all connections together may have."""
        while piece := await one.read(_PIECE):
            self._left -= len(piece)
            if self._left < 0:
                raise PolicyDenied(f"more than {_MOST_ANSWER} bytes")
            other.write(piece)
            await other.drain()


def _plain_head(place: Place, method: str, version: str, fields: str) -> bytes:
    """The request as the host itself is asked, for one answer."""
    kept = [
        f for f in fields.split("\r\n") if f and not f.lower().startswith(("proxy-", "connection:", "host:"))
    ]
    path = place.parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    lines = [f"{method} {path} {version}", f"host: {place.parts.netloc}", "connection: close", *kept, "", ""]
    return "\r\n".join(lines).encode("latin-1")
