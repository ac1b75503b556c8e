"""An effect step: what leaves the company is put together, shown, decided, and only then performed from stored bytes."""

from __future__ import annotations

import asyncio
from typing import Any

from langgraph.types import Command, interrupt

from superindividual.approvals.permit import Refusal, ask_again
from superindividual.approvals.policy import denied
from superindividual.clock import parse
from superindividual.engine.executor import Executor
from superindividual.engine.offer import offer
from superindividual.engine.outgoing import outward_of
from superindividual.engine.state import StepState
from superindividual.engine.step import StepNodes
from superindividual.errors import SuperindividualError, disk_fault
from superindividual.ids import RequestId
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.runs import StepRecord
from superindividual.journal.versions import Version
from superindividual.text import gettext as _


class EffectNodes(StepNodes):
    """The same five nodes; the work is to put the action together and ask, the record is to carry it out."""

    async def recall(self, state: StepState) -> Command[Any]:
        """Nothing is recalled: an effect takes only what was approved."""
        begun = self._begun(state)
        return begun if isinstance(begun, Command) else Command(goto="work", update=begun)

    async def work(self, state: StepState) -> Command[Any]:
        """Put together what would leave and ask about it, unless that was done."""
        desk = self.desk
        if self._left(state) or self._denied():
            return self._leave()
        standing = next((v for v in desk.versions() if v.attempt == state["attempt"]), None)
        if standing:
            return self._to_decide(standing, self._asked_about(standing))
        ended = desk.journal.runs.steps(desk.run.id)
        sources = {s: ended[s].digest for s in desk.step.from_ if ended[s].digest}
        if not sources:
            self.ending.skip(
                _("nothing to let out: {steps} handed nothing over").format(steps=", ".join(desk.step.from_))
            )
            return self._leave()
        try:
            made = await asyncio.to_thread(offer, desk, state["attempt"], sources)  # type: ignore[arg-type]
        except SuperindividualError as error:
            if disk_fault(error):  # the founder can say nothing that would mend it
                raise
            return self._asked(state, self._failed(state["attempt"], error))
        return self._to_decide(*made)

    async def check(self, state: StepState) -> Command[Any]:
        """The answers were given when the request was opened."""
        del state
        return Command(goto="work")

    def _to_decide(self, version: Version, request: Request) -> Command[Any]:
        return Command(goto="decide", update={"version": version.version, "request": request.id})

    def _asked_about(self, version: Version) -> Request:
        """The newest question about a version: whether it may leave, or whether it arrived."""
        requests = self.desk.journal.decisions.of_step(self.desk.run.id, self.desk.step.id)
        return [r for r in requests if r.version == version.version][-1]

    def _denied(self) -> bool:
        """Leave the step out when the company lets nothing of its class out; looked at again after the decision."""
        if not denied(self.desk.context.policy(), outward_of(self.desk)):
            return False
        self.ending.skip(_("company.yaml denies {effect}").format(effect=self.desk.step.effect))
        return True

    async def decide(self, state: StepState) -> Command[Any]:
        """Wait for the decision, then until it can no longer be withdrawn."""
        while True:
            followed = await super().decide(state)
            if followed.goto != "record" or await self._stands(RequestId(state["request"])):
                return followed

    async def _stands(self, request: RequestId) -> bool:
        """Whether an approval was left standing for the time that the founder has to withdraw it."""
        while (decision := self.asking.decision(request)) and (left := self._undo_left(decision)) > 0:
            if not await self.desk.context.watch.until(lambda: not self._undoable(request), within=left):
                interrupt({"undo": request})
            if self.desk.halting:
                break
        return self.asking.decision(request) is not None

    def _undoable(self, request: RequestId) -> bool:
        """Whether the founder still has time, and nothing else has happened."""
        decision = self.asking.decision(request)
        return decision is not None and not self.desk.halting and self._undo_left(decision) > 0

    def _undo_left(self, decision: Decision) -> float:
        request = self.desk.journal.decisions.request(decision.request)
        if decision.final or request.kind != "effect" or decision.who in ("policy", "grant"):
            return 0
        passed = (self.desk.journal.clock() - parse(decision.at)).total_seconds()
        return self.desk.context.policy().spec.undo_seconds - passed

    def _refused(self, state: StepState, refusal: Refusal, request: Request) -> Command[Any]:
        """Leave the step out, or ask the founder again."""
        desk = self.desk
        if refusal.final:
            self.ending.skip(
                _("company.yaml denies {effect}").format(effect=desk.step.effect)
                if refusal.why == "denied"
                else _("no compliance report stands for what would leave")
            )
            return self._leave()
        again = ask_again(desk.journal, desk.context.policy(), request, refusal)
        return Command(goto="decide", update={**state, "request": again.id})

    def _follow(self, state: StepState, verb: str) -> Command[Any]:
        """A refused effect does not happen; what could not be put together is tried again, or left."""
        decision = self.asking.decision(state["request"])
        assert decision is not None
        if self.desk.journal.decisions.request(decision.request).kind == "arrival":
            return Command(goto="record")
        if state["version"] == 0 and verb == "reject" and decision.who != "timeout":
            return self._anew(state)
        if verb == "reject":
            self.ending.learn_refusal(decision, state["version"])
            self.ending.skip(_("refused: {feedback}").format(feedback=decision.feedback))
            return self._leave()
        if state["version"] == 0:
            self.ending.skip(_("the founder went on without it"))
            return self._leave()
        return Command(goto="record")

    def _anew(self, state: StepState) -> Command[Any]:
        """Put it together once more, for a new decision."""
        return Command(goto="work", update={**state, "attempt": state["attempt"] + 1})

    async def record(self, state: StepState) -> Command[Any]:
        """Carry out what was approved, through the outbox; what did not go out, or may have, is asked about."""
        desk = self.desk
        request = self.asking.standing(state["request"])
        decision = self.asking.decision(request.id)
        if decision is None:
            return Command(goto="decide", update=state)
        if self._unbegun(request) and (desk.halting or self._denied()):
            return self._leave()
        executor = Executor(desk)
        outcome = await executor.carry_out(request, decision)
        if outcome.state == "done":
            self._ended(state, request)
            return self._leave()
        if outcome.state == "withdrawn":
            return Command(goto="decide", update=state)
        if outcome.state == "unknown":
            asked = executor.ask_about(request)
            return Command(goto="decide", update={**state, "request": asked.id})
        if outcome.state == "failed":
            return self._anew(state)
        if executor.refusal and request.kind == "effect":
            return self._refused(state, executor.refusal, request)
        return self._leave()  # held: the run halts and goes on later

    def _unbegun(self, request: Request) -> bool:
        """Whether nothing of it can have left."""
        effect = self.desk.journal.outbox.of_request(request.id)
        return request.kind == "effect" and (effect is None or effect.state == "intent")

    def _ended(self, state: StepState, request: Request) -> None:
        desk = self.desk
        version = desk.journal.versions.get(desk.run.id, desk.step.id, state["version"])
        kind = f"effect:{desk.step.effect}"
        approval = str(request.question.get("of", request.id))
        desk.journal.runs.record_step(
            desk.run.id,
            StepRecord(desk.step.id, "done", version.digest, kind, version.version, approval, None, "", ""),
        )
        desk.context.watch.wake()
