"""Writer: a model whose endpoint calls no tools: it reads all in one message, and answers with the whole deliverable."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage

from superindividual.engine.meter import Asked, Meter
from superindividual.engine.prompt import instructions, whole_assignment
from superindividual.engine.strategy import Strategy, refuses_form
from superindividual.engine.written import FORM, RESPONSE, alone, hand_over, is_object
from superindividual.errors import ModelError, StepFailed
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox

_ANSWERS = 3
"""Of one attempt: the first, and two that mend it."""
_NO_OBJECT = f"That is not one whole JSON object, so nothing was handed over. Answer with nothing but the object: {FORM}"


class Writer:
    """Lets a model write one object, and tells it what is wrong with that, a few times."""

    def __init__(self, chat: BaseChatModel, meter: Meter) -> None:
        self._chat = chat
        self._meter = meter

    async def work(self, job: Job, toolbox: Toolbox, strategy: Strategy, why: str) -> AIMessage:
        """The answer that handed over; what it says stands in the draft and in `toolbox.submission`.

        Args:
            job: what is to be done.
            toolbox: makes the calls that the answer says.
            strategy: "schema" or "words".
            why: the reason that it calls no tools, for the founder.

        Raises:
            ModelError: a call ended without a usable answer.
            BudgetExceeded: a limit of the run is reached.
            StepFailed: no object that could be handed over, in three answers.
        """
        self._meter.written(job, strategy, why)
        messages: list[AnyMessage] = [
            SystemMessage(instructions(job, by_tools=False)),
            HumanMessage(whole_assignment(job)),
        ]
        fault = ""
        for answer in range(_ANSWERS):
            said, strategy = await self._asked(job, messages, strategy)
            text = alone(said.text)
            fault = await hand_over(text, toolbox, proved=not answer)
            if toolbox.submission:
                if text != said.text:
                    self._meter.written(job, "between", one_line(said.text, 200))
                return said
            if not is_object(text):
                strategy, fault = "words", _NO_OBJECT  # an endpoint that lets this pass holds to no schema
            messages = [*messages, said, HumanMessage(fault)]
        raise StepFailed(
            _("the model handed over nothing that could be used, in {count} answers; the last: {why}").format(
                count=_ANSWERS, why=one_line(fault, 200)
            ),
            remedy=_("let a model that calls tools do the step"),
        )

    async def _asked(
        self, job: Job, messages: list[AnyMessage], strategy: Strategy
    ) -> tuple[AIMessage, Strategy]:
        """The answer, and in which form it was asked for: one that is refused as such is asked for in words."""
        form: dict[str, Any] = {"response_format": RESPONSE} if strategy == "schema" else {}
        try:
            said = await self._meter.call(
                job, Asked(messages), lambda: self._chat.ainvoke(messages, **form), lambda said: said
            )
        except ModelError as error:
            if strategy == "words" or not refuses_form(error):
                raise
            self._meter.written(job, "words", error.message)
            return await self._asked(job, messages, "words")
        return said, strategy
