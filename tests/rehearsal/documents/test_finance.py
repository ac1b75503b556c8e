"""The finance recipe: amounts that add up, and none that nobody named."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Feedback

from .conftest import PRODUCTS
from .reading import EVIDENCE, cash_adds_up, cash_of, table_of, yaml_of

Propose = Callable[..., Proposal]


def read(proposal: Proposal) -> tuple[str, list[dict[str, Decimal]], list[dict[str, Any]]]:
    """Plan, cash flow, numbers."""
    assert set(proposal.files) == {
        f"finance/{name}" for name in ("plan.md", "cash_flow.csv", "assumptions.yaml", "figures.json")
    }
    texts = {name.split("/")[1]: content.decode() for name, content in proposal.files.items()}
    return texts["plan.md"], cash_of(texts["cash_flow.csv"]), yaml_of(texts["assumptions.yaml"])


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_cash_flow_adds_up_and_sells_nothing(product: str, propose: Propose) -> None:
    """13 weeks; opening plus in less out is closing, closing is the next opening; no sale is invented."""
    _, rows, _ = read(propose("finance", product))
    assert [int(row["week"]) for row in rows] == list(range(1, 14))
    assert cash_adds_up(rows)
    assert all(row["in"] == 0 and row["out"] >= 0 for row in rows)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_number_is_given_or_marked_as_an_assumption(product: str, propose: Propose) -> None:
    """Each has its five fields; an assumption is its own evidence; all stand in the plan."""
    plan, _, numbers = read(propose("finance", product))
    assert len({n["id"] for n in numbers}) == len(numbers)
    for number in numbers:
        assert set(number) == {"id", "name", "value", "unit", "evidence"}
        assert isinstance(number["value"], int | float)
        assert EVIDENCE.match(number["evidence"])
        assert number["id"].startswith("A") == (number["evidence"] == f"assumption:{number['id']}")
        assert f"| {number['id']} |" in plan


def test_the_break_even_table_is_what_the_price_says(propose: Propose) -> None:
    """19 EUR less 5 % and 0.50 leaves 17.55; each row is the smallest number that covers its cost."""
    plan, _, _ = read(propose("finance", "csv"))
    assert "**17.55 EUR**" in plan
    rows = table_of(plan, ("monthly cost to cover (EUR)", "sales per month"))
    assert len(rows) == 6
    for cost, sales in rows:
        amount = Decimal(cost.replace(",", ""))
        assert int(sales) == math.ceil(amount / Decimal("17.55"))


def test_a_yearly_price_counts_as_twelfths(propose: Propose) -> None:
    """120 a year leaves 113.50, so 100 a month need 1200 / 113.50 = 11 customers."""
    price = {"amount": "120", "currency": "EUR", "period": "year", "evidence": "brief:15"}
    plan, _, _ = read(propose("finance", "csv", {"prices": [price]}))
    unit = "paying customers (a yearly payment counts as a twelfth per month)"
    rows = dict(
        table_of(
            plan,
            (
                "monthly cost to cover (EUR)",
                unit,
            ),
        )
    )
    assert rows["100"] == "11"


def test_a_whole_sum_with_a_time_is_spread_and_gives_a_runway(propose: Propose) -> None:
    """3,000 EUR over five months: 138.46 a week, 21 whole weeks."""
    plan, rows, _ = read(propose("finance", "game"))
    assert rows[0]["opening"] == 3000
    assert {row["out"] for row in rows} == {Decimal("138.46")}
    assert "**21 weeks**" in plan


def test_a_short_time_never_spends_more_than_there_is(propose: Propose) -> None:
    """100 EUR for two months are gone in the ninth week and stay gone."""
    budget = {"text": "100 EUR for two months", "evidence": "brief:7"}
    _, rows, _ = read(propose("finance", "game", {"budget": budget}))
    assert cash_adds_up(rows)
    assert min(row["closing"] for row in rows) == 0 and rows[-1]["closing"] == 0


def test_a_monthly_limit_is_the_founders_need(propose: Propose) -> None:
    """每月不超过 50 元 is 150 in 13 weeks, and the plan says who must bring it."""
    plan, rows, numbers = read(propose("finance", "converter"))
    assert rows[-1]["closing"] == -150
    assert "**150 CNY**" in plan
    assert {"value": 50, "evidence": "brief:12"}.items() <= next(
        n for n in numbers if n["id"] == "F1"
    ).items()


def test_an_unknown_price_gives_the_formula_and_the_question(propose: Propose) -> None:
    """No amount of income or price appears; the founder is asked."""
    plan, _, numbers = read(propose("finance", "thin"))
    assert "The founder has named no price" in plan and "Question to the founder" in plan
    assert "sales per month = monthly cost ÷" in plan
    assert all(n["value"] == 0 for n in numbers)


def test_the_budget_of_a_run_is_no_capital(propose: Propose) -> None:
    """`budget_usd` limits what the agents may cost; it does not enter the cash flow."""
    plan, rows, _ = read(propose("finance", "csv"))
    assert all(row["opening"] == 0 and row["out"] == 0 for row in rows)
    assert "no capital" in plan


def test_two_currencies_are_never_added(propose: Propose) -> None:
    """A limit in another currency than the price's is quoted, not converted."""
    budget = {"text": "I have 500 GBP", "evidence": "brief:3"}
    plan, rows, _ = read(propose("finance", "service", {"budget": budget}))
    assert rows[0]["opening"] == 0
    assert "币种为 GBP，不换算为 CNY" in plan


def test_a_price_below_the_fee_never_breaks_even(propose: Propose) -> None:
    """At 0.30 EUR the fee is higher than the price, and the plan says so instead of dividing."""
    price = {"amount": "0.30", "currency": "EUR", "period": "once", "evidence": "brief:15"}
    plan, _, _ = read(propose("finance", "csv", {"prices": [price]}))
    assert "no number of sales covers a cost" in plan
    assert "| sales per month |" not in plan


def test_a_remark_is_numbered_on_from_the_model(propose: Propose) -> None:
    """A remark without a request rests on an assumption whose number no figure has."""
    said = (Feedback(by="founder", text="Plan for a second price"),)
    plan, _, numbers = read(propose("finance", "csv", feedback=said))
    free = f"A{1 + sum(n['id'].startswith('A') for n in numbers)}"
    assert f"Plan for a second price [assumption:{free}]" in plan
    assert f"- **{free}**:" in plan


PRICES = [
    {"amount": amount, "currency": "EUR", "period": "month", "evidence": "brief:1"} for amount in (4, 6, 9)
]


@pytest.mark.parametrize(("wanting", "price"), [(0, 4), (1, 6), (2, 9), (5, 9)])
def test_each_version_that_a_condition_found_wanting_gives_way_to_the_next_price(
    propose: Propose, wanting: int, price: int
) -> None:
    """The founder's prices in their order, none invented; past the last one it stays, and a failing check changes none."""
    said = [Feedback(by="check:until", text="does not hold yet") for _ in range(wanting)]
    said.append(Feedback(by="check:cash_flow_balances", text="no"))
    made = propose("finance", "csv", {"prices": PRICES}, feedback=tuple(said))
    figures = json.loads(made.files["finance/figures.json"])
    assert (figures["price"], figures["currency"], figures["period"]) == (price, "EUR", "month")
    assert f"**{figures['left']}" in made.files["finance/plan.md"].decode()


def test_figures_that_nobody_knows_are_null(propose: Propose) -> None:
    """Without a price there is nothing to compare, and no zero that would pass for one."""
    figures = json.loads(propose("finance", "csv", {"prices": []}).files["finance/figures.json"])
    assert (figures["price"], figures["left"], figures["break_even"]) == (None, None, [])
