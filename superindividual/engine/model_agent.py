"""ModelAgent: a model plays the role card, through LangChain's agent loop and our tools."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse, hook_config
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.runtime import Runtime

from superindividual.engine.meter import Asked, Meter
from superindividual.engine.prompt import assignment, fenced, instructions, question
from superindividual.errors import StepFailed
from superindividual.ids import digest_of
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.agent import Handed
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox

_REMINDERS = 2
_REMINDER = (
    "Nothing has been handed over. If the work stands, call `submit`; if not, go on with the tools."
    " Text alone is kept nowhere."
)
_SAME_CALL = 3
"""The same call with the same arguments, this often in a row: the model is going round in circles."""


class ModelAgent:
    """One endpoint's model for all cards; calls are counted against the run's budget and stand in the journal."""

    def __init__(self, chat: BaseChatModel, name: str, meter: Meter) -> None:
        self._chat = chat
        self._name = name
        self._meter = meter

    async def work(self, job: Job, toolbox: Toolbox) -> Handed:
        """Let the model work until it submits.

        Raises:
            ModelError: a call ended without a usable answer.
            BudgetExceeded: a limit of the run is reached.
            StepFailed: no submission within the card's turns, or the model goes round in circles.
        """
        loop = create_agent(
            self._chat,
            [_offered(schema) for schema in toolbox.schemas()],
            system_prompt=instructions(job),
            middleware=[_Harness(self._meter, job, toolbox)],
        )
        messages: list[AnyMessage] = [HumanMessage(assignment(job))]
        for _reminder in range(_REMINDERS + 1):
            ended = await _apart(
                loop.ainvoke({"messages": [*messages]}, RunnableConfig(recursion_limit=10_000))
            )
            if toolbox.submission:
                summary, claims = toolbox.submission
                return Handed(summary, claims, f"model/{self._name}")
            messages = [*ended["messages"], HumanMessage(_REMINDER)]
        last = one_line(messages[-2].text, 200)
        raise StepFailed(_("the model never handed over; its last words: {words}").format(words=last))

    async def answer(self, job: Job, question_asked: str) -> str:
        """Answer the founder's question; raises ModelError or BudgetExceeded."""
        messages = [SystemMessage(job.agent.prompt), HumanMessage(question(job, question_asked))]
        asked = Asked(messages)
        return (
            await self._meter.call(job, asked, lambda: self._chat.ainvoke(messages), lambda said: said)
        ).text


class _Harness(AgentMiddleware[Any, Any, Any]):
    """Stands between the loop and both the model and the tools."""

    def __init__(self, meter: Meter, job: Job, toolbox: Toolbox) -> None:
        super().__init__()
        self._meter = meter
        self._job = job
        self._toolbox = toolbox
        self._turns = 0
        self._one_at_a_time = asyncio.Lock()
        self._last, self._same = "", 0

    @hook_config(can_jump_to=["end"])
    async def abefore_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        """End the loop once the work is handed over."""
        return {"jump_to": "end"} if self._toolbox.submission else None

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """Count the turn and the cost."""
        self._turns += 1
        if self._turns > self._job.agent.max_turns:
            raise StepFailed(
                _("no handing over within {turns} turns").format(turns=self._job.agent.max_turns),
                remedy=_("raise maxTurns on the card, or make the task smaller"),
            )
        messages = [request.system_message, *request.messages] if request.system_message else request.messages
        asked = Asked(messages, self._toolbox.schemas())
        return await self._meter.call(self._job, asked, lambda: handler(request), _message)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> ToolMessage:
        """Let the toolbox authorise and make the call: one at a time, in the model's order."""
        call = request.tool_call
        async with self._one_at_a_time:
            self._guard(digest_of([call["name"], call["args"]]))
            result = await self._toolbox.call(call["name"], call["args"])
        content = fenced(result.content) if result.ok else f"Refused: {result.content}"
        status: Any = "success" if result.ok else "error"
        return ToolMessage(content, name=call["name"], tool_call_id=call["id"] or "", status=status)

    def _guard(self, call: str) -> None:
        self._same = self._same + 1 if call == self._last else 1
        self._last = call
        if self._same >= _SAME_CALL:
            raise StepFailed(_("the model makes the same call again and again"))


async def _apart(conversation: Coroutine[Any, Any, Any]) -> Any:
    """Run the loop outside the step's graph, whose checkpoints it would inherit: a conversation is never state.

    (`checkpointer=False` would say the same, but fails below durability="sync" in langgraph 1.2.22.)
    """
    return await asyncio.create_task(conversation, context=Context())


def _message(response: ModelResponse[Any]) -> AIMessage:
    message = response.result[-1]
    assert isinstance(message, AIMessage)
    return message


def _offered(schema: dict[str, Any]) -> StructuredTool:
    """The tool as the loop knows it; calls never reach it, since the harness takes them."""
    function = schema["function"]

    async def unreachable(**arguments: Any) -> str:
        raise AssertionError(f"{function['name']} was called past the harness with {sorted(arguments)}")

    return StructuredTool(
        name=function["name"],
        description=function["description"],
        args_schema=function["parameters"],
        coroutine=unreachable,
    )
