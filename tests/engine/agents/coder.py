"""A coding agent on the SDK of ACP, run as a program in the sandbox. What it does, its arguments say, one step each.

`write:PATH=TEXT`, `ask:KIND:COMMAND` (runs it in a shell only when allowed), `run:COMMAND`, `say:TEXT`,
`end:REASON`, `wait`, `tokens:READ,CACHED,WRITTEN` (of the turn), `cost:AMOUNT CURRENCY` (of the session); `login:WAYS` lets it open no session before a log-in. A step that begins with `2.` belongs to the second turn.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from acp import (
    PROTOCOL_VERSION,
    Agent,
    AuthenticateResponse,
    InitializeResponse,
    NewSessionResponse,
    PromptResponse,
    RequestError,
    run_agent,
    start_tool_call,
    text_block,
    update_agent_message,
)
from acp.schema import (
    AllowedOutcome,
    AuthMethodAgent,
    Cost,
    PermissionOption,
    ToolCallUpdate,
    Usage,
    UsageUpdate,
)

OPTIONS = [
    PermissionOption(option_id="for-good", name="Always", kind="allow_always"),
    PermissionOption(option_id="once", name="Yes", kind="allow_once"),
    PermissionOption(option_id="no", name="No", kind="reject_once"),
]


class Coder(Agent):
    """Does as it is told."""

    def __init__(self, steps: list[str]) -> None:
        self._steps = steps
        self._turn = 0
        self._calls = 0
        self._usage: Usage | None = None

    def on_connect(self, conn: Any) -> None:
        self._conn = conn

    async def initialize(self, protocol_version: int, **_: Any) -> InitializeResponse:
        ways = [w for step in self._steps if step.startswith("login:") for w in step[6:].split(",")]
        self._locked = bool(ways)
        methods = [AuthMethodAgent(id=way, name=way) for way in ways]
        return InitializeResponse(protocol_version=PROTOCOL_VERSION, auth_methods=methods)

    async def authenticate(self, method_id: str, **_: Any) -> AuthenticateResponse:
        self._locked = "CODER_KEY" not in os.environ or method_id != "api-key"
        return AuthenticateResponse()

    async def new_session(self, cwd: str, **_: Any) -> NewSessionResponse:
        if self._locked:
            raise RequestError.auth_required()
        self._cwd = Path(cwd)
        return NewSessionResponse(session_id="1")

    async def prompt(self, session_id: str, prompt: list[Any], **_: Any) -> PromptResponse:
        self._turn += 1
        (self._cwd / f".told-{self._turn}").write_text(prompt[0].text)
        for step in self._steps:
            turn, _dot, rest = step.partition(".") if step[:2] == "2." else ("1", "", step)
            if int(turn) == self._turn and (reason := await self._do(session_id, rest)):
                return PromptResponse(stop_reason=reason)  # type: ignore[arg-type]
        return PromptResponse(stop_reason="end_turn", usage=self._usage)

    async def _do(self, session: str, step: str) -> str:
        verb, _colon, rest = step.partition(":")
        if verb == "write":
            path, _equals, text = rest.partition("=")
            (self._cwd / path).parent.mkdir(parents=True, exist_ok=True)
            (self._cwd / path).write_text(text)
        elif verb == "ask":
            await self._ask(session, *rest.split(":", 1))
        elif verb == "run":
            await self._run(session, rest)
        elif verb == "say":
            await self._conn.session_update(session, update_agent_message(text_block(rest)))
        elif verb == "tokens":
            read, cached, written = map(int, rest.split(","))
            self._usage = Usage(
                total_tokens=read + cached + written,
                input_tokens=read,
                cached_read_tokens=cached,
                output_tokens=written,
            )
        elif verb == "cost":
            amount, currency = rest.split()
            cost = Cost(amount=float(amount), currency=currency)
            told = UsageUpdate(session_update="usage_update", used=1, size=2, cost=cost)
            await self._conn.session_update(session, told)
        elif verb == "wait":
            await asyncio.Event().wait()
        return rest if verb == "end" else ""

    async def _ask(self, session: str, kind: str, command: str) -> None:
        call = ToolCallUpdate(tool_call_id="c", title=command, kind=kind, raw_input={"command": command})  # type: ignore[arg-type]
        answer = await self._conn.request_permission(session_id=session, tool_call=call, options=OPTIONS)
        chosen = answer.outcome.option_id if isinstance(answer.outcome, AllowedOutcome) else "cancelled"
        if chosen == "once":
            await self._run(session, command)
        else:
            await self._conn.session_update(
                session, update_agent_message(text_block(f"not allowed: {chosen}. "))
            )

    async def _run(self, session: str, command: str) -> None:
        self._calls += 1
        started = start_tool_call(f"c{self._calls}", command, kind="execute", raw_input={"command": command})
        await self._conn.session_update(session, started)
        ran = subprocess.run(
            ["bash", "-c", command], cwd=self._cwd, capture_output=True, text=True, check=False
        )
        await self._conn.session_update(
            session, update_agent_message(text_block(f"{ran.stdout}{ran.stderr}".strip() + " "))
        )


if __name__ == "__main__":
    asyncio.run(run_agent(Coder(sys.argv[1:])))
