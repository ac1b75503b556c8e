"""A step as a LangGraph subgraph: recall, work, check, decide, record.

Routing is decided inside the nodes and returned as `Command(goto=…)`: a conditional edge that raises is skipped in
silence on resume. The interrupt stands alone in `decide`. Each node looks into the journal before it does anything,
so that a node which is run again after a crash finds what it did.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from superindividual.clock import parse
from superindividual.engine.desk import Desk
from superindividual.engine.kind_tools import kind_tools
from superindividual.errors import BudgetExceeded, ModelError, SuperindividualError
from superindividual.ids import RequestId
from superindividual.journal.versions import Version
from superindividual.text import gettext as _
from superindividual.tools.agent import Declined, Handed
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.artifact import Deliverable
from superindividual.workspace.draft import Draft
from superindividual.workspace.repository import ProductRepository

NODES = ("recall", "work", "check", "decide", "record")


def merge(left: dict[str, str], right: dict[str, str]) -> dict[str, str]:
    """Join what two branches report."""
    return {**left, **right}


class RunState(TypedDict, total=False):
    """What branches report to the run: step to the digest it handed over. Never contents."""

    done: Annotated[dict[str, str], merge]


class StepState(RunState, total=False):
    """What a step's nodes pass on."""

    attempt: int
    """The attempt under way, counting from 1 over the whole step."""
    granted: int
    """The attempt up to which the agent may try before the founder is asked."""
    told: list[str]
    version: int
    request: str


class StepNodes:
    """The five nodes of a step that an agent works on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def recall(self, state: StepState) -> Command[Any]:
        """Collect what the company knows for the task."""
        if self.desk.ended() or self.desk.stopping:
            return self._leave()
        attempt = state.get("attempt", 1)
        granted = state.get("granted", self.desk.step.attempts)
        told = await asyncio.to_thread(self.desk.recall)
        self.desk.journal.events.append(
            "step.started", run=self.desk.run.id, step=self.desk.step.id, attempt=attempt, told=told
        )
        return Command(goto="work", update={"attempt": attempt, "granted": granted, "told": told})

    async def work(self, state: StepState) -> Command[Any]:
        """Let the agent make a version, unless this attempt's version stands already."""
        attempt = state["attempt"]
        standing = next((v for v in self.desk.versions() if v.attempt == attempt), None)
        if standing:
            return Command(goto="check", update={"version": standing.version})
        try:
            outcome = await self._attempt(attempt, state.get("told", []))
        except Exception as error:  # noqa: BLE001 - whatever an agent's attempt breaks on is the attempt's failure; no interrupt is raised in it
            return self._without_version(attempt, state["granted"], error)
        if isinstance(outcome, Declined):
            self.desk.skip(outcome.reason)
            return self._leave()
        return Command(goto="check", update={"version": outcome.version})

    async def _attempt(self, attempt: int, told: list[str]) -> Version | Declined:
        desk = self.desk
        job = await asyncio.to_thread(desk.job, attempt, told)
        folder = desk.context.paths.drafts / desk.run.id / desk.step.id / str(attempt)
        inputs: dict[str, Mapping[str, bytes]] = {step: bundle.files for step, bundle in job.inputs.items()}
        draft = Draft.create(folder, inputs, job.previous.files if job.previous else {})
        toolbox = Toolbox(
            job,
            draft,
            sandbox=desk.context.sandbox,
            search=self._search,
            on_call=self._called,
            extra=kind_tools(job, draft),
        )
        handed = await desk.agent.work(job, toolbox)
        if isinstance(handed, Declined):
            return handed
        return await asyncio.to_thread(self._hand_over, attempt, told, handed, dict(draft.files()))

    async def _search(self, query: str) -> str:
        found = self.desk.context.memory.search(
            query, scopes=("company", f"product:{self.desk.run.product}"), limit=8
        )
        return "\n".join(
            f"[memory:{r.record.id}] ({r.record.kind}, {r.record.source}) {r.record.content}" for r in found
        )

    def _called(self, name: str, arguments: str, ok: bool) -> None:
        self.desk.journal.events.append(
            "tool.called", run=self.desk.run.id, step=self.desk.step.id, tool=name, arguments=arguments, ok=ok
        )

    def _hand_over(self, attempt: int, told: list[str], handed: Handed, files: dict[str, bytes]) -> Version:
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
                "inputs": {need: ended[need].digest for need in desk.step.needs if ended[need].digest},
            }
        )
        digest = desk.context.objects.store(deliverable)
        return desk.journal.versions.add(
            desk.run.id,
            desk.step.id,
            attempt=attempt,
            digest=digest,
            by=desk.card.name,
            summary=handed.summary,
        )

    def _without_version(self, attempt: int, granted: int, error: Exception) -> Command[Any]:
        reason = str(error) if isinstance(error, SuperindividualError) else f"{type(error).__name__}: {error}"
        self.desk.journal.events.append(
            "attempt.failed", run=self.desk.run.id, step=self.desk.step.id, attempt=attempt, reason=reason
        )
        if attempt < granted and not _hopeless(error):
            return Command(goto="work", update={"attempt": attempt + 1})
        request = self.desk.open_without_version(attempt, reason)
        return Command(goto="decide", update={"request": request.id, "version": 0})

    async def check(self, state: StepState) -> Command[Any]:
        """Run the checks; send back what fails while attempts are left, else ask who decides."""
        version = await self.desk.check(
            self.desk.journal.versions.get(self.desk.run.id, self.desk.step.id, state["version"])
        )
        if version.by == "founder" and not version.failed:
            return Command(goto="record")
        if version.failed and version.by != "founder" and state["attempt"] < state["granted"]:
            return Command(goto="work", update={"attempt": state["attempt"] + 1})
        request = self.desk.open_request(version)
        return Command(goto="decide", update={"request": request.id})

    async def decide(self, state: StepState) -> Command[Any]:
        """Wait for the decision: live while the process runs, parked at the interrupt when it ends."""
        while True:
            decision = self.desk.decision(state["request"])
            if decision or self.desk.stopping:
                break
            await self.desk.answer_questions(state["request"])
            if not await self.desk.context.watch.until(lambda: self._moved(state["request"])):
                interrupt({"request": state["request"]})
        if decision is None or decision.verb == "stop":
            self.desk.journal.runs.ask_to_stop(self.desk.run.id, decision.by if decision else "stop")
            return self._leave()
        return self._follow(state, decision.verb)

    def _moved(self, request: str) -> bool:
        desk = self.desk
        return bool(
            desk.decision(request)
            or desk.stopping
            or desk.journal.decisions.questions(RequestId(request), open_only=True)
        )

    def _follow(self, state: StepState, verb: str) -> Command[Any]:
        desk = self.desk
        decision = desk.decision(state["request"])
        assert decision is not None
        if verb == "reject":
            desk.learn(decision)
            nth = state["attempt"] + 1
            return Command(goto="recall", update={"attempt": nth, "granted": nth + desk.step.attempts - 1})
        if verb == "edit":
            return Command(
                goto="check", update={"version": self._edited(state, str(decision.edited)).version}
            )
        if state["version"] == 0:
            desk.skip(_("the founder went on without it"))
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
        decision = desk.decision(state["request"])
        assert decision is not None
        bundle = desk.context.objects.bundle(version.digest)
        repository = ProductRepository(desk.context.paths.products / desk.run.product)
        revision = await asyncio.to_thread(
            repository.record,
            desk.step.id,
            bundle.deliverable,
            bundle.files,
            key=f"{desk.run.id}/{desk.step.id}/{version.digest[:16]}",
            when=parse(decision.at),
        )
        desk.record(version, decision, revision)
        await asyncio.to_thread(desk.context.memory.index_new)
        return self._leave()

    def _leave(self) -> Command[Any]:
        ended = self.desk.ended()
        return Command(
            goto=END,
            update={"done": {self.desk.step.id: (ended.digest or ended.status) if ended else "stopped"}},
        )


def _hopeless(error: Exception) -> bool:
    """Whether another attempt would meet the same wall, so that the founder is asked at once."""
    return isinstance(error, BudgetExceeded) or (
        isinstance(error, ModelError) and error.outcome in ("denied", "quota", "unknown_model", "paused")
    )


def compile_step(nodes: StepNodes) -> Any:
    """The step's subgraph."""
    graph = StateGraph(StepState, input_schema=RunState, output_schema=RunState)
    for name in NODES:
        graph.add_node(name, getattr(nodes, name), destinations=(*NODES, END))
    graph.add_edge(START, "recall")
    return graph.compile()
