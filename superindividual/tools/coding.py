"""Coding: one session with a coding agent that speaks ACP. What it asks for is asked of the founder.

It is offered no files and no terminal of ours: it has its folder in the sandbox, and its own tools.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from superindividual.errors import StepFailed
from superindividual.ids import Digest, canonical, digest
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.conversation import WHERE, Conversation
from superindividual.tools.permission import Ask, Wanted

if TYPE_CHECKING:
    from acp.client.connection import ClientSideConnection
    from acp.schema import PermissionOption, RequestPermissionResponse, ToolCallUpdate, Usage

_MOST_WORDS = 20_000
_HANDSHAKE_SECONDS = 60.0
_ENDING_SECONDS = 10.0
"""Until a program whose output has ended is ended itself."""

_LOGIN_NEEDED = -32000
"""The protocol's code for it."""
_KEY = re.compile(r"api[-_ ]?key|env[-_ ]?var", re.IGNORECASE)
"""Names of ways to log in that need nobody at a browser."""

OnCall = Callable[[str, Digest, bool, str], None]


@dataclass
class Spent:
    """What a session took by its agent's own words; nobody else sees its calls."""

    read: int = 0
    written: int = 0
    cached: int = 0
    """Of the tokens read, those from the provider's cache."""
    usd: Decimal | None = None
    """None where it tells no dollars."""

    def add(self, turn: Usage | None) -> None:
        """Count a turn's tokens, where they are told."""
        if turn is not None:
            cached = turn.cached_read_tokens or 0
            self.read += turn.input_tokens + cached + (turn.cached_write_tokens or 0)
            self.written += turn.output_tokens
            self.cached += cached


class Coding:
    """Our side of the conversation: the founder's answers, and the agent's words."""

    def __init__(self, ask: Ask, allowed: Collection[str], on_call: OnCall) -> None:
        self._ask = ask
        self._allowed = allowed
        self._on_call = on_call
        self._one_at_a_time = asyncio.Lock()
        self._calls: dict[str, str] = {}
        """Kinds of the calls that were begun: what asks for permission may leave it out."""
        self.words = ""
        """What it said since its last call."""
        self.asking = 0
        """How many questions wait for the founder."""
        self.spent = Spent()
        """As far as it tells."""

    def on_connect(self, conn: Any) -> None:
        """Nothing is asked of it from here."""

    async def request_permission(
        self, session_id: str, tool_call: ToolCallUpdate, options: list[PermissionOption], **_kwargs: Any
    ) -> RequestPermissionResponse:
        """Let the founder say; what is allowed is allowed once."""
        from acp.schema import AllowedOutcome, DeniedOutcome, RequestPermissionResponse

        kind = tool_call.kind or self._calls.get(tool_call.tool_call_id, "other")
        async with self._one_at_a_time:
            allowed = kind in self._allowed or (await self._ask(_wanted(kind, tool_call))).allowed
        self._on_call(f"acp:{kind}", _digest(tool_call.raw_input), allowed, "")
        chosen = _option(options, "allow_once" if allowed else "reject_once")
        if chosen is None:
            return RequestPermissionResponse(outcome=DeniedOutcome(outcome="cancelled"))
        return RequestPermissionResponse(outcome=AllowedOutcome(outcome="selected", option_id=chosen))

    async def session_update(self, session_id: str, update: Any, **_kwargs: Any) -> None:
        """Keep its last words, and the record of its calls."""
        told = getattr(update, "session_update", "")
        if told == "agent_message_chunk" and update.content.type == "text":
            self.words = (self.words + update.content.text)[-_MOST_WORDS:]
        elif told == "tool_call":
            self._calls[update.tool_call_id] = update.kind or "other"
            self.words = ""
            self._on_call(f"acp:{update.kind or 'other'}", _digest(update.raw_input), True, "")
        elif told == "usage_update" and update.cost is not None and update.cost.currency == "USD":
            self.spent.usd = Decimal(str(update.cost.amount))  # of the session until now


def _wanted(kind: str, call: ToolCallUpdate) -> Wanted:
    """The whole call, so that the answer is about exactly what was shown."""
    shown = call.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"tool_call_id", "status"})
    return Wanted(f"acp:{kind}", shown, "delegate", said=_said(kind, call))


def _said(kind: str, call: ToolCallUpdate) -> str:
    given = f": {one_line(str(call.raw_input), 300)}" if call.raw_input else ""
    return f"{kind}: {one_line(call.title or '', 200)}{given}"


def _digest(given: object) -> Digest:
    try:
        return digest(canonical(given))
    except (TypeError, ValueError, RecursionError):
        return digest(repr(given).encode())


def _option(options: list[PermissionOption], kind: str) -> str | None:
    """The option of that kind; never one that allows for good, which nobody was asked about."""
    return next((option.option_id for option in options if option.kind == kind), None)


class Session:
    """What is said to the agent, and how it ends."""

    def __init__(self, talk: Conversation, coding: Coding, *, keyed: bool = False) -> None:
        """`keyed`: whether the program was given a variable of the founder's, which may hold its key."""
        from acp import connect_to_agent

        self._keyed = keyed
        self._talk = talk
        self.coding = coding
        self._connection: ClientSideConnection = connect_to_agent(coding, talk.to, talk.came)  # type: ignore[arg-type]
        self._id = ""

    async def begin(self) -> None:
        """Shake hands and open a session; raises StepFailed where it does not answer."""
        try:
            async with asyncio.timeout(_HANDSHAKE_SECONDS):
                await self._begun()
        except TimeoutError as error:
            raise StepFailed(_("the coding agent does not answer")) from error

    async def _begun(self) -> None:
        from acp import PROTOCOL_VERSION
        from acp.schema import ClientCapabilities, Implementation

        us = Implementation(name="superindividual", version="0.1.0")
        met = await self._answered(
            self._connection.initialize(
                PROTOCOL_VERSION, client_capabilities=ClientCapabilities(), client_info=us
            )
        )
        if met.protocol_version != PROTOCOL_VERSION:
            raise StepFailed(_("the coding agent speaks another version of ACP"))
        self._id = await self._opened(met.auth_methods or [])

    async def _opened(self, methods: Sequence[Any]) -> str:
        """A session's id. An agent that wants a log-in is given the key that it was started with, where it takes one."""
        try:
            return await self._new()
        except StepFailed as failed:
            if getattr(failed.__cause__, "code", None) != _LOGIN_NEEDED:
                raise
        by_key = next((one.id for one in methods if self._keyed and _KEY.search(one.id)), None)
        if by_key is None:
            raise StepFailed(
                _("the coding agent wants a log-in: {ways}").format(
                    ways=one_line(", ".join(one.id for one in methods), 120) or "?"
                ),
                remedy=_(
                    "name the variable that holds its key in company.yaml: delegates: NAME: env: [VARIABLE]"
                ),
            )
        await self._answered(self._connection.authenticate(method_id=by_key))
        return await self._new()

    async def _new(self) -> str:
        made = await self._answered(self._connection.new_session(cwd=WHERE, mcp_servers=[]))
        return str(made.session_id)

    async def say(self, text: str) -> str:
        """Give it a task and wait until it has ended its turn; its last words.

        Raises:
            StepFailed: it broke off, refused, or the program ended.
        """
        from acp import text_block

        self.coding.words = ""
        answer = await self._answered(self._connection.prompt(session_id=self._id, prompt=[text_block(text)]))
        self.coding.spent.add(answer.usage)
        if answer.stop_reason != "end_turn":
            raise StepFailed(
                _("the coding agent ended with {reason}; its last words: {words}").format(
                    reason=answer.stop_reason, words=one_line(self.coding.words, 200)
                )
            )
        return self.coding.words

    async def close(self) -> None:
        """End the conversation."""
        await self._connection.close()

    async def _answered(self, answering: Any) -> Any:
        """An answer, unless the program ends before it comes."""
        from acp.exceptions import RequestError

        answer = asyncio.ensure_future(answering)
        try:
            await asyncio.wait([answer, self._talk.ended], return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
        except ConnectionError:
            await asyncio.wait([self._talk.ended], timeout=_ENDING_SECONDS)
        except (RequestError, ValidationError) as error:
            raise StepFailed(
                _("the coding agent answered: {reason}").format(reason=one_line(str(error), 300))
            ) from error
        finally:
            answer.cancel()
        reason = await self._talk.why()
        missing = reason.endswith(os.strerror(errno.ENOENT))
        raise StepFailed(
            _("the coding agent ended: {reason}").format(reason=reason),
            remedy=_(
                "install it where the sandbox sees it, or say below delegates in company.yaml where it is"
            )
            if missing
            else "",
        )
