"""Permissions: what an agent wants to do in the middle of its work and the founder has to allow first.

The attempt waits. When the process ends meanwhile it is broken off, and the next worker begins it again; the same call
then finds the answer, since a request's id follows from what is asked.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, Never

from superindividual.engine.asking import Asking
from superindividual.ids import RequestId, StepId, digest_of, request_id, whole_step
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.stake import stake_of
from superindividual.tools.permission import Permission, Wanted


class Stuck:
    """Whether an attempt waits for the founder in a process that is to end; `request` is what it waits for."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.request = ""

    async def here(self, request: str) -> Never:
        """Say so, and wait to be broken off."""
        self.request = request
        self._event.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def wait(self) -> None:
        """Until an attempt is stuck."""
        await self._event.wait()


class Permissions:
    """What one attempt asks for."""

    def __init__(self, asking: Asking, attempt: int, stuck: Stuck) -> None:
        self._asking = asking
        self._desk = asking.desk
        self._attempt = attempt
        self._stuck = stuck
        self._asked: Counter[str] = Counter()
        """How often the same was asked for in this attempt: each time is a question of its own."""

    async def ask(self, wanted: Wanted) -> Permission:
        """Ask the founder and wait for the decision."""
        self._asked[wanted.binding] += 1
        decision = await self._decided(self._opened(wanted, self._asked[wanted.binding]))
        if decision is None or decision.verb == "stop":
            by = decision.by if decision else "stop"
            self._desk.journal.runs.ask_to_stop(self._desk.run.id, by)
            return Permission(False, "the run ends")
        return Permission(decision.verb == "approve", decision.feedback)

    def close(self) -> None:
        """Close what an attempt asked for that is over: an answer would move nothing."""
        desk = self._desk
        desk.journal.decisions.close_permissions(desk.run.id, StepId(whole_step(desk.step.id)))

    def _opened(self, wanted: Wanted, nth: int) -> Request:
        desk = self._desk
        binding = digest_of([wanted.binding, self._attempt, nth])
        spent = desk.journal.usage.of(desk.run.id).usd
        return desk.journal.decisions.open(
            request_id(desk.run.id, desk.step.id, "permission", binding),
            run=desk.run.id,
            step=StepId(whole_step(desk.step.id)),
            version=0,
            kind="permission",
            binding=binding,
            question=self._question(wanted),
            risk=2,
            stake=stake_of(spent, 2, None),
        )

    def _question(self, wanted: Wanted) -> dict[str, Any]:
        desk = self._desk
        return {
            "product": desk.run.product,
            "step": desk.step.id,
            "agent": desk.step.agent,
            "deliver": desk.step.deliver,
            "reason": wanted.why,
            "summary": wanted.summary,
            "tool": wanted.tool,
            "arguments": dict(wanted.arguments),
            "outside": list(wanted.outside),
            "labels": list(wanted.labels),
            "files": len(wanted.files),
            "verdicts": {},
        }

    async def _decided(self, request: Request) -> Decision | None:
        """The decision; None when the request was closed without one, or the run goes no further."""
        watch, decisions = self._desk.context.watch, self._desk.journal.decisions
        while True:
            if decision := decisions.decision(request.id):
                return decision
            if decisions.request(request.id).closed or self._desk.stopping:
                return None
            await self._asking.answer_questions(request.id)
            left = self._asking.seconds_left(request.id)
            if left is not None and left <= 0:
                self._asking.time_out(request.id)
            elif not await watch.until(lambda: self._moved(request), within=left):
                await self._stuck.here(request.id)

    def _moved(self, request: Request) -> bool:
        decisions = self._desk.journal.decisions
        return bool(
            decisions.request(request.id).closed
            or self._desk.stopping
            or decisions.questions(RequestId(request.id), open_only=True)
        )
