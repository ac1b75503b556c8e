"""The cheapest way through a workflow: limits that it exceeds are told where they stand, and no others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from superindividual.errors import SpecErrors
from superindividual.specs.catalog import Catalog
from superindividual.specs.cheapest import UNKNOWN, Amount, Calls, Costing, House
from superindividual.specs.validate import checked
from superindividual.specs.workflow import BudgetSpec, StepSpec
from superindividual.specs.yaml import parse

HEAD = """name: w
inputs:
  brief: {type: file, required: true}
  markets: {type: list, default: [CN]}
steps:
  a: {agent: scout, deliver: discovery}
"""


class Tenth:
    """Every call takes 10 tokens and a tenth of a dollar."""

    def __init__(self, known: bool = True) -> None:
        self.known = known

    def tokens(self, step: StepSpec) -> int:
        return 10

    def dollars(self, calls: Calls, limit: Decimal) -> Amount | None:
        total = sum(count for _step, count in calls) * Decimal("0.1")
        return Amount(total, self.known) if total > limit else None


def faults(text: str, costing: Costing = UNKNOWN, house: House | None = None) -> list[str]:
    """What is wrong with the text."""
    try:
        checked(text.encode(), "w.yaml", Catalog(), frozenset(), costing, house)
    except SpecErrors as error:
        return [str(fault) for fault in error.faults]
    return []


@pytest.mark.parametrize(
    ("budget", "told"),
    [
        ("budget: {calls: 0}", "0 calls cannot be enough: the cheapest way through takes 1"),
        ("foreach: [x, y], budget: {calls: 1}", "1 calls cannot be enough: the cheapest way through takes 2"),
        ("budget: {tokens: 1}", "1 tokens cannot be enough: the cheapest way through takes more than 2"),
        ("budget: {usd: 0}", "a limit of 0 US dollars stops the run before its first call"),
        ("budget: {calls: 1, tokens: 2, usd: 0.0001}", ""),
        ('foreach: "${{ inputs.markets }}", budget: {calls: 0, tokens: 0, usd: 0}', ""),
        ("via: acp:codex, budget: {calls: 0, tokens: 0, usd: 0}", ""),
    ],
)
def test_a_limit_of_a_step_that_cannot_be_enough(budget: str, told: str) -> None:
    """Told where it stands; a list that is made later may be empty, and a coding agent's calls are its own."""
    found = faults(f"{HEAD}  b: {{agent: scout, deliver: discovery, needs: [a], {budget}}}\n")
    assert (told in found[0] and len(found) == 1) if told else found == []


@pytest.mark.parametrize(
    ("budget", "told"),
    [
        (
            "{usd: 0.29}",
            "w.yaml:9:15: $0.29 cannot be enough: the cheapest way through costs more than $0.300",
        ),
        ("{usd: 0.3}", ""),
        (
            "{tokens: 29}",
            "w.yaml:9:18: 29 tokens cannot be enough: the cheapest way through takes more than 30",
        ),
        ("{tokens: 30}", ""),
    ],
)
def test_a_limit_just_below_the_cheapest_way_is_told_and_one_at_it_is_not(budget: str, told: str) -> None:
    """Two items and one step count, the one under an `if` does not; the place is that of the number."""
    text = (
        f"{HEAD}  b: {{agent: scout, deliver: discovery, needs: a, foreach: [x, y]}}\n"
        "  c: {agent: scout, deliver: discovery, needs: a, if: \"${{ 'CN' in inputs.markets }}\"}\n"
        f"budget: {budget}\n"
    )
    found = faults(text, Tenth())
    assert (found[0].startswith(told) and len(found) == 1) if told else found == []


def test_every_limit_that_is_too_small_is_told_at_once_each_at_its_place() -> None:
    """The workflow's and a step's, in calls, tokens and dollars."""
    text = f"{HEAD}  b: {{agent: scout, deliver: discovery, needs: a, budget: {{usd: 0.05}}}}\nbudget: {{calls: 1, tokens: 9, usd: 0.1}}\n"
    places = [line.split(" ")[0] for line in faults(text, Tenth())]
    assert places == ["w.yaml:7:65:", "w.yaml:8:17:", "w.yaml:8:28:", "w.yaml:8:36:"]


def test_what_counts_without_a_price_is_never_called_a_cost() -> None:
    """It is told that the run counts it so, and that a price mends it."""
    (told,) = faults(f"{HEAD}budget: {{usd: 0.01}}\n", Tenth(known=False))
    assert "calls of a model without a known price count as more than $0.100" in told
    assert told.endswith("say in company.yaml what the model costs: prices")


def test_the_companys_own_limit_is_told_in_its_own_file() -> None:
    """It holds for every run, so a workflow that it can never be enough for does not begin."""
    house = House(BudgetSpec(calls=1), parse(b"name: f\nbudget: {calls: 1}\n", "company.yaml"))
    text = f"{HEAD}  b: {{agent: scout, deliver: discovery, needs: a}}\n"
    (told,) = faults(text, house=house)
    assert told.startswith("company.yaml:2:17: w: 1 calls cannot be enough")
    assert faults(HEAD, house=house) == []


def test_an_amount_is_cut_off_and_never_rounded_up() -> None:
    """What is told is a bound that holds."""
    two_thirds = Tenth()
    two_thirds.dollars = lambda calls, limit: Amount(Decimal(2) / 3, known=True)  # type: ignore[method-assign]
    assert "more than $0.666," in faults(f"{HEAD}budget: {{usd: 0.5}}\n", two_thirds)[0]
