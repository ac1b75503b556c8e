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

from superindividual.errors import Position, SandboxUnavailable, SpecError, SuperindividualError
from superindividual.ids import canonical
from superindividual.specs.servers import ServerSpec, load_servers
from superindividual.text import gettext as _
from superindividual.text import one_line, shown
from superindividual.tools.sandbox import Bubblewrap, Sandbox, capped, kill_group
from superindividual.tools.tool import ALL, FromOutside, Tool

if TYPE_CHECKING:
    from mcp import ClientSession
    from mcp.types import CallToolResult
    from mcp.types import Tool as Told

PREFIX = "mcp__"
_MOST_TOOLS = 64
_MOST_SCHEMA = 20_000
"""Bytes of a tool's arguments as the server describes them."""
_DESCRIBED = 1_000
_START, _CALL = 30.0, 120.0
"""Seconds until a server must have told its tools, and for one call."""
_LIFE = 4 * 3600.0
_MOST_LINE = 10 * 2**20

OnServer = Callable[[str, list[str], str], None]
"""Told a server's name, its tools, and why it could not be had, or nothing."""


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


@asynccontextmanager
async def serving(
    names: Sequence[str], file: Path, sandbox: Sandbox | None, told: OnServer
) -> AsyncIterator[list[Tool]]:
    """The tools of the servers that a card names, for as long as the block lasts.

    A server that cannot be had is told of and left out: the agent works without it.
    """
    async with AsyncExitStack() as opened:
        tools: list[Tool] = []
        for name in dict.fromkeys(names):
            try:
                found = await _opened(opened, name, file, sandbox)
            except Exception as error:  # noqa: BLE001 - whatever the server or its protocol's library breaks on
                told(name, [], one_line(_why(error), 300))
                continue
            told(name, [tool.name for tool in found], "")
            tools += found
        yield tools


def _why(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, SuperindividualError):
        return str(error)
    if isinstance(error, TimeoutError):
        return _("it did not answer in time")
    return _("it ended before it said what it can do ({why})").format(why=str(error) or type(error).__name__)


async def _opened(opened: AsyncExitStack, name: str, file: Path, sandbox: Sandbox | None) -> list[Tool]:
    """Start one server; what it opened stays open only if it has told its tools."""
    spec = _named(name, file)
    async with AsyncExitStack() as trying:
        session = await trying.enter_async_context(_session(spec, sandbox))
        listed = await _listed(session)
        opened.push_async_exit(trying.pop_all())
    return [tool for one in listed if (tool := _tool(name, session, one, ALL if spec.network else ""))]


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
async def _session(spec: ServerSpec, sandbox: Sandbox | None) -> AsyncIterator[ClientSession]:
    try:
        from mcp import ClientSession  # half a second, and only where a card asks
    except ImportError as error:
        raise SandboxUnavailable(
            _("tool servers need an extra of this library"), remedy="pip install 'superindividual[mcp]'"
        ) from error
    with tempfile.TemporaryDirectory(prefix="superindividual-mcp-") as folder:
        async with _streams(spec, sandbox, Path(folder)) as streams, ClientSession(*streams) as session:
            async with asyncio.timeout(_START):
                await session.initialize()
            yield session


@asynccontextmanager
async def _streams(spec: ServerSpec, sandbox: Sandbox | None, folder: Path) -> AsyncIterator[tuple[Any, Any]]:
    """The two ends of a contained server, as the protocol's own library takes them."""
    import anyio

    process = await _started(spec, sandbox, folder)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    came, coming = anyio.create_memory_object_stream[Any](0)
    to, going = anyio.create_memory_object_stream[Any](0)
    tasks = [
        asyncio.create_task(_read(process.stdout, came)),
        asyncio.create_task(_write(process.stdin, going)),
        asyncio.create_task(capped(process.stderr)),
    ]
    try:
        yield coming, to
    finally:
        for stream in (coming, to, came, going):
            stream.close()
        kill_group(process)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await process.wait()


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
    return await sandbox.start(named, folder, stdin=subprocess.PIPE, limit=_MOST_LINE)


def _seen(spec: ServerSpec) -> list[Path]:
    return [Path(place).expanduser() for place in spec.see]


async def _read(out: asyncio.StreamReader, came: Any) -> None:
    """Hand on what the server says, line by line; what is no message of the protocol is a fault of the server's."""
    from mcp.shared.message import SessionMessage
    from mcp.types import JSONRPCMessage

    try:
        while line := await out.readline():
            try:
                await came.send(SessionMessage(JSONRPCMessage.model_validate_json(line)))
            except ValueError as error:
                await came.send(error)
    except ValueError:
        pass  # a line longer than is read: the server is not listened to any more
    finally:
        came.close()


async def _write(into: asyncio.StreamWriter, going: Any) -> None:
    async for sent in going:
        into.write(sent.message.model_dump_json(by_alias=True, exclude_none=True).encode() + b"\n")
        await into.drain()


async def _listed(session: ClientSession) -> list[Told]:
    """What it offers, in pages, up to the most that are taken."""
    found: list[Told] = []
    cursor: str | None = None
    async with asyncio.timeout(_START):
        while len(found) < _MOST_TOOLS:
            page = await session.list_tools(cursor)
            found += page.tools
            cursor = page.nextCursor
            if not cursor:
                break
    return found[:_MOST_TOOLS]


def _tool(server: str, session: ClientSession, told: Told, destination: str) -> Tool | None:
    """A tool of the server's as one of ours; None where it describes arguments that no endpoint could be told."""
    name = PREFIX + re.sub(r"[^A-Za-z0-9_-]", "_", f"{server}__{told.name}")
    schema = told.inputSchema
    if len(name) > 64 or schema.get("type") != "object" or len(canonical(schema)) > _MOST_SCHEMA:
        return None
    described = shown(" ".join((told.description or "").split()))[:_DESCRIBED]

    async def run(asked: ServerArguments) -> FromOutside:
        source = (f"mcp:{server}",)
        try:
            async with asyncio.timeout(_CALL):
                return FromOutside(_said(await session.call_tool(told.name, asked.root)), source)
        except TimeoutError:
            return FromOutside(f"the server {server} did not answer within {_CALL:g} s", source)
        except Exception as error:  # noqa: BLE001 - whatever its library raises: the server failed, not the attempt
            return FromOutside(f"the server {server} failed: {one_line(str(error), 300)}", source)

    return ServerTool(
        name,
        f"Of the server {server}, from outside the company; its own words: {described}",
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
