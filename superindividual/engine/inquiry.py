"""Asking the founder in the middle of an attempt: a typed question in the inbox, whose answer comes back into the same attempt.

The conversation and the files stand in the object store before anybody waits, so whichever worker finds the answer goes on
from there. An answer is words for the agent: no decision about a deliverable or an effect reads it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from superindividual.engine.asking import Asking
from superindividual.engine.permissions import Stuck
from superindividual.errors import PolicyDenied
from superindividual.ids import Digest, StepId, canonical, digest_of, request_id, whole_step
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.inquiries import Inquiry
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools import founder
from superindividual.tools.founder import Question, Standing
from superindividual.tools.tool import Tool
from superindividual.workspace.draft import Draft

MOST = 5
"""Questions of one attempt: an agent that asks more has not understood its task."""

FIELD = "answer"


class Founder:
    """Asks on behalf of one attempt."""

    def __init__(self, asking: Asking, attempt: int, stuck: Stuck) -> None:
        self._asking = asking
        self._desk = asking.desk
        self._attempt = attempt
        self._stuck = stuck
        self._standing: Callable[[], Standing] | None = None
        self.draft: Draft | None = None
        self.learnt: Callable[[], Mapping[str, list[str]]] = dict
        """What the attempt has read so far: `outside`, the sources, and `looked_up`, records of the memory."""

    def tool(self) -> Tool:
        """`ask_founder`."""
        return Tool(founder.NAME, founder.DESCRIPTION, Question, self.ask)

    def remember(self, standing: Callable[[], Standing]) -> None:
        """Take from there what the attempt goes on from, whenever it asks."""
        self._standing = standing

    async def ask(self, question: Question, *, circles: bool = False) -> str:
        """The founder's words; waits for them. Raises PolicyDenied when the attempt has asked as often as it may."""
        asked = self._asked()
        if len(asked) >= MOST:
            raise PolicyDenied(
                f"the founder was asked {MOST} times in this attempt",
                remedy="decide yourself, and name what you assumed",
            )
        kept = await asyncio.to_thread(self._kept)
        request = self._opened(question, len(asked) + 1, kept, circles=circles)
        return self._said(await self._decided(request))

    def standing(self) -> Standing | None:
        """Where this attempt stood when it last asked; None when it asked nothing."""
        kept = self._last_kept()
        if kept is None or not kept["messages"]:
            return None
        return Standing(tuple(kept["messages"]), kept["results"], kept["call"], kept["turns"])

    def files(self) -> dict[str, bytes] | None:
        """The files of the attempt as they were when it last asked; None when it asked nothing."""
        kept, objects = self._last_kept(), self._desk.context.objects
        return {p: objects.get(Digest(d)) for p, d in kept["files"].items()} if kept else None

    def learnt_before(self) -> Mapping[str, list[str]]:
        """What the attempt had read when it last asked, which the process that goes on has not read itself."""
        kept = self._last_kept() or {}
        found: Mapping[str, list[str]] = kept.get("learnt", {})
        return found

    async def answered(self) -> str:
        """The answer to what the attempt asked last; waits for it."""
        last = self._asked()[-1]
        return self._said(await self._decided(self._desk.journal.decisions.request(last.request)))

    def _asked(self) -> list[Inquiry]:
        found = self._desk.journal.inquiries.of(self._desk.run.id, self._desk.step.id)
        return [one for one in found if one.attempt == self._attempt]

    def _last_kept(self) -> dict[str, Any] | None:
        asked = self._asked()
        if not asked:
            return None
        kept: dict[str, Any] = json.loads(self._desk.context.objects.get(asked[-1].conversation))
        return kept

    def _kept(self) -> Digest:
        """Store what the attempt goes on from."""
        objects = self._desk.context.objects
        standing = self._standing() if self._standing else Standing((), {}, "")
        files = self.draft.files() if self.draft else {}
        stored = {path: objects.put(content) for path, content in files.items()}
        return objects.put(canonical({**asdict(standing), "files": stored, "learnt": dict(self.learnt())}))

    def _opened(self, question: Question, nth: int, kept: Digest, *, circles: bool) -> Request:
        desk = self._desk
        binding = digest_of([desk.step.id, self._attempt, nth, question.model_dump(mode="json")])
        with desk.journal.transaction():
            request = desk.journal.decisions.open(
                request_id(desk.run.id, desk.step.id, "question", binding),
                run=desk.run.id,
                step=StepId(whole_step(desk.step.id)),
                version=0,
                kind="question",
                binding=binding,
                question=self._question(question, circles=circles),
                risk=0,
            )
            desk.journal.inquiries.add(
                desk.run.id, desk.step.id, Inquiry(request.id, self._attempt, nth, kept)
            )
        return request

    def _question(self, question: Question, *, circles: bool) -> dict[str, Any]:
        desk = self._desk
        field = FieldSpec(
            type=question.answer,
            required=True,
            choices=tuple(question.choices),
            description=_("what the agent is told"),
        )
        return {
            "product": desk.run.product,
            "step": desk.step.id,
            "agent": desk.step.agent,
            "deliver": desk.step.deliver,
            "summary": question.question,
            "reason": "circles" if circles else "asked",
            "files": 0,
            "verdicts": {},
            "form": {FIELD: field.model_dump(mode="json")},
        }

    async def _decided(self, request: Request) -> Decision | None:
        """The decision; None when the request was closed without one, or the run goes no further."""
        watch, decisions = self._desk.context.watch, self._desk.journal.decisions

        def moved() -> bool:
            return bool(decisions.request(request.id).closed or self._desk.stopping)

        if not await watch.until(moved):
            await self._stuck.here(request.id)
        return decisions.decision(request.id)

    def _said(self, decision: Decision | None) -> str:
        if decision is None:
            return "The founder gave no answer, and the question is closed. Go on without."
        if decision.verb == "stop":
            self._desk.journal.runs.ask_to_stop(self._desk.run.id, decision.by)
            return "The founder stops the run."
        return answer_of(decision)


def answer_of(decision: Decision) -> str:
    """What the founder said, as the agent is told it."""
    if decision.verb == "reject":
        return f"The founder gives none of the answers that you asked for, but says: {decision.feedback}"
    return f"The founder answers: {decision.form.get(FIELD, '')}"


def told(question: Mapping[str, Any], decision: Decision) -> str:
    """Question and answer, for a later attempt that did not ask itself."""
    return f"asked “{one_line(question['summary'], 400)}”: {answer_of(decision)}"
