"""Desk: what one step of one run reads, and the checks of what it hands over, apart from the graph that drives it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.checks.weight import weigh
from superindividual.clock import parse
from superindividual.engine.context import Context
from superindividual.engine.guidance import Guidance
from superindividual.engine.scope import Known, handed, inputs_of, materials_of, scope_of
from superindividual.errors import ExpressionError, OwnWorkReviewed
from superindividual.ids import MemoryId, StepId, whole_step
from superindividual.journal.rounds import Round
from superindividual.journal.runs import Run, StepRecord
from superindividual.journal.versions import Version
from superindividual.memory.record import MemoryRecord
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.brief_reader import read_brief
from superindividual.specs.delegate import delegate_of
from superindividual.specs.expansion import around, part_of
from superindividual.specs.interpolation import fill, value_of
from superindividual.specs.kind import Kind
from superindividual.specs.labels import labels_of
from superindividual.specs.order import Order
from superindividual.specs.reviewing import own_work
from superindividual.specs.workflow import StepSpec
from superindividual.text import gettext as _
from superindividual.tools.agent import Agent
from superindividual.tools.job import Feedback, Job, Told
from superindividual.workspace.artifact import Bundle

Judged = tuple[list[dict[str, Any]], list[dict[str, Any]]]
"""What checks say of a version, and what became of each of its claims."""

_SILENCE = 0.3
"""Seconds after which checks that are under way are told of."""


class Desk:
    """One step's place of work. Everything here may be repeated after a crash without a second effect."""

    item: Any = None
    """What this one of a `foreach` is about."""

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
        """What plays the card in this run; a coding agent where the step delegates, but not in a rehearsal."""
        player = self.context.agents[self.run.engine]
        if self.step.via is None or self.run.engine == "rehearsal":
            return player
        from superindividual.engine.coding_agent import CodingAgent

        delegate = delegate_of(self.step.via, self.context.spec.delegates)
        product = self.context.paths.products / self.run.folder
        return CodingAgent(delegate, product, player, self.context.spec, self.journal)

    @property
    def today(self) -> date:
        """The run's date, so that a repeat gives the same bytes."""
        return parse(self.run.created).date()

    @property
    def halting(self) -> bool:
        """Whether the run is to go no further: stopped, paused, moved to another workflow, or nothing is to be made."""
        return self.context.halting(self.run)

    @property
    def round(self) -> Round:
        """The time through this step that is under way."""
        return self.journal.rounds.current(self.run.id, self.step.id)

    def is_ready(self) -> bool:
        """Whether every step that this one needs has ended, and still stands."""
        return set(self.step.needs) <= set(self.journal.runs.steps(self.run.id))

    def unmet(self) -> str | None:
        """The first `if` that does not hold: of what the step stands in, the outermost first, or its own.

        Raises:
            ExpressionError: it cannot be told whether one holds.
        """
        parts = self.run.workflow.parts
        for name in reversed(around(self.step.id)):
            condition = parts[name].if_
            if condition is not None and not self.holds(condition, self._scope(part_of(name))):
                return condition
        own = self.step.if_
        return own if own is not None and not self.holds(own, self.scope()) else None

    def holds(self, condition: str, scope: Mapping[str, Any]) -> bool:
        """Whether a condition holds.

        Raises:
            ExpressionError: it is neither true nor false.
        """
        value = value_of(condition, scope)
        if not isinstance(value, bool):
            raise ExpressionError(
                _("{condition} is neither true nor false").format(condition=condition),
                remedy=_("compare it with something, such as == or >"),
            )
        return value

    def scope(self, *, item: Any = None, version: Version | None = None) -> dict[str, Any]:
        """What the step's expressions can read; with a version, this step's own as if it had ended."""
        number = len(self.versions()) or 1
        return self._scope(part_of(self.step.id), item=item, version=version, number=number)

    def _scope(self, part: str, *, version: Version | None = None, **of_step: Any) -> dict[str, Any]:
        """What expressions in a part of the run can read."""
        ended = self.journal.runs.steps(self.run.id)
        if version:
            ended[self.step.id] = StepRecord(
                self.step.id, "done", version.digest, self.step.deliver, version.version, None, None, "", ""
            )
        known = Known(
            self.run,
            handed(ended, self.context.objects, self.journal),
            inputs_of(self.run, self.context.objects),
        )
        return scope_of(known, part, **of_step)

    @property
    def stopping(self) -> bool:
        """Whether the run is to end."""
        return self.journal.runs.stopping(self.run.id)

    def ended(self) -> StepRecord | None:
        """How this step ended, if it did."""
        return self.journal.runs.steps(self.run.id).get(self.step.id)

    @cached_property
    def materials(self) -> dict[StepId, Bundle]:
        """The files and folders that the run was given, as they stood when it began."""
        return materials_of(self.run, self.context.objects)

    def inputs(self) -> dict[StepId, Bundle]:
        """What the run was given, and the deliverables of the steps this one needs, directly or through others, with their bytes.

        Those of its own workflow come first: whoever looks for a kind finds what stands nearest.
        """
        ended = self.journal.runs.steps(self.run.id)
        before = Order(self.run.workflow).before(whole_step(self.step.id))
        inside = set(around(self.step.id))

        def distance(step: StepId) -> tuple[int, int]:
            return -len(inside & {*around(step)}), len(around(step))

        found = {s: r.digest for s, r in ended.items() if r.digest and s in before}
        handed = {s: self.context.objects.bundle(found[s]) for s in sorted(found, key=distance)}
        return {**self.materials, **handed}

    def versions(self) -> list[Version]:
        """The versions of this round."""
        first = self.round.after_attempt
        return [v for v in self.journal.versions.of(self.run.id, self.step.id) if v.attempt > first]

    def feedback(self) -> tuple[Feedback, ...]:
        """Why earlier versions came back: failing checks, and the founder's words."""
        told: list[Feedback] = []
        back = self.round
        if back.reason:
            told.append(Feedback(by=f"step:{back.by}", text=back.reason))
        decided = {
            r.version: self.journal.decisions.decision(r.id)
            for r in self.journal.decisions.of_step(self.run.id, self.step.id)
        }
        told += self._answered()
        for version in self.versions():
            told += [Feedback(by=f"check:{r['check']}", text=_complaint(r)) for r in version.failed]
            decision = decided.get(version.version)
            if decision and decision.verb == "reject":
                told.append(Feedback(by="founder", text=decision.feedback, request=decision.request))
        return tuple(told)

    def _answered(self) -> list[Feedback]:
        """What the founder answered to agents of this round that asked."""
        from superindividual.engine.inquiry import told

        decisions, found = self.journal.decisions, []
        for one in self.journal.inquiries.of(self.run.id, self.step.id):
            decision = decisions.decision(one.request)
            if decision and one.attempt > self.round.after_attempt:
                words = told(decisions.request(one.request).question, decision)
                found.append(Feedback(by="founder", text=words, request=one.request))
        return found

    def refuse_own_work(self) -> None:
        """Refuse to let an agent review what it made itself, whatever way the workflow came here.

        Raises:
            OwnWorkReviewed: it would.
        """
        made = own_work(self.run.workflow, self.step, self.context.catalog.kinds, self._makers())
        if made:
            raise OwnWorkReviewed(
                _("{agent} would review its own work: it makes {step}").format(
                    agent=self.step.agent, step=made
                ),
                remedy=_("let another agent review it"),
            )

    def _makers(self) -> dict[StepId, str]:
        """Who made the versions that stand."""
        ended = self.journal.runs.steps(self.run.id)
        found = {s: self.journal.versions.of(self.run.id, s) for s in ended}
        return {s: v.by for s, made in found.items() for v in made if v.digest == ended[s].digest}

    def recall(self) -> list[MemoryId]:
        """Ids of what the agent is told before it works."""
        query = f"{self.step.task} {self.kind.name} {self.brief.body[:600]}"
        found = self.context.memory.recall(
            query, agent=self.card.name, product=self.run.product, labels=self._labels
        )
        return [record.id for record in found]

    def told(self, ids: Sequence[str]) -> tuple[Told, ...]:
        """The records as the agent is told them."""
        return tuple(self._told(r) for r in self.context.memory.rows.these([MemoryId(i) for i in ids]))

    def look_up(self, query: str, labels: Collection[str]) -> tuple[Told, ...]:
        """What the agent is answered when it looks something up.

        Its model may see data of these labels; records with others are held back.
        """
        scopes = ("company", f"product:{self.run.product}")
        found = self.context.memory.search(query, scopes=scopes, limit=8, labels=labels)
        return tuple(self._told(one.record) for one in found if set(one.record.labels) <= set(labels))

    def _told(self, record: MemoryRecord) -> Told:
        return Told(
            id=record.id,
            kind=record.kind,
            content=record.content,
            source=record.source,
            tainted=record.tainted,
            labels=record.labels,
            stale=record.stale(self.today),
        )

    @property
    def guidance(self) -> Guidance:
        """What the founder wrote for the agent beside its card."""
        return Guidance(self.context.paths, self.context.catalog, self.card)

    @cached_property
    def _labels(self) -> frozenset[str]:
        """Of the data that the workflow says the step works with."""
        return labels_of(self.run.workflow, self.step.id)

    def _labels_with(self, told: Sequence[Told], given: Iterable[Bundle]) -> frozenset[str]:
        """The step's labels, with those of what it is told and given."""
        others = [*(one.labels for one in told), *(bundle.deliverable.labels for bundle in given)]
        return self._labels.union(*others)

    def job(self, attempt: int, told: Sequence[str], item: Any = None) -> Job:
        """All that the agent is given for an attempt."""
        versions = self.journal.versions.of(self.run.id, self.step.id)
        previous = self.context.objects.bundle(versions[-1].digest) if versions else None
        inputs, known = self.inputs(), self.told(told)
        return Job(
            run=self.run.id,
            step=self.step.id,
            attempt=attempt,
            agent=self.card,
            task=fill(self.step.task, self.scope(item=item)),
            item=item,
            kind=self.kind,
            brief=self.brief,
            language=self.run.language,
            today=self.today,
            identity=self.context.spec.identity,
            inputs=inputs,
            told=known,
            feedback=self.feedback(),
            previous=previous,
            guidance=self.guidance.text(),
            model=self.step.model or self.card.model,
            labels=self._labels_with(known, [*inputs.values(), *([previous] if previous else [])]),
        )

    async def check(self, version: Version) -> Version:
        """Run the checks of a version, unless their answers stand already."""
        return self.keep(version, await self.judge(version))

    async def judge(self, version: Version) -> Judged | None:
        """What the checks say of a version and what became of its claims; None where their answers stand already."""
        if version.results is not None:
            return None
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
            item=self.item,
        )
        names = tuple(dict.fromkeys((*self.kind.checks, *self.step.checks)))
        results = await self._answers(subject, names)
        answers = [result.model_dump(mode="json") for result in results]
        if self.step.until and version.by != "founder":
            answers.append(self._until(version, self.step.until))
        weights = [
            w.model_dump(mode="json") for w in weigh(subject, results, self.told(bundle.deliverable.memory))
        ]
        return answers, weights

    def keep(self, version: Version, judged: Judged | None) -> Version:
        """The version with the answers of its checks, written down."""
        if judged is None:
            return version
        self.journal.versions.record_results(self.run.id, self.step.id, version.version, *judged)
        return self.journal.versions.get(self.run.id, self.step.id, version.version)

    async def _answers(self, subject: Subject, names: Sequence[str]) -> Sequence[CheckResult]:
        """What the checks say; that they have begun is told where they take long enough for the founder to wonder."""
        self.context.turnstile.give_up(self.run.id)  # checks may take long
        running = asyncio.ensure_future(self.context.checks(subject, names))
        try:
            done, _pending = await asyncio.wait([running], timeout=_SILENCE)
            if not done:
                self.journal.events.append(
                    "checks.begun", run=self.run.id, step=self.step.id, names=list(names)
                )
            return await running
        finally:
            running.cancel()

    def _until(self, version: Version, condition: str) -> dict[str, Any]:
        """What `until` says of a version, as a check's answer."""
        try:
            met = self.holds(condition, self.scope(version=version))
            reason = _("{condition} holds") if met else _("{condition} does not hold yet")
        except ExpressionError as error:
            met, reason = False, str(error)
        verdict = Verdict.PASS if met else Verdict.FAIL
        answer = CheckResult(check="until", verdict=verdict, reason=reason.format(condition=condition))
        return answer.model_dump(mode="json")


def complaints(version: Version) -> str:
    """What the failing checks of a version say."""
    return "\n".join(f"{result['check']}: {_complaint(result)}" for result in version.failed)


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
