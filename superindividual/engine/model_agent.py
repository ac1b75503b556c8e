"""ModelAgent: a model plays the role card, through LangChain's agent loop and our tools."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context
from typing import Any, TypeVar

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse, hook_config
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.runtime import Runtime

from superindividual.engine.budget import Budget
from superindividual.engine.prompt import assignment, fenced, instructions, question
from superindividual.errors import ModelError, StepFailed
from superindividual.ids import StepId, digest_of, whole_step
from superindividual.journal.journal import Journal
from superindividual.models.price import Price, Tokens
from superindividual.specs.expansion import around
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


Answer = TypeVar("Answer")
"""What a call gives: a message, or LangChain's envelope around one."""


class ModelAgent:
    """One endpoint's model for all cards; calls are counted against the run's budget and stand in the journal."""

    def __init__(
        self,
        chat: BaseChatModel,
        name: str,
        journal: Journal,
        budget: Callable[[Job], Budget],
        price: Price | None = None,
    ) -> None:
        self._chat = chat
        self._name = name
        self._journal = journal
        self._budget = budget
        self._price = price

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
            middleware=[_Harness(self, job, toolbox)],
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
        return (await self.call(job, lambda: self._chat.ainvoke(messages), lambda answer: answer)).text

    async def call(
        self, job: Job, ask: Callable[[], Awaitable[Answer]], message: Callable[[Answer], AIMessage]
    ) -> Answer:
        """Make one call within the budget and record what it took, also when it failed."""
        usage = self._journal.usage
        of_parts = [usage.of(job.run, StepId(part)) for part in around(job.step)]
        self._budget(job).allow(usage.of(job.run), usage.of(job.run, whole_step(job.step)), of_parts)
        began = time.monotonic()
        try:
            answer = await ask()
        except ModelError as error:
            self._record(job, None, time.monotonic() - began, error.outcome)
            raise
        self._record(job, message(answer), time.monotonic() - began, "answered")
        return answer

    def _record(self, job: Job, answer: AIMessage | None, seconds: float, outcome: str) -> None:
        used = _taken(answer)
        usd = self._price.cost(used, self._journal.clock()) if self._price else None
        tokens = {"input_tokens": used.read, "output_tokens": used.written}
        with self._journal.transaction():
            self._journal.usage.add(
                job.run,
                job.step,
                job.attempt,
                self._name,
                usd=usd,
                seconds=seconds,
                outcome=outcome,
                **tokens,
            )
            self._journal.events.append(
                "model.called", run=job.run, step=job.step, model=self._name, outcome=outcome, **tokens
            )


class _Harness(AgentMiddleware[Any, Any, Any]):
    """Stands between the loop and both the model and the tools."""

    def __init__(self, agent: ModelAgent, job: Job, toolbox: Toolbox) -> None:
        super().__init__()
        self._agent = agent
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
        return await self._agent.call(self._job, lambda: handler(request), _message)

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


def _taken(answer: AIMessage | None) -> Tokens:
    """The tokens that an endpoint says it took; none for a call that failed."""
    used = answer.usage_metadata if answer else None
    if used is None:
        return Tokens(0, 0)
    cached = used.get("input_token_details", {}).get("cache_read", 0)
    return Tokens(used["input_tokens"], used["output_tokens"], cached)


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
