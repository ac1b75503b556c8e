"""Asking: the requests that a step opens, until they are decided."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from superindividual.approvals.granting import answered
from superindividual.approvals.outward import Outward
from superindividual.approvals.pattern import pattern_of
from superindividual.approvals.policy import Policy, Ruling, rule
from superindividual.checks.weight import counted
from superindividual.clock import parse
from superindividual.engine.desk import Desk
from superindividual.errors import DecisionRefused, ExpressionError, SuperindividualError
from superindividual.ids import Digest, RequestId, digest_of, request_id
from superindividual.journal.decisions import Decision, Request, said
from superindividual.journal.stake import stake_of
from superindividual.journal.versions import Version
from superindividual.specs.value import defaults
from superindividual.specs.workflow import ApproveIf, seconds
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Deliverable


class Asking:
    """What is asked about one step. A request's id follows from what is asked, so that a repeat asks nothing twice."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def about(
        self,
        version: Version,
        outward: Outward | None = None,
        *,
        policy: Policy | None = None,
        binding: Digest | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Request:
        """Open the request about a version; where policy, a rule or a grant says so it is decided in the same transaction.

        `binding` is what an approval is about, the version's digest where not given; `facts` join the question, those of an
        effect its action with the policy and the expiry that the binding holds.
        """
        policy = policy or self.desk.context.policy()
        ruling = rule(
            self.desk.step,
            self.desk.run.approve,
            policy,
            version.results or (),
            condition=self._asks(version),
        )
        deliverable = self.desk.context.objects.deliverable(version.digest)
        pattern = self._pattern(version, deliverable) if ruling.ask else None
        with self.desk.journal.transaction():
            request = self._opened(
                version.version,
                binding or version.digest,
                failing=bool(version.failed),
                pattern=pattern,
                outward=outward,
                question={
                    **self._question(version, deliverable),
                    "reason": ruling.reason,
                    **({"pattern": pattern} if pattern else {}),
                    **(facts or {}),
                },
            )
            if outward:
                self._answered(policy, request, outward, version)
            elif by := self._decided_by(ruling, request, policy):
                self._decide(request, by, policy)
        return request

    def _question(self, version: Version, deliverable: Deliverable) -> dict[str, Any]:
        """What is told of a version, whoever decides about it."""
        step = self.desk.step
        return {
            "product": self.desk.run.product,
            "step": step.id,
            "agent": step.agent,
            "deliver": deliverable.kind,
            "summary": deliverable.summary,
            "files": len(deliverable.files),
            "verdicts": _count(version.results or ()),
            **({"claims": counted(version.claims)} if step.agent else {}),
            **({"labels": list(deliverable.labels)} if deliverable.labels else {}),
            **self._form(),
        }

    def _decide(self, request: Request, by: str, policy: Policy) -> None:
        """Approve in the founder's place what nobody has decided."""
        if self.desk.journal.decisions.decision(request.id) is None and request.closed is None:
            self.desk.journal.decisions.decide(
                request.id,
                "approve",
                by=by,
                binding=request.binding,
                form=defaults(self.desk.step.form),
                policy=policy.version,
            )

    def _answered(self, policy: Policy, request: Request, outward: Outward, version: Version) -> None:
        """Let a grant or a threshold answer about an effect, unless the founder wants to be asked every time."""
        always = "always" in (self.desk.run.approve, self.desk.step.approve) or self._asks(version)
        results = version.results or ()
        answered(self.desk.journal, policy, request, outward, results, always=always)

    def _pattern(self, version: Version, deliverable: Deliverable) -> dict[str, Any] | None:
        """What a rule could say of a draft, where one may decide."""
        desk = self.desk
        if desk.step.agent is None:
            return None
        return pattern_of(desk.run, desk.step, desk.card, deliverable, version.results or ())

    def _decided_by(self, ruling: Ruling, request: Request, policy: Policy) -> str:
        """Who decides in the founder's place: the policy, or a rule of theirs; empty where they are asked."""
        if not ruling.ask:
            return f"policy:{ruling.reason}"
        if policy.readonly or policy.fault:
            return ""
        rules = self.desk.journal.rules
        standing = rules.standing(Digest(request.pattern)) if request.pattern else None
        return f"rule:{standing.id}" if standing else ""

    def _form(self) -> dict[str, Any]:
        """What the founder fills in, for the front ends."""
        form = {name: field.model_dump(mode="json") for name, field in self.desk.step.form.items()}
        return {"form": form} if form else {}

    def _asks(self, version: Version) -> bool:
        """Whether the step's own condition wants the founder; one that cannot be told does."""
        if not isinstance(self.desk.step.approve, ApproveIf):
            return False
        try:
            return self.desk.holds(self.desk.step.approve.if_, self.desk.scope(version=version))
        except ExpressionError:
            return True

    def seconds_left(self, request: str) -> float | None:
        """Until the request's time is over; None when it has no limit."""
        if self.desk.step.timeout is None:
            return None
        waiting = self.standing(request)
        if waiting.kind == "arrival":  # time never says whether something arrived
            return None
        passed = (self.desk.journal.clock() - parse(waiting.opened)).total_seconds()
        return seconds(self.desk.step.timeout.after) - passed

    def time_out(self, request: str) -> None:
        """Decide what the founder left open, as the workflow says; a decision that came first stands."""
        assert self.desk.step.timeout is not None
        waiting = self.standing(request)
        approves = self.desk.step.timeout.then != "deny" and waiting.kind == "draft"
        with suppress(DecisionRefused):
            self.desk.journal.decisions.decide(
                waiting.id,
                "approve" if approves else "reject",
                by=f"timeout:{self.desk.step.timeout.after}",
                binding=waiting.binding,
                feedback="" if approves else said(f"timeout:{self.desk.step.timeout.after}"),
                form=defaults(self.desk.step.form) if approves else None,
            )

    def without_version(self, attempt: int, reason: str) -> Request:
        """Ask the founder what to do when no attempt handed anything over."""
        binding = Digest(request_id(self.desk.run.id, self.desk.step.id, str(attempt), reason))
        return self._opened(
            0,
            binding,
            failing=True,
            question={
                "product": self.desk.run.product,
                "step": self.desk.step.id,
                "agent": self.desk.step.agent,
                "deliver": self.desk.step.deliver,
                "summary": reason,
                "reason": "no-deliverable",
                "files": 0,
                "verdicts": {},
            },
        )

    def _opened(
        self,
        version: int,
        binding: Digest,
        *,
        failing: bool,
        question: dict[str, Any],
        pattern: dict[str, Any] | None = None,
        outward: Outward | None = None,
    ) -> Request:
        money = outward.money if outward else None
        effect = self.desk.step.effect is not None and version > 0
        risk = 2 if effect else 1 if failing else 0
        spent = self.desk.journal.usage.of(self.desk.run.id).usd
        return self.desk.journal.decisions.open(
            request_id(self.desk.run.id, self.desk.step.id, str(version), binding),
            run=self.desk.run.id,
            step=self.desk.step.id,
            version=version,
            kind="effect" if effect else "failing" if failing else "draft",
            binding=binding,
            question=question,
            policy=question["policy"] if effect else None,
            expires=question["expires"] if effect else None,
            risk=risk,
            stake=stake_of(spent, risk, self.desk.step.effect, money.amount if money else None),
            pattern=digest_of(pattern) if pattern else None,
        )

    def standing(self, request: str) -> Request:
        """The request, or the one that took its place."""
        decisions, renewals = self.desk.journal.decisions, self.desk.journal.renewals
        return decisions.request(renewals.current(RequestId(request)))

    def decision(self, request: str) -> Decision | None:
        """The decision about a request or what took its place, if one was taken."""
        return self.desk.journal.decisions.decision(self.standing(request).id)

    async def answer_questions(self, request: str) -> None:
        """Let the agent answer what the founder asked about a waiting request."""
        for question in self.desk.journal.decisions.questions(RequestId(request), open_only=True):
            job = await asyncio.to_thread(self.desk.job, 1, ())
            try:
                text = await self.desk.agent.answer(job, question.text)
            except SuperindividualError as error:
                text = _("no answer could be had: {reason}").format(reason=error)
            self.desk.journal.decisions.answer(question, text, by=self.desk.step.agent or "company")


def _count(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for result in results:
        counts[result["verdict"]] = counts.get(result["verdict"], 0) + 1
    return counts
