"""Forecast: what a workflow will ask of the founder, let out and spend at most, told before it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from superindividual.approvals.outward import Outward
from superindividual.approvals.policy import allowing, denied, policy_of
from superindividual.ids import StepId
from superindividual.specs.agent import AgentSpec
from superindividual.specs.company import CompanySpec
from superindividual.specs.expansion import Expansion, part_of
from superindividual.specs.order import Order
from superindividual.specs.origin import foreign
from superindividual.specs.workflow import ApproveIf, BudgetSpec, StepSpec

Gate = Literal["effect", "denied", "form", "always", "condition", "checks", "policy", "drafts", "threshold"]
"""Why the founder is asked: it leaves the company (or is denied, or goes out under a threshold), fills in a form, always, where a condition holds, when
checks fail, when checks fail or leave something open, or about every draft."""


@dataclass(frozen=True)
class Rate:
    """What a model's calls cost at most, in dollars."""

    call: Decimal | None
    """One call, as large as the model takes; None where that is not known."""
    token: Decimal
    """One token, read or written."""


@dataclass(frozen=True)
class StepForecast:
    """What one step may take; None is a number that only the run can tell."""

    step: StepId
    agent: str
    deliver: str
    effect: str
    gate: Gate
    condition: str
    """The step's `if` as written, after those of the used workflows that it stands in."""
    items: int | None
    """Items of a `foreach`; 1 for every other step."""
    versions: int | None
    """The most versions before the founder is asked or the step ends; every rejection allows as many again."""
    calls: int | None
    """The most model calls for these."""
    dollars: Decimal | None
    """The most that these cost at the model's price; None without a price, or where the calls are not known."""
    via: str
    """The coding agent that does the work: each of its sessions is one call here, and what it takes nobody knows before."""
    timeout: str


@dataclass(frozen=True)
class Forecast:
    """All steps in the order of the file, and what limits the whole."""

    workflow: str
    steps: tuple[StepForecast, ...]
    usd: float | None
    """The tighter limit in money of the workflow and of what is left of the company's; at most the call that crosses it
    goes over."""
    calls: int | None
    """The most model calls of the run: the tightest of its limit, what is left of the company's, and the sum over its
    steps."""
    dollars: Decimal | None
    """The most that the run can spend at the model's price, whichever limit is reached first; None where nothing limits
    it, or without a price."""
    left: Mapping[str, float]
    """What is left of the company's limits, by their names: they hold over all runs together."""

    @property
    def delegated(self) -> tuple[StepForecast, ...]:
        """The steps whose cost no limit of the company's holds while they work."""
        return tuple(s for s in self.steps if s.via)

    @property
    def used_up(self) -> bool:
        """Whether a limit of the company's is reached, so that no model can be called."""
        return 0 in self.left.values()

    @property
    def by_company(self) -> bool:
        """Whether it is what is left of the company's money that stops the run."""
        return self.usd is not None and self.left.get("usd") == self.usd

    @property
    def gates(self) -> tuple[StepForecast, ...]:
        """The steps at which the founder is asked, whatever the checks say."""
        return tuple(s for s in self.steps if s.gate in ("effect", "form", "always", "drafts"))


def forecast(
    workflow: Expansion,
    company: CompanySpec,
    cards: Mapping[str, AgentSpec],
    rate: Rate | None = None,
    left: Mapping[str, float] | None = None,
) -> Forecast:
    """Read off the workflow what it can do at most. Nothing is run and nothing is written.

    `cards` holds the card of every agent that the workflow names; `rate` is what the model's calls cost at most;
    `left` is what remains of the company's limits, where runs have used of them.
    """
    order = Order(workflow)
    steps = tuple(_step(workflow, step, order, company, cards, rate) for step in workflow.steps)
    left = company.budget.model_dump(exclude_none=True) if left is None else left
    budgets = (
        workflow.budget,
        BudgetSpec.model_construct(**left),
    )  # nothing may be left, which nobody may write
    summed = _summed(workflow, {s.step: s.calls for s in steps}, "")
    calls = _least(summed, *(b.calls for b in budgets))
    usd = _least(*(b.usd for b in budgets))
    at_once = sum(step.at_once if step.foreach else 1 for step in workflow.steps if step.agent)
    dollars = _dollars(steps, budgets, calls, rate, at_once)
    return Forecast(workflow.name, steps, usd=usd, calls=calls, dollars=dollars, left=left)


def _summed(workflow: Expansion, calls: Mapping[StepId, int | None], part: str) -> int | None:
    """The most calls of all steps in a part; a used workflow's own limit holds for its steps together."""
    own = [most for step, most in calls.items() if part_of(step) == part]
    own += [_summed(workflow, calls, name) for name in workflow.parts if part_of(name) == part]
    return _least(_sum(own), workflow.parts[part].budget.calls if part else None)


def _dollars(
    steps: Sequence[StepForecast],
    budgets: Sequence[BudgetSpec],
    calls: int | None,
    rate: Rate | None,
    at_once: int,
) -> Decimal | None:
    """The most that the run spends: by its steps, its calls, its tokens, or where it stops for its money.

    Calls under way when a limit is reached, `at_once` at most, go over it.
    """
    if rate is None or any(step.via for step in steps):
        return None
    tokens = _least(*(b.tokens for b in budgets))
    usd = _least(*(b.usd for b in budgets))
    if rate.call is None:
        return None  # what one call can take has no bound
    if any(0 in budget.model_dump().values() for budget in budgets):
        return Decimal(0)  # no call is made at all
    over = at_once * rate.call
    return _least(
        _sum(s.dollars for s in steps),
        None if calls is None else calls * rate.call,
        None if tokens is None else tokens * rate.token + over,
        None if usd is None else Decimal(str(usd)) + over,
    )


Amount = TypeVar("Amount", int, float, Decimal)


def _least(*amounts: Amount | None) -> Amount | None:
    return min((a for a in amounts if a is not None), default=None)


def _sum(amounts: Iterable[Amount | None]) -> Amount | None:
    """The sum, if every part is known."""
    found = list(amounts)
    return None if None in found else sum(a for a in found if a is not None)  # type: ignore[return-value]  # Amount 0


def _step(
    workflow: Expansion,
    step: StepSpec,
    order: Order,
    company: CompanySpec,
    cards: Mapping[str, AgentSpec],
    rate: Rate | None,
) -> StepForecast:
    items = None if isinstance(step.foreach, str) else len(step.foreach) if step.foreach else 1
    rounds = 1 + sum(
        sender.on_fail.at_most
        for sender in workflow.steps
        if sender.on_fail and step.id in order.onward(sender.on_fail.goto)
    )
    versions = None if items is None else items * step.tries * rounds if step.agent else rounds
    turns = cards[step.agent].max_turns if step.agent and not step.via else int(bool(step.via))
    again = 1 + (step.retry.at_most if step.retry else 0)
    calls = None if versions is None else versions * again * turns
    calls = _least(calls, step.budget.calls)
    return StepForecast(
        step.id,
        step.agent or "",
        step.deliver or "",
        step.effect or "",
        _gate(workflow, step, company),
        "; ".join(workflow.conditions(step)),
        items,
        versions,
        calls,
        None if step.via or calls is None or rate is None or rate.call is None else calls * rate.call,
        step.via or "",
        f"{step.timeout.after} {step.timeout.then}" if step.timeout else "",
    )


def _effect_gate(workflow: Expansion, step: StepSpec, company: CompanySpec) -> Gate:
    """When the founder is asked about an effect; a grant is not known before it."""
    agents = sorted({s.agent for s in workflow.steps if s.id in step.from_ and s.agent})
    outward = Outward(str(step.effect), {}, "", workflow.name, step.id, agents, foreign(workflow, step))
    policy = policy_of(company.policy)
    if denied(policy, outward):
        return "denied"
    return "threshold" if step.approve == "policy" and allowing(policy, outward) else "effect"


def _gate(workflow: Expansion, step: StepSpec, company: CompanySpec) -> Gate:
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
