"""Cheapest: the cheapest way through a workflow, held against its limits before anything runs.

It is a lower bound: every step that no `if` can leave out takes one call, no version comes back, no tool is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Protocol

from superindividual.errors import SpecError
from superindividual.specs.expansion import Expansion, around
from superindividual.specs.workflow import BudgetSpec, StepSpec, WorkflowSpec
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _

Calls = Sequence[tuple[StepSpec, int]]
"""Steps of agents, and how many calls of a model each takes at least."""

_DIGITS = 3
"""Digits of an amount that are told; the rest is cut off, so that what is told is never too much."""


@dataclass(frozen=True)
class Amount:
    """Dollars as they count against a limit."""

    dollars: Decimal
    known: bool
    """Whether every price in it is known; else calls without one count at what the run assumes for them."""


class Costing(Protocol):
    """What calls take at least, by the company's models and cards."""

    def tokens(self, step: StepSpec) -> int:
        """Of one call, read and written."""

    def dollars(self, calls: Calls, limit: Decimal) -> Amount | None:
        """Of all of them; None where that is not known, or not more than the limit."""


class _Unknown:
    """Of a company of which nothing is known: something is read and something written."""

    def tokens(self, step: StepSpec) -> int:
        return 2

    def dollars(self, calls: Calls, limit: Decimal) -> Amount | None:
        return None


UNKNOWN: Costing = _Unknown()


@dataclass(frozen=True)
class House:
    """The company's own limits over all runs, where they stand: what one run exceeds, all exceed."""

    budget: BudgetSpec
    document: Document


def budget_faults(
    workflow: WorkflowSpec, document: Document, costing: Costing = UNKNOWN, house: House | None = None
) -> Iterator[SpecError]:
    """Limits that the cheapest way through exceeds: of the workflow, its steps, and the company."""
    parts = workflow.parts if isinstance(workflow, Expansion) else {}
    optional = {name for name, part in parts.items() if part.if_ is not None}
    certain = (step for step in workflow.steps if step.if_ is None and optional.isdisjoint(around(step.id)))
    calls = [(step, _calls(step)) for step in certain]
    yield from _exceeded(workflow.budget, calls, costing, document, ("budget",))
    if house:
        for fault in _exceeded(house.budget, calls, costing, house.document, ("budget",)):
            message = f"{workflow.name}: {fault.message}"
            yield SpecError(fault.position, message, remedy=fault.remedy, field=fault.field)
    for step in workflow.steps:
        if "/" not in step.id:  # a used workflow's own steps are told in its own file
            at: Path_ = ("steps", step.id, "budget")
            yield from _exceeded(step.budget, [(step, _calls(step))], costing, document, at)


def _calls(step: StepSpec) -> int:
    """How many calls of a model it takes when all goes well; none where that depends on a list made later.

    A coding agent's calls are its own and are not counted.
    """
    if not step.agent or step.via or isinstance(step.foreach, str):
        return 0
    return len(step.foreach) if isinstance(step.foreach, tuple) else 1


def _exceeded(
    budget: BudgetSpec, calls: Calls, costing: Costing, document: Document, path: Path_
) -> Iterator[SpecError]:
    """The limits below what so many calls take."""
    if not (needed := sum(count for _step, count in calls)):
        return
    usd = None if budget.usd is None else Decimal(str(budget.usd))
    for field, told in {
        "calls": _too_few(budget.calls, needed),
        "tokens": None if budget.tokens is None else _tokens(budget.tokens, calls, costing),
        "usd": None if usd is None else _dollars(usd, calls, costing),
    }.items():
        if told:
            message, remedy = told
            yield SpecError(document.at((*path, field)), message, remedy=remedy, field=field)


Told = tuple[str, str] | None
"""What is said of a limit, and how to mend it; None where it may be enough."""


def _too_few(limit: int | None, needed: int) -> Told:
    if limit is None or limit >= needed:
        return None
    message = _("{limit} calls cannot be enough: the cheapest way through takes {needed}")
    return message.format(limit=limit, needed=needed), _("allow more, or leave steps out")


def _tokens(limit: int, calls: Calls, costing: Costing) -> Told:
    needed = sum(count * costing.tokens(step) for step, count in calls if count)
    if limit >= needed:
        return None
    message = _("{limit} tokens cannot be enough: the cheapest way through takes more than {needed}")
    return message.format(limit=limit, needed=needed), _("allow more, or leave steps out")


def _dollars(limit: Decimal, calls: Calls, costing: Costing) -> Told:
    if limit == 0:
        message = _(
            "a limit of 0 US dollars stops the run before its first call, even one that costs nothing"
        )
        return message, _("allow more, or remove the limit")
    amount = costing.dollars(calls, limit)
    if amount is None:
        return None
    message = _("${limit} cannot be enough: the cheapest way through costs more than ${needed}")
    remedy = _("allow more, leave steps out, or name a cheaper model")
    if not amount.known:
        message = _(
            "${limit} cannot be enough: calls of a model without a known price count as more than ${needed}"
        )
        remedy = _("allow more, or say in company.yaml what the model costs: prices")
    return message.format(limit=f"{limit:f}", needed=_rounded(amount.dollars)), remedy


def _rounded(dollars: Decimal) -> str:
    """Few digits, and never more than the amount."""
    step = Decimal(1).scaleb(min(dollars.adjusted() - _DIGITS + 1, 0))
    return f"{dollars.quantize(step, ROUND_DOWN):f}"
