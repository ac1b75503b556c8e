"""Forecast: what a workflow will ask of the founder, let out and spend at most, told before it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from superindividual.approvals.outward import Outward
from superindividual.approvals.policy import allowing, denied, policy_of
from superindividual.ids import StepId
from superindividual.specs.agent import AgentSpec
from superindividual.specs.company import CompanySpec
from superindividual.specs.order import Order
from superindividual.specs.workflow import ApproveIf, StepSpec, WorkflowSpec

Gate = Literal["effect", "denied", "form", "always", "condition", "checks", "policy", "drafts", "threshold"]
"""Why the founder is asked: it leaves the company (or is denied, or goes out under a threshold), fills in a form, always, where a condition holds, when
checks fail, when checks fail or leave something open, or about every draft."""


@dataclass(frozen=True)
class StepForecast:
    """What one step may take; None is a number that only the run can tell."""

    step: StepId
    agent: str
    deliver: str
    effect: str
    gate: Gate
    condition: str
    """The step's `if`, as written."""
    items: int | None
    """Items of a `foreach`; 1 for every other step."""
    versions: int | None
    """The most versions before the founder is asked or the step ends; every rejection allows as many again."""
    calls: int | None
    """The most model calls for these."""
    timeout: str


@dataclass(frozen=True)
class Forecast:
    """All steps in the order of the file, and what limits the whole."""

    workflow: str
    steps: tuple[StepForecast, ...]
    usd: float | None
    """The tighter limit in money of workflow and company; at most the call that crosses it goes over."""
    calls: int | None
    """The most model calls of the run: the tighter of its limits and the sum over its steps."""

    @property
    def gates(self) -> tuple[StepForecast, ...]:
        """The steps at which the founder is asked, whatever the checks say."""
        return tuple(s for s in self.steps if s.gate in ("effect", "form", "always", "drafts"))


def forecast(workflow: WorkflowSpec, company: CompanySpec, cards: Mapping[str, AgentSpec]) -> Forecast:
    """Read off the workflow what it can do at most. Nothing is run and nothing is written.

    `cards` holds the card of every agent that the workflow names.
    """
    order = Order(workflow)
    steps = tuple(_step(workflow, step, order, company, cards) for step in workflow.steps)
    known = [s.calls for s in steps if s.calls is not None]
    summed = sum(known) if len(known) == len(steps) else None
    budgets = (workflow.budget, company.budget)
    return Forecast(
        workflow.name,
        steps,
        usd=min((b.usd for b in budgets if b.usd is not None), default=None),
        calls=min((c for c in (summed, *(b.calls for b in budgets)) if c is not None), default=None),
    )


def _step(
    workflow: WorkflowSpec,
    step: StepSpec,
    order: Order,
    company: CompanySpec,
    cards: Mapping[str, AgentSpec],
) -> StepForecast:
    items = None if isinstance(step.foreach, str) else len(step.foreach) if step.foreach else 1
    rounds = 1 + sum(
        sender.on_fail.at_most
        for sender in workflow.steps
        if sender.on_fail and step.id in order.onward(sender.on_fail.goto)
    )
    versions = None if items is None else items * step.tries * rounds if step.agent else rounds
    turns = cards[step.agent].max_turns if step.agent else 0
    again = 1 + (step.retry.at_most if step.retry else 0)
    calls = None if versions is None else versions * again * turns
    limit = step.budget.calls
    return StepForecast(
        step.id,
        step.agent or "",
        step.deliver or "",
        step.effect or "",
        _gate(workflow, step, company),
        step.if_ or "",
        items,
        versions,
        calls if limit is None else limit if calls is None else min(calls, limit),
        f"{step.timeout.after} {step.timeout.then}" if step.timeout else "",
    )


def _effect_gate(workflow: WorkflowSpec, step: StepSpec, company: CompanySpec) -> Gate:
    """When the founder is asked about an effect; a grant is not known before it."""
    agents = sorted({s.agent for s in workflow.steps if s.id in step.from_ and s.agent})
    outward = Outward(str(step.effect), {}, "", workflow.name, step.id, agents)
    policy = policy_of(company.policy)
    if denied(policy, outward):
        return "denied"
    return "threshold" if step.approve == "policy" and allowing(policy, outward) else "effect"


def _gate(workflow: WorkflowSpec, step: StepSpec, company: CompanySpec) -> Gate:
    """When the founder is asked, as the policy decides it."""
    if step.effect:
        return _effect_gate(workflow, step, company)
    if step.needs_founder:
        return "form"
    if isinstance(step.approve, ApproveIf):
        return "condition"
    if step.approve == "always":
        return "always"
    if step.approve == "never":
        return "checks"
    return "drafts" if company.policy.drafts == "ask" else "policy"
