"""Wire: what one tool server is told and says, line by line through its pipes, and why it says nothing any more."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.sandbox import capped, kill_group

MOST_LINE = 10_000_000
"""Bytes of one line, which is one message; a longer one is read to its end, and thrown away."""
_MOST_THROWN = 20 * MOST_LINE
_GONE = 2.0
"""Seconds that a server which says nothing more has to end by itself."""
_TOO_LONG = -32000
"""The protocol's number for a fault that is the implementation's own."""


class Wire:
    """The two ends of a server's pipes. `ended` says in words why it is not listened to any more, and is empty while it is."""

    def __init__(self, process: asyncio.subprocess.Process, hidden: Collection[str] = ()) -> None:
        """`hidden` are values that the server was given and might repeat: they are written nowhere."""
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.ended = ""
        self._process, self._hidden = process, [value for value in hidden if value]
        self._into, self._out = process.stdin, process.stdout
        self._complaining = process.stderr
        self.asked: int | str = 0
        """The number of what it was asked last."""

    @asynccontextmanager
    async def streams(self) -> AsyncIterator[tuple[Any, Any]]:
        """Both ends as the protocol's own library takes them; after the block the process has gone."""
        import anyio

        came, coming = anyio.create_memory_object_stream[Any](0)
        to, going = anyio.create_memory_object_stream[Any](0)
        complaints = asyncio.create_task(capped(self._complaining))
        tasks = [asyncio.create_task(one) for one in (self._read(came, complaints), self._write(going))]
        try:
            yield coming, to
        finally:
            for stream in (coming, to, came, going):
                stream.close()
            kill_group(self._process)
            for task in (*tasks, complaints):
                task.cancel()
            await asyncio.gather(*tasks, complaints, return_exceptions=True)
            await self._process.wait()

    async def _write(self, going: Any) -> None:
        """Tell the server what comes, as long as it takes anything."""
        async for sent in going:
            self.asked = _number(sent.message.root, self.asked)
            try:
                self._into.write(
                    sent.message.model_dump_json(by_alias=True, exclude_none=True).encode() + b"\n"
                )
                await self._into.drain()
            except (
                ConnectionError
            ):  # it has ended: what it said last is still read, and the rest is told nobody
                continue

    async def _read(self, came: Any, complaints: asyncio.Task[str]) -> None:
        """Hand on what the server says; what is no message of the protocol is a fault of the server's."""
        from mcp.shared.message import SessionMessage
        from mcp.types import JSONRPCMessage

        try:
            while line := await self._line():
                if isinstance(line, int):
                    await came.send(self._refused(line))
                    continue
                try:
                    await came.send(SessionMessage(JSONRPCMessage.model_validate_json(line)))
                except ValueError as error:
                    await came.send(error)
            self.ended = self.ended or await self._why(complaints)
        finally:
            came.close()

    async def _line(self) -> bytes | int:
        """The next line; of one that is too long its size; nothing at the end."""
        size = 0
        while size <= _MOST_THROWN:
            try:
                line = await self._out.readuntil(b"\n")
                return size + len(line) if size else line
            except asyncio.LimitOverrunError as error:
                size += len(await self._out.readexactly(error.consumed))
            except asyncio.IncompleteReadError as error:
                return size + len(error.partial) if size else error.partial
        self.ended = _("it was ended: it said a line of more than {size} MB").format(size=_megabytes(size))
        kill_group(self._process)
        return b""

    def _refused(self, size: int) -> Any:
        """The answer of ours to what was asked last, in the place of one that is too long."""
        from mcp.shared.message import SessionMessage
        from mcp.types import ErrorData, JSONRPCError, JSONRPCMessage

        why = _(
            "its answer has {size} MB, and at most {most} MB are read; ask for less: a part, a page, a summary"
        )
        told = ErrorData(
            code=_TOO_LONG, message=why.format(size=_megabytes(size), most=_megabytes(MOST_LINE))
        )
        return SessionMessage(JSONRPCMessage(JSONRPCError(jsonrpc="2.0", id=self.asked, error=told)))

    def end(self, why: str) -> None:
        """Listen to it no more, and end its process with all that it started."""
        self.ended = self.ended or why
        kill_group(self._process)

    async def _why(self, complaints: asyncio.Task[str]) -> str:
        """How it ended, with the last line of its complaints."""
        try:
            async with asyncio.timeout(_GONE):
                code = await self._process.wait()
                said = await asyncio.shield(complaints)
        except TimeoutError:
            kill_group(self._process)
            return _("it closed its output")
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
        for value in self._hidden:
            last = last.replace(value, "[…]")
        told = _("it ended (exit code {code})").format(code=code)
        return f"{told}: {one_line(last, 200)}" if last else told


def _number(message: Any, before: int | str) -> int | str:
    """The number of a question; an answer or a word by the way asks nothing."""
    asks: bool = hasattr(message, "method") and hasattr(message, "id")
    return message.id if asks else before


def _megabytes(size: int) -> str:
    """In millions of bytes, rounded up, so that what is too much never looks as what is read."""
    return f"{math.ceil(size / 1e5) / 10:.1f}"
