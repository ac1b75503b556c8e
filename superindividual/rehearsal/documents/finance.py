"""The finance recipe: a plan, its cash flow and its numbers; what is unknown stays unknown."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from superindividual.rehearsal.documents.assumption import Assumptions
from superindividual.rehearsal.documents.cash_flow import cash_flow_csv
from superindividual.rehearsal.documents.constraint import constraints_of, constraints_section
from superindividual.rehearsal.documents.finance_model import (
    NO_CURRENCY,
    FinanceModel,
    Number,
    finance_model,
)
from superindividual.rehearsal.documents.finance_text import (
    break_even_lines,
    change_lines,
    cost_lines,
    price_lines,
    runway_lines,
)
from superindividual.rehearsal.documents.markdown import bullets, cite, inline, plain, row, yaml_text
from superindividual.rehearsal.documents.money import shown
from superindividual.rehearsal.documents.product_facts import facts_of
from superindividual.rehearsal.documents.wording import wording
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "finance@1"


def finance(job: Job) -> Proposal:
    """Plan, cash flow and numbers; raises StepFailed without facts."""
    facts, words = facts_of(job), wording(job.language)
    model = finance_model(facts, job.brief, words, _variant(job))
    plan = _plan_md(job, facts, model)
    note = f"# {words.say('common.rehearsal_plain')}\n"
    files = {
        "finance/plan.md": plan,
        "finance/cash_flow.csv": cash_flow_csv(model.weeks),
        "finance/assumptions.yaml": yaml_text([_number_row(n) for n in model.numbers]) + note,
        "finance/figures.json": json.dumps(_figures(model), ensure_ascii=False, indent=2) + "\n",
    }
    return Proposal(
        files={path: text.encode() for path, text in files.items()},
        summary=_summary(model),
        claims=_claims(job, facts, model),
        recipe=RECIPE,
    )


def _variant(job: Job) -> int:
    """How many versions a condition of the workflow found wanting: each next one takes the founder's next price."""
    return sum(said.by == "check:until" for said in job.feedback)


def _figures(model: FinanceModel) -> dict[str, Any]:
    """What the expressions of a workflow can compare; what is unknown is null."""
    price = model.price
    costs = [number.value for number in model.examples]
    return {
        "note": model.words.say("common.rehearsal_plain"),
        "currency": None if model.currency == NO_CURRENCY else model.currency,
        "price": _plain(price.amount) if price else None,
        "period": price.period if price else None,
        "left": _plain(model.left) if price else None,
        "break_even": [{"monthly_cost": _plain(cost), "sales": model.sales_for(cost)} for cost in costs],
    }


def _plain(value: Decimal) -> int | float:
    """A whole number without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def _number_row(number: Number) -> dict[str, Any]:
    """Decimal figures go out as YAML numbers."""
    return {
        "id": number.id,
        "name": number.name,
        "value": _plain(number.value),
        "unit": number.unit,
        "evidence": number.evidence,
    }


def _plan_md(job: Job, facts: ProductFacts, model: FinanceModel) -> str:
    words = model.words
    sections = [
        ("price_head", bullets(price_lines(model, facts))),
        ("cost_head", bullets(cost_lines(model))),
        ("break_even_head", break_even_lines(model)),
        ("runway_head", bullets(runway_lines(model, facts))),
        ("change_head", bullets(change_lines(model))),
        ("numbers_head", _numbers(model)),
    ]
    key = "currency_unknown" if model.currency == NO_CURRENCY else "currency"
    title = words.say("finance.title", product=inline(facts.product))
    head = f"# {title}\n\n{words.say(f'finance.{key}', currency=model.currency)}\n"
    body = "\n".join(f"## {words.say(f'finance.{name}')}\n\n{text}\n" for name, text in sections)
    extra, remark = _constraints(job, model)
    return f"{head}\n{body}\n{extra}{remark}{words.say('common.rehearsal')}\n"


def _constraints(job: Job, model: FinanceModel) -> tuple[str, str]:
    """The founder's remarks; one without a request number rests on an assumption that is listed below it."""
    assumptions, words = _further(model), model.words
    section = constraints_section(constraints_of(job, assumptions, words), words)
    listing = assumptions.listing(words)
    return f"{section}\n" if section else "", f"{listing}\n\n" if listing else ""


def _further(model: FinanceModel) -> Assumptions:
    """Assumptions numbered on from those of the model."""
    return Assumptions(first=1 + sum(number.id.startswith("A") for number in model.numbers))


def _numbers(model: FinanceModel) -> str:
    head: list[str] = model.words.table("finance.columns")
    lines = [row(*head), row(*["---"] * len(head))]
    for number in model.numbers:
        why = number.why or "–"
        lines.append(
            row(
                number.id,
                inline(number.name),
                f"{number.value.normalize():f}",
                inline(number.unit),
                cite(number.evidence),
                inline(why),
            )
        )
    return "\n".join(lines)


def _summary(model: FinanceModel) -> str:
    if model.price is None:
        return model.words.say("finance.summary_free" if model.free else "finance.summary_none")
    return model.words.say(
        "finance.summary_price",
        amount=shown(model.price.amount, model.currency),
        currency=model.currency,
        period=model.words.say(f"finance.period.{model.price.period}"),
        left=shown(model.left, model.currency),
    )


def _claims(job: Job, facts: ProductFacts, model: FinanceModel) -> tuple[Claim, ...]:
    words = model.words
    claims = [
        Claim(text=f"{n.name}: {n.value.normalize():f} {n.unit}", evidence=(n.evidence,))
        for n in model.numbers
    ]
    if facts.budget is not None:
        claims.append(Claim(text=plain(facts.budget.text), evidence=(facts.budget.evidence,)))
    remarks = _further(model)
    claims += [one.claim for one in constraints_of(job, remarks, words)]
    claims += remarks.claims()
    if model.price is not None:
        used = (model.price.evidence, model.keys["fee_percent"].evidence, model.keys["fee_fixed"].evidence)
        claims.append(Claim(text=_summary(model), evidence=used))
    return tuple(claims)
