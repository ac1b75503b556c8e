"""Harness: stands between LangChain's agent loop and both the model and the tools, for one attempt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse, hook_config
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.runtime import Runtime

from superindividual.engine.compaction import Compaction
from superindividual.engine.guidance import NAME as READ_SKILL
from superindividual.engine.meter import Asked, Meter
from superindividual.engine.pictures import KEY, with_pictures
from superindividual.engine.prompt import fenced
from superindividual.engine.transcript import Transcript
from superindividual.engine.written import without_evidence
from superindividual.errors import ModelError, PolicyDenied, StepFailed
from superindividual.ids import digest_of
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.founder import NAME as ASK_FOUNDER
from superindividual.tools.founder import Question, Standing
from superindividual.tools.job import Job
from superindividual.tools.tool import ToolResult
from superindividual.tools.toolbox import Toolbox

_SAME_CALL = 3
"""The same call with the same arguments, this often in a row, or the same few in turn: the model is going round in circles."""
_MOST_IN_TURN = 4
_MOST_REFUSED = 12
"""Calls refused in a row, whatever they are: the model does not find into its tools."""


_FOUNDERS = frozenset({ASK_FOUNDER, READ_SKILL})
"""Tools whose answers are the founder's own words, or files that they put there: these instruct."""


class Harness(AgentMiddleware[Any, Any, Any]):
    """Counts turns and cost, keeps the conversation small enough, and lets the toolbox make every call."""

    def __init__(
        self, meter: Meter, transcript: Transcript, job: Job, toolbox: Toolbox, compaction: Compaction
    ) -> None:
        super().__init__()
        self._meter = meter
        self._transcript = transcript
        self._job = job
        self._toolbox = toolbox
        self._compaction = compaction
        self.turns = 0
        self._one_at_a_time = asyncio.Lock()
        self._made_last: list[str] = []
        self._refused = 0
        self._reminded = False
        self._conversation: list[AnyMessage] = []
        self._results: dict[str, Any] = {}
        self._asking = ""
        if toolbox.founder:
            toolbox.founder.remember(self._standing)

    def resume(self, conversation: list[AnyMessage], turns: int) -> None:
        """Go on where an earlier process stood."""
        self._conversation, self.turns = conversation, turns

    @hook_config(can_jump_to=["end"])
    async def abefore_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """End the loop once the work is handed over."""
        return {"jump_to": "end"} if self._toolbox.submission else None

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """Count the turn and the cost; what has grown too long is asked once more, shortened."""
        self.turns += 1
        if self.turns > self._job.agent.max_turns:
            raise StepFailed(
                _("no handing over within {turns} turns").format(turns=self._job.agent.max_turns),
                remedy=_("raise maxTurns on the card, or make the task smaller"),
            )
        try:
            answer = await self._call(request, handler)
        except ModelError as error:
            if error.outcome != "overflow" or not self._compaction.harder(request.messages):
                raise
            answer = await self._call(request, handler)
        self._conversation, self._results = [*request.messages, message_of(answer)], {}
        return answer

    async def _call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        told = with_pictures(self._compaction.shown(request.messages), self._transcript.picture)
        shown = request.override(messages=told)
        messages = [*([shown.system_message] if shown.system_message else []), *shown.messages]
        asked = Asked(messages, self._toolbox.schemas())
        return await self._meter.call(self._job, asked, lambda: handler(shown), message_of)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> ToolMessage:
        """Let the toolbox authorise and make the call: one at a time, in the model's order."""
        call = request.tool_call
        async with self._one_at_a_time:
            self._asking = call["id"] or ""
            result = await self._made(call["name"], call["args"])
            self._count(result)
            said = tool_message(call["name"], self._asking, result)
            if result.picture:
                said.additional_kwargs[KEY] = self._transcript.keep_picture(result.picture)
            self._results[self._asking] = [said.content, said.status == "success"]
        return said

    async def _made(self, name: str, arguments: Any) -> ToolResult:
        circling = await self._circling(name, arguments)
        if circling is not None:
            return circling
        unproved = self._without_evidence(name, arguments)
        told = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": one_line(name, 64)}
        with self._meter.tracing.within(self._job, f"execute_tool {one_line(name, 64)}", told) as mark:
            self._meter.turnstile.give_up(self._job.run)  # a tool may take long
            result = unproved or await self._toolbox.call(name, arguments)
            mark(error="" if result.ok else "refused")
        return result

    def _count(self, result: ToolResult) -> None:
        self._refused = 0 if result.ok else self._refused + 1
        if self._refused >= _MOST_REFUSED:
            raise StepFailed(
                _("{count} calls of the model were refused in a row; the last: {why}").format(
                    count=self._refused, why=one_line(result.content, 200)
                ),
                remedy=_("name the tools it needs on its card, or let another model do the step"),
            )

    async def _circling(self, name: str, arguments: Any) -> ToolResult | None:
        """What the founder says of the same call made again and again; None where it is not."""
        self._made_last = [*self._made_last, digest_of([name, arguments])][-_SAME_CALL * _MOST_IN_TURN :]
        few = in_turn(self._made_last)
        if not few:
            return None
        self._made_last = []
        failed = StepFailed(_("the model makes the same call again and again"))
        if self._toolbox.founder is None:
            raise failed
        asked = (
            _("the same call, {count} times in a row: {call}. What shall it do instead?")
            if few == 1
            else _("the same {few} calls in turn, {count} times; the last: {call}. What shall it do instead?")
        ).format(few=few, count=_SAME_CALL, call=one_line(f"{name}({arguments})", 300))
        try:
            return ToolResult(True, await self._toolbox.founder.ask(Question(question=asked), circles=True))
        except PolicyDenied as error:
            raise failed from error

    def _without_evidence(self, name: str, arguments: Any) -> ToolResult | None:
        """A handing over with claims that name no evidence comes back, once; after that they count as asserted only."""
        claims = arguments.get("claims") if name == "submit" and isinstance(arguments, dict) else None
        bare = "" if self._reminded else without_evidence(claims)
        self._reminded = self._reminded or bool(bare)
        return ToolResult(False, bare) if bare else None

    def _standing(self) -> Standing:
        """Where the attempt stands while a call is made."""
        kept = tuple(self._transcript.keep_conversation(self._conversation))
        return Standing(kept, dict(self._results), self._asking, self.turns)


def in_turn(calls: list[str]) -> int:
    """How many calls were made again and again, one after the other, up to the last of these; 0 where none were."""
    for few in range(1, _MOST_IN_TURN + 1):
        last = calls[-few * _SAME_CALL :]
        if len(last) == few * _SAME_CALL and last == last[:few] * _SAME_CALL:
            return few
    return 0


def message_of(response: ModelResponse[Any]) -> AIMessage:
    """The answer in LangChain's envelope."""
    message = response.result[-1]
    assert isinstance(message, AIMessage)
    return message


def tool_message(name: str, call: str, result: ToolResult) -> ToolMessage:
    """A call's result as the model is told it: material is fenced, the founder's own words are not."""
    if not result.ok:
        content = f"Refused: {fenced(result.content) if result.outside else result.content}"
    else:
        content = result.content if name in _FOUNDERS else fenced(result.content)
    status: Any = "success" if result.ok else "error"
    return ToolMessage(content, name=name, tool_call_id=call, status=status)
