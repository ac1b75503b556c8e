"""FinanceModel: the numbers of a plan, each given by the founder or marked as an assumption."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from superindividual.rehearsal.documents.cash_flow import WEEKS, Week, cash_flow
from superindividual.rehearsal.documents.money import Limit, limit_of, rounded
from superindividual.rehearsal.documents.wording import Wording, data
from superindividual.rehearsal.reading.gratis import free_by_choice
from superindividual.rehearsal.reading.unit_cost import UnitCost, unit_costs
from superindividual.specs.brief import Brief
from superindividual.specs.facts import Price, ProductFacts

NO_CURRENCY = "XXX"
"""ISO 4217's code for no currency."""
_RUN_BUDGET = re.compile(r"\bbudget_usd\b", re.IGNORECASE)
_PER_MONTH = {"once": 1, "month": 1, "year": 12}
_MONTH_STARTS = (1, 5, 9)


@dataclass(frozen=True)
class Number:
    """A figure of the plan; `why` is empty for what the founder gave."""

    id: str
    name: str
    value: Decimal
    unit: str
    evidence: str
    why: str = ""


@dataclass
class FinanceModel:
    """One plan in one currency; unknown is None, and `limit_state` says why a limit is not used."""

    words: Wording
    currency: str
    price: Price | None
    limit: Limit | None
    limit_state: str
    limit_evidence: str = ""
    free: str | None = None
    """The evidence that it is free on purpose; None when it is sold or nothing is said."""
    numbers: list[Number] = field(default_factory=list)
    examples: list[Number] = field(default_factory=list)
    weeks: list[Week] = field(default_factory=list)
    keys: dict[str, Number] = field(default_factory=dict)

    def given(self, key: str, name: str, value: Decimal, unit: str, evidence: str) -> Number:
        """Enter a figure from the brief; they are numbered F1, F2 and so on."""
        count = sum(n.id.startswith("F") for n in self.numbers) + 1
        return self._enter(key, Number(f"F{count}", name, value, unit, evidence))

    def assumed(self, key: str, value: Decimal, unit: str, why: str, *, name: str = "") -> Number:
        """Enter an assumption, A1, A2, …; it is its own evidence."""
        count = sum(n.id.startswith("A") for n in self.numbers) + 1
        shown = name or self.words.say(f"finance.number.{key}")
        text = self.words.say(f"finance.assume.{why}")
        return self._enter(key, Number(f"A{count}", shown, value, unit, f"assumption:A{count}", text))

    def _enter(self, key: str, number: Number) -> Number:
        self.numbers.append(number)
        self.keys[key] = number
        return number

    @property
    def fee(self) -> Decimal:
        """The payment fee of one payment; 0 without a price."""
        return self.fee_at(Decimal(1), Decimal(1))

    @property
    def left(self) -> Decimal:
        """What remains of one payment."""
        return self.left_at(Decimal(1), Decimal(1))

    def fee_at(self, price_factor: Decimal, fee_factor: Decimal) -> Decimal:
        """The fee with the price and the fee changed by factors, rounded to the currency."""
        if self.price is None or self.price.amount == 0:
            return Decimal(0)
        share, fixed = self.keys["fee_percent"].value, self.keys["fee_fixed"].value
        return rounded((self.price.amount * price_factor * share + fixed) * fee_factor, self.currency)

    def left_at(self, price_factor: Decimal, fee_factor: Decimal) -> Decimal:
        """What remains of a payment with the price and the fee changed by factors."""
        if self.price is None:
            return Decimal(0)
        amount = rounded(self.price.amount * price_factor, self.currency)
        return amount - self.fee_at(price_factor, fee_factor) - self.cost_of_one

    @property
    def unit_costs(self) -> list[Number]:
        """What one piece costs the founder, as the brief names it."""
        return [number for key, number in self.keys.items() if key.startswith("unit_cost_")]

    @property
    def cost_of_one(self) -> Decimal:
        """All costs of one sale but the payment fee."""
        return sum((n.value for n in self.unit_costs), self.keys["other_cost"].value)

    def sales_for(
        self, cost: Decimal, price_factor: Decimal = Decimal(1), fee_factor: Decimal = Decimal(1)
    ) -> int | None:
        """Sales per month, or paying customers, that cover a monthly cost; None when none ever do."""
        left = self.left_at(price_factor, fee_factor)
        if self.price is None or left <= 0:
            return None
        return int((cost * _PER_MONTH[self.price.period] / left).to_integral_value(ROUND_CEILING))


def price_at(facts: ProductFacts, number: int) -> Price | None:
    """The founder's price of that number, counting from 0 over those above zero; past the last one, the last."""
    paid = [p for p in facts.prices if p.amount > 0] or list(facts.prices[:1])
    return paid[min(number, len(paid) - 1)] if paid else None


def finance_model(facts: ProductFacts, brief: Brief, words: Wording, variant: int = 0) -> FinanceModel:
    """The model of the facts at one of their prices; zero sales, and costs only as the founder's limit says."""
    price = price_at(facts, variant)
    limit, state = _limit(facts, brief)
    currency = price.currency if price else (limit.currency if limit else NO_CURRENCY)
    if limit is not None and limit.currency != currency:
        state = "other"
    model = FinanceModel(words, currency, price, limit, state, facts.budget.evidence if facts.budget else "")
    model.free = free_by_choice(facts, brief)
    _enter_price(model, _unit_costs(price, brief))
    _enter_cash(model)
    return model


def _limit(facts: ProductFacts, brief: Brief) -> tuple[Limit | None, str]:
    if facts.budget is None:
        return None, "none"
    cited = re.fullmatch(r"brief:(\d+)", facts.budget.evidence)
    lines = brief.lines
    line = lines[int(cited[1]) - 1] if cited and 0 < int(cited[1]) <= len(lines) else ""
    if _RUN_BUDGET.search(facts.budget.text) or _RUN_BUDGET.search(line):
        return None, "run"
    limit = limit_of(facts.budget.text)
    return limit, "used" if limit else "unread"


def _unit_costs(price: Price | None, brief: Brief) -> tuple[UnitCost, ...]:
    """Costs of one piece in the price's currency; a service that is paid again and again has no pieces."""
    if price is None or price.period != "once":
        return ()
    costs = [c for c in unit_costs(brief) if c.currency == price.currency]
    return tuple(costs) if sum(c.amount for c in costs) < price.amount else ()


def _enter_price(model: FinanceModel, costs: tuple[UnitCost, ...]) -> None:
    words, price = model.words, model.price
    if price is None:
        return
    table = data("finance.toml")
    fees = table["fee"].get(model.currency, table["fee"]["default"])
    period = words.say(f"finance.period.{price.period}")
    name = words.say("finance.number.price", period=period)
    model.given("price", name, price.amount, model.currency, price.evidence)
    model.assumed("fee_percent", Decimal(fees["share"]), words.say("finance.unit.share"), "fee")
    model.assumed("fee_fixed", Decimal(fees["fixed"]), model.currency, "fee")
    for count, cost in enumerate(costs, 1):
        model.given(f"unit_cost_{count}", cost.name, cost.amount, model.currency, cost.evidence)
    model.assumed("other_cost", Decimal(0), model.currency, "further_cost" if costs else "other_cost")
    model.assumed("tax", Decimal(0), words.say("finance.unit.share"), "tax")
    model.assumed("step", Decimal("0.2"), words.say("finance.unit.share"), "step")
    sums = table["costs"].get(model.currency, table["costs"]["default"])
    for count, monthly in enumerate(sums, 1):
        name = f"{words.say('finance.number.monthly_cost')} {count}"
        model.examples.append(
            model.assumed(f"cost_{count}", Decimal(monthly), model.currency, "example", name=name)
        )


def _enter_cash(model: FinanceModel) -> None:
    words, zero = model.words, rounded(Decimal(0), model.currency)
    model.assumed("sales", Decimal(0), words.say("finance.unit.week"), "sales")
    limit = model.limit if model.limit_state == "used" else None
    if limit is None or limit.monthly:
        opening = model.assumed("opening", zero, model.currency, "opening").value
    else:
        name = words.say("finance.number.opening")
        opening = model.given("opening", name, limit.amount, model.currency, model.limit_evidence).value
    opening = rounded(opening, model.currency)
    out = _spending(model, limit, opening)
    model.weeks = cash_flow(opening, [zero] * WEEKS, out)


def _spending(model: FinanceModel, limit: Limit | None, opening: Decimal) -> list[Decimal]:
    words, zero = model.words, rounded(Decimal(0), model.currency)
    if limit is not None and limit.monthly:
        amount = rounded(limit.amount, model.currency)
        model.given("limit", words.say("finance.number.limit"), amount, model.currency, model.limit_evidence)
        model.assumed("spend", Decimal(1), words.say("finance.unit.share"), "spend")
        return [amount if week in _MONTH_STARTS else zero for week in range(1, WEEKS + 1)]
    if limit is not None and limit.months:
        return _spread(model, limit.months, opening)
    model.assumed("spend_unknown", zero, model.currency, "spend_unknown")
    return [zero] * WEEKS


def _spread(model: FinanceModel, months: int, opening: Decimal) -> list[Decimal]:
    """The whole sum in equal weekly parts over the months named, and no more than there is."""
    words = model.words
    unit = words.say("finance.unit.months")
    model.given("months", words.say("finance.number.months"), Decimal(months), unit, model.limit_evidence)
    weekly = rounded(opening * 12 / (52 * months), model.currency)
    model.assumed("spend_week", weekly, model.currency, "spread")
    left, out = opening, []
    for _ in range(WEEKS):
        out.append(min(weekly, left))
        left -= out[-1]
    return out
