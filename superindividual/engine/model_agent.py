"""ModelAgent: a model plays the role card, through LangChain's agent loop and our tools."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextvars import Context
from functools import partial
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import StructuredTool

from superindividual.engine.compaction import Compaction
from superindividual.engine.harness import Harness, tool_message
from superindividual.engine.meter import Asked, Meter
from superindividual.engine.prompt import assignment, instructions, question
from superindividual.engine.strategy import Unfit, refuses_form, strategy_of, without_tools
from superindividual.engine.transcript import Transcript
from superindividual.engine.writer import Writer
from superindividual.engine.written import WITHOUT_TOOLS, hand_over
from superindividual.errors import ModelError, StepFailed
from superindividual.models.directory import named
from superindividual.models.need import Need
from superindividual.models.outcome import another_way
from superindividual.specs.quirks import Quirks
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.agent import Handed
from superindividual.tools.founder import NAME as ASK_FOUNDER
from superindividual.tools.founder import Standing
from superindividual.tools.job import Job
from superindividual.tools.tool import ToolResult
from superindividual.tools.toolbox import Toolbox

_REMINDERS = 2
_REMINDER = (
    "Nothing has been handed over. If the work stands, call `submit`; if not, go on with the tools."
    " Text alone is kept nowhere."
)


class ModelAgent:
    """One endpoint's model for all cards; calls are counted against the run's budget and stand in the journal."""

    def __init__(
        self,
        chat: BaseChatModel,
        name: str,
        meter: Meter,
        transcript: Transcript,
        quirks: Callable[[Need], Quirks] = lambda _need: Quirks(),
    ) -> None:
        """`quirks` are those of the model that would be asked first."""
        self._chat = chat
        self._name = name
        self._meter = meter
        self._transcript = transcript
        self._quirks = quirks

    async def work(self, job: Job, toolbox: Toolbox) -> Handed:
        """Let the model work until it hands over, in the strongest form that its endpoint takes.

        Raises:
            ModelError: a call ended without a usable answer.
            BudgetExceeded: a limit of the run is reached.
            StepFailed: no submission within the card's turns, or the model does not find into its tools.
        """
        _refuse_mute(job, toolbox.schemas())
        quirks = self._quirks(Need(job.model, job.labels))
        strategy, why = strategy_of(quirks), _("its endpoint calls no tools")
        if strategy == "tools":
            try:
                return self._handed(toolbox, await self._by_tools(job, toolbox, quirks))
            except Unfit as unfit:
                strategy, why = without_tools(quirks), str(unfit)
        said = await Writer(self._chat, self._meter).work(job, toolbox, strategy, why)
        return self._handed(toolbox, said)

    def _handed(self, toolbox: Toolbox, said: AIMessage) -> Handed:
        """What was handed over, by the model that gave the last answer."""
        assert toolbox.submission
        summary, claims = toolbox.submission
        return Handed(
            summary, claims, f"model/{named(said.response_metadata.get('called', {})) or self._name}"
        )

    async def _by_tools(self, job: Job, toolbox: Toolbox, quirks: Quirks) -> AIMessage:
        compaction = Compaction(partial(self._meter.compacted, job))
        harness = Harness(self._meter, self._transcript, job, toolbox, compaction)
        loop = create_agent(
            self._chat,
            [_offered(schema) for schema in toolbox.schemas()],
            system_prompt=instructions(job),
            middleware=[harness],
        )
        messages = await self._beginning(job, toolbox, harness)
        for reminder in range(_REMINDERS + 1):
            try:
                ended = await _apart(
                    loop.ainvoke({"messages": [*messages]}, RunnableConfig(recursion_limit=10_000))
                )
            except ModelError as error:
                if harness.turns == 1 and refuses_form(error):
                    raise Unfit(error.message) from error
                raise
            messages = ended["messages"]
            fault = "" if toolbox.submission else await hand_over(messages[-1].text, toolbox)
            if toolbox.submission:
                return _last(messages)
            if reminder and not fault and not _has_called(messages) and without_tools(quirks) == "schema":
                raise Unfit(_("it was offered tools and calls none"))
            messages = [*messages, HumanMessage(fault or _reminding(messages))]
        last = one_line(messages[-2].text, 200)
        raise StepFailed(
            _("the model never handed over; its last words: “{words}”").format(words=last),
            remedy=another_way(),
        )

    async def _beginning(self, job: Job, toolbox: Toolbox, harness: Harness) -> list[AnyMessage]:
        """The assignment; or the conversation in which this attempt asked the founder, with the answer."""
        founder = toolbox.founder
        standing = founder.standing() if founder else None
        if founder is None or standing is None:
            return [HumanMessage(assignment(job))]
        conversation = self._transcript.conversation(standing.messages)
        harness.resume(conversation, standing.turns)
        said = await founder.answered()
        return [*conversation, *_results(conversation[-1], standing, said)]

    async def answer(self, job: Job, question_asked: str) -> str:
        """Answer the founder's question; raises ModelError or BudgetExceeded."""
        messages = [SystemMessage(job.agent.prompt), HumanMessage(question(job, question_asked))]
        asked = Asked(messages)
        return (
            await self._meter.call(job, asked, lambda: self._chat.ainvoke(messages), lambda said: said)
        ).text


def _reminding(messages: list[AnyMessage]) -> str:
    """A model that has called no tool yet may have an endpoint that knows none."""
    return _REMINDER if _has_called(messages) else f"{_REMINDER}\n{WITHOUT_TOOLS}"


def _has_called(messages: list[AnyMessage]) -> bool:
    return any(isinstance(message, AIMessage) and message.tool_calls for message in messages)


def _last(messages: list[AnyMessage]) -> AIMessage:
    """What the model said last."""
    return next(m for m in reversed(messages) if isinstance(m, AIMessage))


def _results(asking: AnyMessage, standing: Standing, said: str) -> Iterator[ToolMessage]:
    """What the calls of the asking message gave: those before it as they were, its own, and none after it."""
    assert isinstance(asking, AIMessage)
    for call in asking.tool_calls:
        name, number = call["name"], call["id"] or ""
        if number == standing.call:
            yield tool_message(ASK_FOUNDER, number, ToolResult(True, said))
        elif number in standing.results:
            content, ok = standing.results[number]
            yield ToolMessage(content, name=name, tool_call_id=number, status="success" if ok else "error")
        else:
            unmade = ToolResult(
                False, "not made: the founder was asked first. Make the call if you still want it"
            )
            yield tool_message(name, number, unmade)


def _refuse_mute(job: Job, schemas: Sequence[dict[str, Any]]) -> None:
    """Raise StepFailed where the card grants nothing to write with: every call would be paid for nothing."""
    if not any(schema["function"]["name"] == "write_file" for schema in schemas):
        raise StepFailed(
            _("the role card of {agent} grants no tool to write files with").format(agent=job.agent.name),
            remedy=_("add write_file (or Write) to its tools"),
        )


async def _apart(conversation: Coroutine[Any, Any, Any]) -> Any:
    """Run the loop outside the step's graph, whose checkpoints it would inherit: a conversation is never state.

    (`checkpointer=False` would say the same, but fails below durability="sync" in langgraph 1.2.22.)
    """
    return await asyncio.create_task(conversation, context=Context())


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
