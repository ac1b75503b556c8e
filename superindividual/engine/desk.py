"""Desk: what one step of one run reads and writes, apart from the graph that drives it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from superindividual.approvals.policy import rule
from superindividual.checks.check import Subject
from superindividual.clock import parse
from superindividual.engine.context import Context
from superindividual.errors import SuperindividualError
from superindividual.ids import Digest, MemoryId, RequestId, StepId, request_id
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.runs import Run, StepRecord
from superindividual.journal.versions import Version
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.brief_reader import read_brief
from superindividual.specs.expression import fill
from superindividual.specs.kind import Kind
from superindividual.specs.workflow import StepSpec
from superindividual.text import gettext as _
from superindividual.tools.agent import Agent
from superindividual.tools.job import Feedback, Job, Told
from superindividual.workspace.artifact import Bundle


class Desk:
    """One step's place of work. Everything here may be repeated after a crash without a second effect."""

    def __init__(self, context: Context, run: Run, step: StepSpec) -> None:
        self.context = context
        self.run = run
        self.step = step
        self.journal = context.journal

    @cached_property
    def card(self) -> AgentSpec:
        """The role card that does the step."""
        assert self.step.agent is not None
        return self.context.catalog.agent(self.step.agent)

    @cached_property
    def kind(self) -> Kind:
        """What the step hands over."""
        assert self.step.deliver is not None
        return self.context.catalog.kinds[self.step.deliver]

    @cached_property
    def brief(self) -> Brief:
        """The founder's brief as it stood when the run began."""
        return read_brief(self.context.objects.get(self.run.brief), "brief.md")

    @property
    def agent(self) -> Agent:
        """What plays the card in this run."""
        return self.context.agents[self.run.engine]

    @property
    def today(self) -> date:
        """The run's date, so that a repeat gives the same bytes."""
        return parse(self.run.created).date()

    @property
    def stopping(self) -> bool:
        """Whether the run is to end."""
        return self.journal.runs.stopping(self.run.id)

    def ended(self) -> StepRecord | None:
        """How this step ended, if it did."""
        return self.journal.runs.steps(self.run.id).get(self.step.id)

    def inputs(self) -> dict[StepId, Bundle]:
        """The deliverables of the steps this one needs, directly or through others, with their bytes."""
        ended = self.journal.runs.steps(self.run.id)
        return {
            s: self.context.objects.bundle(r.digest)
            for s, r in ended.items()
            if r.digest and s in self._upstream()
        }

    def _upstream(self) -> set[StepId]:
        found: set[StepId] = set()
        waiting = list(self.step.needs)
        while waiting:
            step = waiting.pop()
            if step not in found:
                found.add(step)
                waiting.extend(self.run.workflow.step(step).needs)
        return found

    def versions(self) -> list[Version]:
        """All versions so far."""
        return self.journal.versions.of(self.run.id, self.step.id)

    def feedback(self) -> tuple[Feedback, ...]:
        """Why earlier versions came back: failing checks, and the founder's words."""
        said: list[Feedback] = []
        decided = {
            r.version: self.journal.decisions.decision(r.id)
            for r in self.journal.decisions.of_step(self.run.id, self.step.id)
        }
        for version in self.versions():
            said += [Feedback(by=f"check:{r['check']}", text=_complaint(r)) for r in version.failed]
            decision = decided.get(version.version)
            if decision and decision.verb == "reject":
                said.append(Feedback(by="founder", text=decision.feedback, request=decision.request))
        return tuple(said)

    def recall(self) -> list[MemoryId]:
        """Ids of what the agent is told before it works."""
        query = f"{self.step.task} {self.kind.name} {self.brief.body[:600]}"
        found = self.context.memory.recall(query, agent=self.card.name, product=self.run.product)
        return [record.id for record in found]

    def told(self, ids: Sequence[str]) -> tuple[Told, ...]:
        """The records as the agent is told them."""
        records = [self.context.memory.rows.get(MemoryId(i)) for i in ids]
        return tuple(
            Told(id=r.id, kind=r.kind, content=r.content, source=r.source, tainted=r.tainted)
            for r in records
            if r
        )

    def job(self, attempt: int, told: Sequence[str]) -> Job:
        """All that the agent is given for an attempt."""
        versions = self.versions()
        return Job(
            run=self.run.id,
            step=self.step.id,
            attempt=attempt,
            agent=self.card,
            task=fill(self.step.task, self.run.inputs),
            kind=self.kind,
            brief=self.brief,
            language=self.run.language,
            today=self.today,
            identity=self.context.spec.identity,
            inputs=self.inputs(),
            told=self.told(told),
            feedback=self.feedback(),
            previous=self.context.objects.bundle(versions[-1].digest) if versions else None,
        )

    async def check(self, version: Version) -> Version:
        """Run the checks of a version, unless their answers stand already."""
        if version.results is not None:
            return version
        bundle = self.context.objects.bundle(version.digest)
        subject = Subject(
            kind=self.kind,
            bundle=bundle,
            brief=self.brief,
            inputs={str(s): b for s, b in self.inputs().items()},
            identity=self.context.spec.identity,
            today=self.today,
            sandbox=self.context.sandbox,
            memory=tuple(bundle.deliverable.memory),
            feedback=self.feedback(),
        )
        names = tuple(dict.fromkeys((*self.kind.checks, *self.step.checks)))
        self.journal.events.append("checks.begun", run=self.run.id, step=self.step.id, names=list(names))
        results = await self.context.checks(subject, names)
        answers = [result.model_dump(mode="json") for result in results]
        self.journal.versions.record_results(self.run.id, self.step.id, version.version, answers)
        return self.journal.versions.get(self.run.id, self.step.id, version.version)

    def open_request(self, version: Version) -> Request:
        """Open the request about a version; where policy says so it is decided in the same transaction."""
        ruling = rule(self.step, self.run.approve, self.context.spec.policy, version.results or ())
        deliverable = self.context.objects.deliverable(version.digest)
        with self.journal.transaction():
            request = self._open(
                version.version,
                version.digest,
                failing=bool(version.failed),
                question={
                    "product": self.run.product,
                    "step": self.step.id,
                    "agent": self.step.agent,
                    "deliver": deliverable.kind,
                    "summary": deliverable.summary,
                    "reason": ruling.reason,
                    "files": len(deliverable.files),
                    "verdicts": _count(version.results or ()),
                },
            )
            if (
                not ruling.ask
                and self.journal.decisions.decision(request.id) is None
                and request.closed is None
            ):
                self.journal.decisions.decide(
                    request.id, "approve", by=f"policy:{ruling.reason}", binding=version.digest
                )
        return request

    def open_without_version(self, attempt: int, reason: str) -> Request:
        """Ask the founder what to do when no attempt handed anything over."""
        binding = Digest(request_id(self.run.id, self.step.id, str(attempt), reason))
        return self._open(
            0,
            binding,
            failing=True,
            question={
                "product": self.run.product,
                "step": self.step.id,
                "agent": self.step.agent,
                "deliver": self.step.deliver,
                "summary": reason,
                "reason": "no-deliverable",
                "files": 0,
                "verdicts": {},
            },
        )

    def _open(self, version: int, binding: Digest, *, failing: bool, question: dict[str, Any]) -> Request:
        effect = self.step.effect is not None
        return self.journal.decisions.open(
            request_id(self.run.id, self.step.id, str(version), binding),
            run=self.run.id,
            step=self.step.id,
            version=version,
            kind="effect" if effect else "failing" if failing else "draft",
            binding=binding,
            question=question,
            risk=2 if effect else 1 if failing else 0,
        )

    def decision(self, request: str) -> Decision | None:
        """The decision about a request, if one was taken."""
        return self.journal.decisions.decision(RequestId(request))

    async def answer_questions(self, request: str) -> None:
        """Let the agent answer what the founder asked about a waiting request."""
        for question in self.journal.decisions.questions(RequestId(request), open_only=True):
            job = await asyncio.to_thread(self.job, 1, ())
            try:
                text = await self.agent.answer(job, question.text)
            except SuperindividualError as error:
                text = _("no answer could be had: {reason}").format(reason=error)
            self.journal.decisions.answer(question, text, by=self.step.agent or "company")

    def learn(self, decision: Decision) -> None:
        """Keep a rejection as a lesson to the agent, for all products."""
        text = f"{self.kind.name}: {decision.feedback}"
        source = f"decision:{decision.request} ({self.run.product})"
        self._remember(text, "lesson", f"agent:{self.card.name}", source, "founder")

    def _remember(self, text: str, kind: Any, scope: str, source: str, author: str) -> None:
        memory = self.context.memory
        memory.add(memory.compose(text[:4000], kind=kind, scope=scope, source=source, author=author))

    def record(self, version: Version, decision: Decision, revision: str) -> None:
        """One transaction: the step's end, what the company learned from it, and what was used."""
        deliverable = self.context.objects.deliverable(version.digest)
        scope = f"product:{self.run.product}"
        with self.journal.transaction():
            self.journal.runs.record_step(
                self.run.id,
                StepRecord(
                    self.step.id,
                    "done",
                    version.digest,
                    deliverable.kind,
                    version.version,
                    decision.request,
                    revision,
                    "",
                    "",
                ),
            )
            self._remember(
                f"{deliverable.kind}: {deliverable.summary}",
                "deliverable",
                scope,
                f"run:{self.run.id}/{self.step.id}",
                self.step.agent or "company",
            )
            if not decision.by.startswith("policy:"):
                said = f": {decision.feedback}" if decision.feedback else ""
                self._remember(
                    f"{self.step.id} v{version.version}: {decision.verb}{said}",
                    "decision",
                    scope,
                    f"decision:{decision.request}",
                    decision.by,
                )
            self.context.memory.record_use(version.digest, list(deliverable.memory))

    def skip(self, reason: str) -> None:
        """Record that the step ended without a deliverable."""
        self.journal.runs.record_step(
            self.run.id,
            StepRecord(self.step.id, "skipped", None, self.step.deliver, None, None, None, reason, ""),
        )


def _complaint(result: Mapping[str, Any]) -> str:
    lines = [result["reason"]]
    for finding in result.get("findings", ())[:20]:
        where = (
            f"{finding['path']}:{finding['line']}: "
            if finding.get("line")
            else f"{finding['path']}: "
            if finding.get("path")
            else ""
        )
        lines.append(f"{where}{finding['message']} {finding.get('remedy', '')}".rstrip())
    return "\n".join(lines)


def _count(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for result in results:
        counts[result["verdict"]] = counts.get(result["verdict"], 0) + 1
    return counts
