"""Servers: the tool servers (MCP) of one attempt, each contained, with its tools as tools of the agent's.

What a server is called and how it is started says the founder's `.mcp.json`; a card only names it. All that comes from it,
descriptions too, comes from outside: it is quoted, bounded, and grants nothing.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue, RootModel, model_validator

from superindividual.engine.wire import MOST_LINE, Wire
from superindividual.errors import Position, SandboxUnavailable, SpecError, SuperindividualError
from superindividual.ids import canonical
from superindividual.specs.servers import ServerSpec, load_servers
from superindividual.text import gettext as _
from superindividual.text import one_line, shown
from superindividual.tools.sandbox import Bubblewrap, Sandbox
from superindividual.tools.tool import ALL, FromOutside, Tool

if TYPE_CHECKING:
    from mcp import ClientSession
    from mcp.types import CallToolResult, ClientNotification
    from mcp.types import Tool as Told

PREFIX = "mcp__"
_MOST_TOOLS = 64
_MOST_SCHEMA = 20_000
"""Bytes of a tool's arguments as the server describes them."""
_DESCRIBED = 1_000
_START, _ALIVE = 30.0, 5.0
"""Seconds until a server must have told its tools, and until one that was late with a call must say that it lives."""
_LIFE = 4 * 3600.0

OnServer = Callable[[str, list[str], str], None]
"""Told a server's name, its tools, and why it could not be had, or nothing."""
OnFailed = Callable[[str, str, str], None]
"""Told a server's name, the tool that was called, and why the call gave nothing."""


class ServerArguments(RootModel[dict[str, JsonValue]]):
    """Whatever the server's own schema says; it is the server that holds them against it."""


def _arguments(names: Collection[str]) -> type[ServerArguments]:
    """Arguments of a tool that leads out: names too would tell something, so only those that it describes are taken."""

    class Known(ServerArguments):
        @model_validator(mode="after")
        def known(self) -> Known:
            if unknown := sorted(set(self.root) - set(names)):
                raise ValueError(f"there is no argument {one_line(unknown[0], 60)}")
            return self

    return Known


@dataclass(frozen=True)
class ServerTool(Tool):
    """A tool that a server describes."""

    parameters: dict[str, Any] = field(default_factory=dict)

    def schema(self) -> dict[str, Any]:
        """As endpoints are told it."""
        function = {"name": self.name, "description": self.description, "parameters": self.parameters}
        return {"type": "function", "function": function}


@dataclass(frozen=True)
class Server:
    """One that runs."""

    name: str
    session: ClientSession
    wire: Wire
    seconds: float
    """For one call."""
    failed: OnFailed

    async def call(self, tool: str, arguments: dict[str, Any]) -> FromOutside:
        """What its tool answers; where it answers nothing that can be used, why, told to the founder too."""
        source = (f"mcp:{self.name}",)
        try:
            if not self.wire.ended:
                async with asyncio.timeout(self.seconds):
                    return FromOutside(_said(await self.session.call_tool(tool, arguments)), source)
            why = _("it is gone: {why}").format(why=self.wire.ended)
        except TimeoutError:
            why = await self._late()
        except Exception as error:  # noqa: BLE001 - whatever its library raises: the server failed, not the attempt
            why = self.wire.ended or one_line(str(error), 300)
        self.failed(self.name, tool, why)
        return FromOutside(
            f"the tool {one_line(tool, 60)} of the server {self.name} failed: {why}", source, ok=False
        )

    async def _late(self) -> str:
        """Take the question back; a server that does not even say that it lives is ended."""
        why = _("it did not answer within {seconds} s").format(seconds=f"{self.seconds:g}")
        try:
            async with asyncio.timeout(_ALIVE):
                await self.session.send_notification(_taken_back(self.wire.asked))
                await self.session.send_ping()
        except Exception:  # noqa: BLE001 - as above
            why = _("{why}, and was ended").format(why=why)
            self.wire.end(why)
        remedy = _("ask for less, or raise its `timeout` (milliseconds) in .mcp.json")
        return _("{message}, {remedy}").format(message=why, remedy=remedy)


def _taken_back(asked: int | str) -> ClientNotification:
    from mcp.types import CancelledNotification, CancelledNotificationParams, ClientNotification

    params = CancelledNotificationParams(requestId=asked, reason="no answer in time")
    return ClientNotification(CancelledNotification(params=params))


@asynccontextmanager
async def serving(
    names: Sequence[str], file: Path, sandbox: Sandbox | None, told: OnServer, failed: OnFailed
) -> AsyncIterator[list[Tool]]:
    """The tools of the servers that a card names, for as long as the block lasts.

    A server that cannot be had is told of and left out: the agent works without it. What the block raises is raised as it
    is, once they have ended: the protocol's library would put it into a group, which nobody reads as what it was.
    """
    broken: Exception | None = None
    async with AsyncExitStack() as opened:
        tools: list[Tool] = []
        for name in dict.fromkeys(names):
            try:
                found = await _opened(opened, name, file, sandbox, failed)
            except Exception as error:  # noqa: BLE001 - whatever the server or its protocol's library breaks on
                told(name, [], one_line(_why(error), 400))
                continue
            told(name, [tool.name for tool in found], "")
            tools += found
        try:
            yield tools
        except Exception as error:  # noqa: BLE001 - the block's own, whatever it is
            broken = error
    if broken is not None:
        raise broken


def _why(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, SuperindividualError):
        return str(error)
    if isinstance(error, TimeoutError):
        return _("it did not answer within {seconds} s").format(seconds=f"{_START:g}")
    if isinstance(error, ConnectionError):
        return str(error)
    return _("it ended before it said what it can do ({why})").format(why=str(error) or type(error).__name__)


async def _opened(
    opened: AsyncExitStack, name: str, file: Path, sandbox: Sandbox | None, failed: OnFailed
) -> list[Tool]:
    """Start one server; what it opened stays open only if it has told its tools."""
    spec = _named(name, file)
    async with AsyncExitStack() as trying:
        session, wire = await trying.enter_async_context(_session(spec, sandbox))
        listed = await _introduced(session, wire)
        opened.push_async_exit(trying.pop_all())
    server = Server(name, session, wire, spec.timeout / 1000, failed)
    return [tool for one in listed if (tool := _tool(server, one, ALL if spec.network else ""))]


def _named(name: str, file: Path) -> ServerSpec:
    servers = load_servers(file)
    if name not in servers:
        raise SpecError(
            Position(str(file)),
            _("there is no server {name}").format(name=one_line(name, 40)),
            remedy=_("say there how it is started, if you trust it"),
        )
    return servers[name]


@asynccontextmanager
async def _session(spec: ServerSpec, sandbox: Sandbox | None) -> AsyncIterator[tuple[ClientSession, Wire]]:
    try:
        from mcp import ClientSession  # half a second, and only where a card asks
    except ImportError as error:
        raise SandboxUnavailable(
            _("tool servers need an extra of this library"), remedy="pip install 'superindividual[mcp]'"
        ) from error
    with tempfile.TemporaryDirectory(prefix="superindividual-mcp-") as folder:
        wire = Wire(await _started(spec, sandbox, Path(folder)), spec.taken())
        async with wire.streams() as streams, ClientSession(*streams) as session:
            yield session, wire


async def _started(spec: ServerSpec, sandbox: Sandbox | None, folder: Path) -> asyncio.subprocess.Process:
    if not isinstance(sandbox, Bubblewrap):
        raise SandboxUnavailable(
            _("a tool server runs contained only, and nothing can be contained on this machine")
        )
    try:
        env = spec.environment()
    except LookupError as error:
        raise SandboxUnavailable(
            _("{name} is not set, and the server is to be given it").format(name=error.args[0]),
            remedy=_("set it where the worker runs"),
        ) from error
    argv = (spec.command, *spec.args)
    named = sandbox.command(
        argv, folder=folder, seconds=_LIFE, env=env, network=spec.network, see=_seen(spec)
    )
    return await sandbox.start(named, folder, stdin=subprocess.PIPE, limit=MOST_LINE)


def _seen(spec: ServerSpec) -> list[Path]:
    return [Path(place).expanduser() for place in spec.see]


async def _introduced(session: ClientSession, wire: Wire) -> list[Told]:
    """The tools that it tells; raises ConnectionError with the reason where it ended instead."""
    try:
        async with asyncio.timeout(_START):
            await session.initialize()
            return await _listed(session)
    except Exception as error:
        if not wire.ended:
            raise
        remedy = _("it reads the system's programs and what `see` of .mcp.json names, nothing else")
        raise ConnectionError(_("{message}; {remedy}").format(message=wire.ended, remedy=remedy)) from error


async def _listed(session: ClientSession) -> list[Told]:
    """What it offers, in pages, up to the most that are taken."""
    found: list[Told] = []
    cursor: str | None = None
    while len(found) < _MOST_TOOLS:
        page = await session.list_tools(cursor)
        found += page.tools
        cursor = page.nextCursor
        if not cursor:
            break
    return found[:_MOST_TOOLS]


def _tool(server: Server, told: Told, destination: str) -> Tool | None:
    """A tool of the server's as one of ours; None where it describes arguments that no endpoint could be told."""
    name = PREFIX + re.sub(r"[^A-Za-z0-9_-]", "_", f"{server.name}__{told.name}")
    schema = told.inputSchema
    if len(name) > 64 or schema.get("type") != "object" or len(canonical(schema)) > _MOST_SCHEMA:
        return None
    described = shown(" ".join((told.description or "").split()))[:_DESCRIBED]

    async def run(asked: ServerArguments) -> FromOutside:
        return await server.call(told.name, asked.root)

    return ServerTool(
        name,
        f"Of the server {server.name}, from outside the company; its own words: {described}",
        _arguments(schema.get("properties", {})) if destination else ServerArguments,
        run,
        destination=destination,
        parameters=schema,
    )


def _said(result: CallToolResult) -> str:
    """The text of a result; what is no text is said to be there."""
    parts = [one.text if one.type == "text" else f"({one.type}, not shown)" for one in result.content]
    text = "\n".join(parts) or "(nothing)"
    return f"The tool failed: {text}" if result.isError else text
