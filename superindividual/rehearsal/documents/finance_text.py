"""The sentences of the finance plan, each with the numbers it rests on."""

from __future__ import annotations

from decimal import Decimal

from superindividual.rehearsal.documents.finance_model import NO_CURRENCY, FinanceModel
from superindividual.rehearsal.documents.markdown import capital, cited, inline, row
from superindividual.rehearsal.documents.money import free_part, shown
from superindividual.specs.facts import Price, ProductFacts

_ONE = Decimal(1)


def price_lines(model: FinanceModel, facts: ProductFacts) -> list[str]:
    """Every price the founder named, and which one the plan works with."""
    words = model.words
    if model.free:
        return [cited(words.say("finance.price_free"), model.free)]
    if model.price is None:
        return [words.say("finance.price_none"), words.say("finance.price_question")]
    lines = []
    for price in facts.prices:
        lines.append(cited(_price(model, price, "price_line"), price.evidence))
        if price.free_tier.strip():
            lines.append(
                cited(words.say("finance.free", text=inline(free_part(price.free_tier))), price.evidence)
            )
    if len(facts.prices) > 1:
        lines.append(_price(model, model.price, "price_used"))
    return [*lines, cited(words.say("finance.tax_line"), model.keys["tax"].evidence)]


def _price(model: FinanceModel, price: Price, key: str) -> str:
    label = f" ({inline(price.label)})" if price.label and model.words.lang == "en" else ""
    label = f"（{inline(price.label)}）" if price.label and not label else label
    return model.words.say(
        f"finance.{key}",
        label=label,
        amount=shown(price.amount, price.currency),
        currency=price.currency,
        period=model.words.say(f"finance.period.{price.period}"),
    )


def cost_lines(model: FinanceModel) -> list[str]:
    """The fee, other cost, and what remains of one payment."""
    words = model.words
    if model.price is None:
        return [words.say("finance.cost_free" if model.free else "finance.cost_unknown")]
    share, fixed = model.keys["fee_percent"], model.keys["fee_fixed"]
    fee = words.say(
        "finance.fee_line" if fixed.value else "finance.fee_line_share",
        percent=f"{(share.value * 100).normalize():f}",
        fixed=shown(fixed.value, model.currency),
        currency=model.currency,
    )
    left = words.say(
        "finance.contribution_line",
        price=shown(model.price.amount, model.currency),
        fee=" − ".join(
            [shown(model.fee, model.currency), *(shown(n.value, model.currency) for n in model.unit_costs)]
        ),
        left=shown(model.left, model.currency),
        currency=model.currency,
    )
    other = model.keys["other_cost"].evidence
    pieces = [
        cited(_money(model, "unit_cost", number.value, name=inline(capital(number.name))), number.evidence)
        for number in model.unit_costs
    ]
    known = [number.evidence for number in model.unit_costs]
    lines = [
        cited(fee, share.evidence, fixed.evidence),
        *pieces,
        cited(words.say("finance.further_cost" if pieces else "finance.other_cost"), other),
        cited(left, *dict.fromkeys([model.price.evidence, share.evidence, fixed.evidence, *known, other])),
    ]
    return lines if model.left > 0 else [*lines, words.say("finance.contribution_negative")]


def break_even_lines(model: FinanceModel) -> str:
    """The table: how many sales a month, or paying customers, cover which monthly cost."""
    words = model.words
    if model.price is None:
        return words.say("finance.break_even_free" if model.free else "finance.formula")
    if model.left <= 0:
        return words.say("finance.contribution_negative")
    head = row(words.say("finance.table_cost", currency=model.currency), _unit(model))
    lines = [row(shown(cost, model.currency), str(model.sales_for(cost))) for cost in _costs(model)]
    if "limit" in model.keys:
        limit = model.keys["limit"].value
        own = words.say("finance.own_row", amount=shown(limit, model.currency))
        lines.insert(0, row(own, str(model.sales_for(limit))))
    return "\n".join([words.say("finance.break_even_intro"), "", head, row("---:", "---:"), *lines])


def _costs(model: FinanceModel) -> list[Decimal]:
    return [example.value for example in model.examples]


def _unit(model: FinanceModel) -> str:
    return model.words.say(f"finance.table_{model.price.period if model.price else 'once'}")


def runway_lines(model: FinanceModel, facts: ProductFacts) -> list[str]:
    """The money at hand, what goes out, and how long it lasts."""
    lines = [*_budget_lines(model, facts), *_cash_lines(model)]
    return [*lines, _runway(model), _sum_line(model)]


def _budget_lines(model: FinanceModel, facts: ProductFacts) -> list[str]:
    words = model.words
    if facts.budget is None:
        return []
    lines = [cited(words.say("finance.budget_said", text=inline(facts.budget.text)), facts.budget.evidence)]
    if model.limit_state == "other" and model.limit is not None:
        said = words.say("finance.budget_other", other=model.limit.currency, currency=model.currency)
        return [*lines, said]
    if model.limit_state in ("run", "unread"):
        lines.append(words.say(f"finance.budget_{model.limit_state}"))
    return lines


def _cash_lines(model: FinanceModel) -> list[str]:
    words, opening = model.words, model.keys["opening"]
    lines = [cited(words.say("finance.opening_unknown"), opening.evidence)]
    if opening.id.startswith("F"):
        lines = [cited(_money(model, "opening_known", opening.value), opening.evidence)]
    if "limit" in model.keys:
        evidence = (model.keys["limit"].evidence, model.keys["spend"].evidence)
        lines.append(cited(_money(model, "spend_limit", model.keys["limit"].value), *evidence))
    elif "spend_week" in model.keys:
        months, weekly = model.keys["months"], model.keys["spend_week"]
        amount = shown(weekly.value, model.currency)
        said = words.say("finance.spend_spread", months=months.value, amount=amount, currency=model.currency)
        lines.append(cited(said, months.evidence, weekly.evidence))
    else:
        lines.append(cited(words.say("finance.spend_unknown"), model.keys["spend_unknown"].evidence))
    return [*lines, cited(words.say("finance.sales_zero"), model.keys["sales"].evidence)]


def _money(model: FinanceModel, key: str, amount: Decimal, **values: str) -> str:
    sum_ = shown(amount, model.currency)
    return model.words.say(f"finance.{key}", amount=sum_, currency=model.currency, **values)


def _runway(model: FinanceModel) -> str:
    words, last = model.words, model.weeks[-1]
    if "spend_week" in model.keys and model.keys["spend_week"].value > 0:
        weeks = int(model.keys["opening"].value // model.keys["spend_week"].value)
        return words.say("finance.runway_weeks", weeks=weeks)
    if last.closing < 0:
        return _money(model, "runway_need", -last.closing)
    return words.say("finance.runway_unknown")


def _sum_line(model: FinanceModel) -> str:
    weeks, currency = model.weeks, model.currency
    return model.words.say(
        "finance.sum_line",
        opening=shown(weeks[0].opening, currency),
        income=shown(sum((w.income for w in weeks), Decimal(0)), currency),
        out=shown(sum((w.out for w in weeks), Decimal(0)), currency),
        closing=shown(weeks[-1].closing, currency),
        currency="" if currency == NO_CURRENCY else f" {currency}",
    )


def change_lines(model: FinanceModel) -> list[str]:
    """What would change the answer, in figures where there are any."""
    words = model.words
    if model.free:
        return [words.say("finance.change_free"), words.say("finance.change_costs")]
    if model.price is None or model.left <= 0:
        return [words.say("finance.change_unknown"), words.say("finance.change_sales")]
    cost = model.keys["limit"].value if "limit" in model.keys else _costs(model)[len(_costs(model)) // 2]
    step = model.keys["step"].value
    values = {
        "cost": shown(cost, model.currency),
        "base": model.sales_for(cost),
        "lower": _count(model, cost, _ONE - step, _ONE),
        "higher": _count(model, cost, _ONE + step, _ONE),
        "count": _count(model, cost, _ONE, Decimal(2)),
        "left": shown(model.left, model.currency),
        "currency": model.currency,
        "unit": _unit(model),
    }
    fee = "fee_same" if values["count"] == str(values["base"]) else "fee"
    names = ["price", fee, "refund", *([] if model.price.period == "once" else ["churn"]), "costs", "sales"]
    return [words.say(f"finance.change_{name}", **values) for name in names]


def _count(model: FinanceModel, cost: Decimal, price_factor: Decimal, fee_factor: Decimal) -> str:
    count = model.sales_for(cost, price_factor, fee_factor)
    return model.words.say("finance.never") if count is None else str(count)
