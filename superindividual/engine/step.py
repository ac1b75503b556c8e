"""The five nodes of a step: recall, work, check, decide, record.

Routing is decided inside the nodes and returned as `Command(goto=…)`: a conditional edge that raises is skipped in
silence on resume. The interrupt stands alone in `decide`. Each node looks into the journal before it does anything,
so that a node which is run again after a crash finds what it did.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from langgraph.graph import END
from langgraph.types import Command, interrupt

from superindividual.clock import parse
from superindividual.engine.asking import Asking
from superindividual.engine.desk import Desk, Judged, complaints
from superindividual.engine.ending import Ending
from superindividual.engine.equipment import Equipment
from superindividual.engine.inquiry import Founder
from superindividual.engine.permissions import Permissions, Stuck
from superindividual.engine.state import StepState
from superindividual.errors import (
    BudgetExceeded,
    ExpressionError,
    ModelError,
    OwnWorkReviewed,
    SuperindividualError,
    disk_fault,
)
from superindividual.ids import RequestId
from superindividual.journal.decisions import said
from superindividual.journal.versions import Version
from superindividual.specs.workflow import seconds
from superindividual.text import gettext as _
from superindividual.tools.agent import Declined, Handed
from superindividual.tools.provenance import Provenance
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.artifact import Deliverable
from superindividual.workspace.draft import Draft
from superindividual.workspace.repository import ProductRepository

Made = TypeVar("Made")

NODES = ("recall", "work", "check", "decide", "record")


class StepNodes:
    """The five nodes of a step that an agent works on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asking = Asking(desk)
        self.ending = Ending(desk)
        self.stuck = Stuck()

    async def recall(self, state: StepState) -> Command[Any]:
        """Collect what the company knows for the task."""
        begun = self._begun(state)
        if isinstance(begun, Command):
            return begun
        told = await asyncio.to_thread(self.desk.recall)
        self.desk.journal.events.append(
            "step.started",
            run=self.desk.run.id,
            step=self.desk.step.id,
            attempt=begun["attempt"],
            told=told,
        )
        return Command(goto="work", update={**begun, "told": told})

    def _begun(self, state: StepState) -> StepState | Command[Any]:
        """What the round begins with; a command where the step has ended, must wait, or is not wanted."""
        desk, now = self.desk, self.desk.round
        if desk.ended() or desk.halting or not desk.is_ready():
            return self._leave()
        attempt = state.get("attempt") or now.after_attempt + 1
        granted = state.get("granted") or now.after_attempt + desk.step.tries
        begun = StepState(round=now.number, attempt=attempt, granted=granted, told=[])
        try:
            unmet = desk.unmet()
        except ExpressionError as error:
            return self._asked(begun, self._failed(attempt, error))
        if unmet is None:
            return begun
        self.ending.skip(_("{condition} does not hold").format(condition=unmet))
        return self._leave()

    async def work(self, state: StepState) -> Command[Any]:
        """Let the agent make a version, unless this attempt's version stands already."""
        if self._left(state):
            return self._leave()
        attempt = state["attempt"]
        standing = next((v for v in self.desk.versions() if v.attempt == attempt), None)
        if standing:
            return Command(goto="check", update={"version": standing.version})
        try:
            outcome = await self._unless_left(state, self._tried(attempt, state.get("told", [])))
        except Exception as error:  # whatever else an agent's attempt breaks on is the attempt's failure; no interrupt is raised in it
            if disk_fault(error):
                raise
            return self._without_version(state, error)
        if self.stuck.request:
            interrupt({"request": self.stuck.request})
        if outcome is None:
            return self._leave()
        if isinstance(outcome, Declined):
            self.ending.skip(outcome.reason)
            return self._leave()
        return Command(goto="check", update={"version": outcome.version})

    def _left(self, state: StepState) -> bool:
        """Whether these nodes have nothing more to do: the run halts, or the step was sent back to a new round."""
        return self.desk.halting or self.desk.round.number != state.get("round", 1)

    async def _unless_left(self, state: StepState, work: Coroutine[Any, Any, Made]) -> Made | None:
        """What the work gives; None when it is broken off since the founder stopped, paused or sent it back.

        When parked, what was begun is handed over first, unless it waits for the founder.
        """
        task = asyncio.ensure_future(work)
        task.add_done_callback(lambda _task: self.desk.context.watch.wake())
        waits = asyncio.ensure_future(self.stuck.wait())
        try:
            await self.desk.context.watch.until(lambda: task.done() or self._left(state))
            if not self._left(state):
                await asyncio.wait([task, waits], return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return await task
            task.cancel()
            await asyncio.wait([task])
            return None
        finally:
            task.cancel()
            waits.cancel()

    async def _tried(self, attempt: int, told: list[str]) -> Version | Declined:
        """An attempt; one that breaks off is begun again as often as `retry` says."""
        retry = self.desk.step.retry
        for left in range(retry.at_most if retry else 0, -1, -1):
            try:
                return await self._attempt(attempt, told)
            except Exception as error:  # an agent may break off in any way
                if not left or _hopeless(error) or retry is None:
                    raise
                self._failed(attempt, error)
                watch = self.desk.context.watch
                await watch.until(lambda: self.desk.halting, within=seconds(retry.wait))
        raise AssertionError  # the last round of the loop returns or raises

    async def _attempt(self, attempt: int, told: list[str]) -> Version | Declined:
        desk = self.desk
        desk.refuse_own_work()
        job = await asyncio.to_thread(desk.job, attempt, told)
        folder = desk.context.paths.drafts / desk.run.id / desk.step.id / str(attempt)
        inputs: dict[str, Mapping[str, bytes]] = {step: bundle.files for step, bundle in job.inputs.items()}
        founder = Founder(self.asking, attempt, self.stuck)
        standing = await asyncio.to_thread(founder.files)
        previous = job.previous.files if job.previous else {}
        founder.draft = draft = Draft.create(folder, inputs, previous if standing is None else standing)
        permissions = Permissions(self.asking, attempt, self.stuck)
        equipment = Equipment(desk, job.labels)
        async with equipment.tools(job, draft) as extra:
            toolbox = Toolbox(
                job,
                draft,
                sandbox=desk.context.shell or desk.context.sandbox,
                search=equipment.search,
                on_call=equipment.called,
                extra=extra,
                ask=permissions.ask,
                founder=founder,
            )
            await asyncio.to_thread(_go_on, founder, toolbox, equipment)
            try:
                with desk.context.tracing.attempt(job):
                    handed = await desk.agent.work(job, toolbox)
            finally:
                if toolbox.bench.folder.exists():
                    await asyncio.to_thread(toolbox.bench.clear)
        permissions.close()
        if isinstance(handed, Declined):
            return handed
        provenance = toolbox.provenance
        known = list(dict.fromkeys([*told, *equipment.looked_up]))
        files = dict(draft.files())
        return await asyncio.to_thread(
            self._hand_over, attempt, known, handed, files, provenance, equipment.tell
        )

    def _hand_over(
        self,
        attempt: int,
        told: list[str],
        handed: Handed,
        files: dict[str, bytes],
        provenance: Provenance,
        tell: Callable[[], None],
    ) -> Version:
        desk = self.desk
        ended = desk.journal.runs.steps(desk.run.id)
        deliverable = Deliverable.model_validate(
            {
                "kind": desk.kind.name,
                "files": desk.context.objects.artifacts(files),
                "summary": handed.summary,
                "claims": handed.claims,
                "language": desk.run.language,
                "produced_by": handed.produced_by,
                "memory": told,
                "outside": provenance.outside,
                "labels": sorted(provenance.labels),
                "inputs": {
                    **{name: bundle.deliverable.digest for name, bundle in desk.materials.items()},
                    **{need: ended[need].digest for need in desk.step.needs if ended[need].digest},
                },
            }
        )
        digest = desk.context.objects.store(deliverable)
        with desk.journal.transaction():
            tell()
            desk.context.memory.record_use(digest, list(deliverable.memory))
            return desk.journal.versions.add(
                desk.run.id,
                desk.step.id,
                attempt=attempt,
                digest=digest,
                by=desk.card.name,
                summary=handed.summary,
            )

    def _failed(self, attempt: int, error: Exception) -> str:
        reason = str(error) if isinstance(error, SuperindividualError) else f"{type(error).__name__}: {error}"
        self.desk.journal.events.append(
            "attempt.failed",
            run=self.desk.run.id,
            step=self.desk.step.id,
            attempt=attempt,
            reason=reason,
            error=type(error).__name__,
        )
        return reason

    def _without_version(self, state: StepState, error: Exception) -> Command[Any]:
        attempt = state["attempt"]
        reason = self._failed(attempt, error)
        if attempt < state["granted"] and not _hopeless(error):
            return Command(goto="work", update={**state, "attempt": attempt + 1})
        if not _hopeless(error) and self.ending.send_back(reason):
            return self._leave()
        return self._asked(state, reason)

    def _asked(self, state: StepState, reason: str) -> Command[Any]:
        """Let the founder say what to do where nothing was handed over."""
        request = self.asking.without_version(state["attempt"], reason)
        return Command(goto="decide", update={**state, "request": request.id, "version": 0})

    async def check(self, state: StepState) -> Command[Any]:
        """Run the checks; send back what fails while attempts are left, else ask who decides."""
        if self._left(state):
            return self._leave()
        version = self.desk.journal.versions.get(self.desk.run.id, self.desk.step.id, state["version"])
        judged = await self._judged(version)
        with self.desk.journal.transaction():  # the answers and what they lead to: one write to the disk
            return self._follow_checks(state, self.desk.keep(version, judged))

    def _follow_checks(self, state: StepState, version: Version) -> Command[Any]:
        if self._left(state):
            return self._leave()
        if version.by == "founder" and not version.failed:
            return Command(goto="record")
        if version.failed and version.by != "founder" and state["attempt"] < state["granted"]:
            return Command(goto="work", update={"attempt": state["attempt"] + 1})
        if version.failed and version.by != "founder" and self.ending.send_back(complaints(version)):
            return self._leave()
        request = self.asking.about(version)
        return Command(goto="decide", update={"request": request.id})

    async def _judged(self, version: Version) -> Judged | None:
        return await self.desk.judge(version)

    async def decide(self, state: StepState) -> Command[Any]:
        """Wait for the decision: live while the process runs, parked at the interrupt when it ends."""
        while True:
            decision = self.asking.decision(state["request"])
            if decision or self._left(state):
                break
            await self.asking.answer_questions(state["request"])
            left = self.asking.seconds_left(state["request"])
            if left is not None and left <= 0:
                self.asking.time_out(state["request"])
            elif not await self.desk.context.watch.until(lambda: self._moved(state), within=left):
                interrupt({"request": state["request"]})
        if self.desk.round.number != state.get("round", 1) or (decision is None and not self.desk.stopping):
            return self._leave()
        if decision is None or decision.verb == "stop":
            self.desk.journal.runs.ask_to_stop(self.desk.run.id, decision.by if decision else "stop")
            return self._leave()
        return self._follow(state, decision.verb)

    def _moved(self, state: StepState) -> bool:
        desk, request = self.desk, state["request"]
        return bool(
            self.asking.decision(request)
            or self._left(state)
            or desk.journal.decisions.questions(RequestId(request), open_only=True)
        )

    def _follow(self, state: StepState, verb: str) -> Command[Any]:
        desk = self.desk
        decision = self.asking.decision(state["request"])
        assert decision is not None
        if verb == "reject" and decision.who == "timeout":
            self.ending.skip(said(decision.by))
            return self._leave()
        if verb == "reject":
            self.ending.learn(decision, state["version"])
            nth = state["attempt"] + 1
            return Command(goto="recall", update={"attempt": nth, "granted": nth + desk.step.tries - 1})
        if verb == "edit":
            edited = self._edited(state, str(decision.edited))
            self.ending.learn_edit(decision, edited)
            return Command(goto="check", update={"version": edited.version})
        if state["version"] == 0:
            self.ending.skip(_("the founder went on without it"))
            return self._leave()
        return Command(goto="record")

    def _edited(self, state: StepState, digest: str) -> Version:
        desk = self.desk
        standing = next((v for v in desk.versions() if v.digest == digest and v.by == "founder"), None)
        return standing or desk.journal.versions.add(
            desk.run.id,
            desk.step.id,
            attempt=state["attempt"],
            digest=desk.context.objects.deliverable(digest).digest,  # type: ignore[arg-type]
            by="founder",
            summary="",
        )

    async def record(self, state: StepState) -> Command[Any]:
        """Commit the approved version and write the step's end."""
        desk = self.desk
        version = desk.journal.versions.get(desk.run.id, desk.step.id, state["version"])
        decision = self.asking.decision(state["request"])
        assert decision is not None
        bundle = desk.context.objects.bundle(version.digest)
        repository = ProductRepository(desk.context.paths.products / desk.run.folder)
        revision = await asyncio.to_thread(
            repository.record,
            desk.step.id,
            bundle.deliverable,
            bundle.files,
            key=f"{desk.run.id}/{desk.step.id}/{version.digest[:16]}",
            when=parse(decision.at),
        )
        if self._left(state) and not desk.stopping:
            return self._leave()
        self.ending.record(version, decision, revision)
        return self._leave()

    def _leave(self) -> Command[Any]:
        """Go to what follows the step in its lane, which begins with a state of its own."""
        ended = self.desk.ended()
        done: dict[str, str] = {self.desk.step.id: (ended.digest or ended.status) if ended else "stopped"}
        anew = StepState(done=done, round=1, attempt=0, granted=0, told=[], version=0, request="")
        return Command(goto=END, update=anew)


_WALLS = ("denied", "quota", "unknown_model", "paused", "resting", "not_allowed", "no_model")
"""Outcomes of calls that only the founder, or time, can change."""


def _hopeless(error: Exception) -> bool:
    """Whether another attempt would meet the same wall, so that the founder is asked at once."""
    return (
        isinstance(error, BudgetExceeded | OwnWorkReviewed)
        or disk_fault(error)
        or (isinstance(error, ModelError) and error.outcome in _WALLS)
    )


def _go_on(founder: Founder, toolbox: Toolbox, equipment: Equipment) -> None:
    """Give an attempt what it had read before it asked, in whichever process, and let it be kept when it asks."""
    before = founder.learnt_before()
    toolbox.read_outside(*before.get("outside", ()))
    equipment.looked_up += before.get("looked_up", ())
    founder.learnt = lambda: {
        "outside": list(toolbox.provenance.outside),
        "looked_up": list(equipment.looked_up),
    }
