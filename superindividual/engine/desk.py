"""Desk: what one step of one run reads and writes, apart from the graph that drives it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Any

from superindividual.approvals.granting import answered
from superindividual.approvals.outward import Outward
from superindividual.approvals.permit import expiry
from superindividual.approvals.policy import Policy, rule
from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.clock import parse
from superindividual.engine.context import Context
from superindividual.engine.scope import Handed, scope_of
from superindividual.errors import DecisionRefused, ExpressionError, OwnWorkReviewed, SuperindividualError
from superindividual.ids import Digest, MemoryId, RequestId, StepId, request_id, whole_step
from superindividual.journal.decisions import Decision, Request, said
from superindividual.journal.rounds import Round
from superindividual.journal.runs import Run, StepRecord
from superindividual.journal.versions import Version
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.brief_reader import read_brief
from superindividual.specs.interpolation import fill, value_of
from superindividual.specs.kind import Kind
from superindividual.specs.order import Order
from superindividual.specs.reviewing import own_work
from superindividual.specs.value import defaults
from superindividual.specs.workflow import ApproveIf, StepSpec, seconds
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

    def is_wanted(self) -> bool:
        """Whether the step's `if` holds; raises ExpressionError when that cannot be told."""
        return self.step.if_ is None or self.holds(self.step.if_, self.scope())

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
        ended = self.journal.runs.steps(self.run.id)
        if version:
            ended[self.step.id] = StepRecord(
                self.step.id, "done", version.digest, self.step.deliver, version.version, None, None, "", ""
            )
        steps = {s: Handed(r, self.context.objects, self.journal) for s, r in ended.items()}
        return scope_of(self.run, steps, item=item, number=len(self.versions()) or 1)

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
        before = Order(self.run.workflow).before(whole_step(self.step.id))
        return {
            s: self.context.objects.bundle(r.digest) for s, r in ended.items() if r.digest and s in before
        }

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
        for version in self.versions():
            told += [Feedback(by=f"check:{r['check']}", text=_complaint(r)) for r in version.failed]
            decision = decided.get(version.version)
            if decision and decision.verb == "reject":
                told.append(Feedback(by="founder", text=decision.feedback, request=decision.request))
        return tuple(told)

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

    def job(self, attempt: int, told: Sequence[str], item: Any = None) -> Job:
        """All that the agent is given for an attempt."""
        versions = self.journal.versions.of(self.run.id, self.step.id)
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
        if self.step.until and version.by != "founder":
            answers.append(self._until(version, self.step.until))
        self.journal.versions.record_results(self.run.id, self.step.id, version.version, answers)
        return self.journal.versions.get(self.run.id, self.step.id, version.version)

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

    def send_back(self, reason: str) -> bool:
        """Send the work back to an earlier step, if the workflow says so and has not done so too often."""
        back = self.step.on_fail
        rounds = self.journal.rounds
        if back is None or rounds.count(self.run.id, back.goto, self.step.id) >= back.at_most:
            return False
        anew = Order(self.run.workflow).onward(back.goto)
        steps = [s.id for s in self.run.workflow.steps if s.id in anew]
        rounds.send_back(self.run.id, steps, by=self.step.id, reason=reason)
        self.context.watch.wake()
        return True

    def open_request(self, version: Version, outward: Outward | None = None) -> Request:
        """Open the request about a version; where policy or a grant says so it is decided in the same transaction."""
        policy = self.context.policy()
        ruling = rule(
            self.step,
            self.run.approve,
            policy,
            version.results or (),
            condition=self._asks(version),
        )
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
                    **self._form(),
                    **({"action": {"how": outward.how, **outward.arguments}} if outward else {}),
                },
                policy=policy,
            )
            if outward:
                results = version.results or ()
                always = "always" in (self.run.approve, self.step.approve) or self._asks(version)
                answered(self.journal, policy, request, outward, results, always=always)
            elif (
                not ruling.ask
                and self.journal.decisions.decision(request.id) is None
                and request.closed is None
            ):
                self.journal.decisions.decide(
                    request.id,
                    "approve",
                    by=f"policy:{ruling.reason}",
                    binding=version.digest,
                    form=defaults(self.step.form),
                    policy=policy.version,
                )
        return request

    def _form(self) -> dict[str, Any]:
        """What the founder fills in, for the front ends."""
        form = {name: field.model_dump(mode="json") for name, field in self.step.form.items()}
        return {"form": form} if form else {}

    def _asks(self, version: Version) -> bool:
        """Whether the step's own condition wants the founder; one that cannot be told does."""
        if not isinstance(self.step.approve, ApproveIf):
            return False
        try:
            return self.holds(self.step.approve.if_, self.scope(version=version))
        except ExpressionError:
            return True

    def seconds_left(self, request: str) -> float | None:
        """Until the request's time is over; None when it has no limit."""
        if self.step.timeout is None:
            return None
        opened = parse(self.standing(request).opened)
        return seconds(self.step.timeout.after) - (self.journal.clock() - opened).total_seconds()

    def time_out(self, request: str) -> None:
        """Decide what the founder left open, as the workflow says; a decision that came first stands."""
        assert self.step.timeout is not None
        waiting = self.standing(request)
        approves = self.step.timeout.then != "deny" and waiting.kind == "draft"
        with suppress(DecisionRefused):
            self.journal.decisions.decide(
                waiting.id,
                "approve" if approves else "reject",
                by=f"timeout:{self.step.timeout.after}",
                binding=waiting.binding,
                feedback="" if approves else said(f"timeout:{self.step.timeout.after}"),
                form=defaults(self.step.form) if approves else None,
            )

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

    def _open(
        self,
        version: int,
        binding: Digest,
        *,
        failing: bool,
        question: dict[str, Any],
        policy: Policy | None = None,
    ) -> Request:
        effect = self.step.effect is not None
        bound = policy if effect else None
        return self.journal.decisions.open(
            request_id(self.run.id, self.step.id, str(version), binding),
            run=self.run.id,
            step=self.step.id,
            version=version,
            kind="effect" if effect else "failing" if failing else "draft",
            binding=binding,
            question=question,
            risk=2 if effect else 1 if failing else 0,
            policy=bound.version if bound else None,
            expires=expiry(self.journal, bound) if bound else None,
        )

    def standing(self, request: str) -> Request:
        """The request, or the one that took its place."""
        return self.journal.decisions.request(self.journal.renewals.current(RequestId(request)))

    def decision(self, request: str) -> Decision | None:
        """The decision about a request or what took its place, if one was taken."""
        return self.journal.decisions.decision(self.journal.renewals.current(RequestId(request)))

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
            if not decision.by.startswith(("policy:", "timeout:", "grant:")):
                words = f": {decision.feedback}" if decision.feedback else ""
                self._remember(
                    f"{self.step.id} v{version.version}: {decision.verb}{words}",
                    "decision",
                    scope,
                    f"decision:{decision.request}",
                    decision.by,
                )
            self.context.memory.record_use(version.digest, list(deliverable.memory))
        self.context.watch.wake()  # lanes of this process that wait for the step need no poll

    def skip(self, reason: str) -> None:
        """Record that the step ended without a deliverable."""
        self.journal.runs.record_step(
            self.run.id,
            StepRecord(self.step.id, "skipped", None, self.step.deliver, None, None, None, reason, ""),
        )
        self.context.watch.wake()


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


def _count(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for result in results:
        counts[result["verdict"]] = counts.get(result["verdict"], 0) + 1
    return counts
