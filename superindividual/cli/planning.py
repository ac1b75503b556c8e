"""`rehearse --plan`: gates, effects and the most that a workflow can spend, before anything runs."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from superindividual.approvals import wording
from superindividual.approvals.forecast import Forecast, Rate, StepForecast, forecast
from superindividual.cli.costing import assumed, listed_left
from superindividual.cli.output import company, emit
from superindividual.clock import now
from superindividual.company import Company
from superindividual.engine.budget import left
from superindividual.models.directory import is_ready, places
from superindividual.models.endpoint import Endpoint
from superindividual.models.need import Need
from superindividual.models.pool import pool_of
from superindividual.models.price import Price
from superindividual.specs.workflow import BudgetSpec
from superindividual.text import gettext as _
from superindividual.text import ngettext, number


def plan(options: Namespace) -> int:
    """Tell what the workflow will do at most; nothing is run."""
    opened = company(options)
    workflow = opened.checked_workflow(options.workflow)
    cards = {step.agent: opened.catalog.agent(step.agent) for step in workflow.steps if step.agent}
    price = _price(opened, [step.model or cards[step.agent].model for step in workflow.steps if step.agent])
    of_all = opened.journal.usage.of_all()
    remaining = left(opened.spec.budget, of_all)
    found = forecast(workflow, opened.spec, cards, _rate(price) if price else None, remaining)
    schedule = workflow.on.schedule
    value = {
        **_plain(asdict(found)),
        "company_limits": opened.spec.budget.model_dump(exclude_none=True),
        "model": price.model if price else None,
        "schedule": schedule.model_dump(mode="json") if schedule else None,
    }
    begins = [wording.begins(schedule, now())] if schedule else []
    limits = opened.spec.budget
    counted_so = list(assumed(found.left, of_all))
    return emit(options, value, lambda: [*_lines(found, limits), *counted_so, _priced(found, price), *begins])


def _price(opened: Company, models: Sequence[str]) -> Price | None:
    """The price of the dearest model that may work here, if one is set up and all their prices are known."""
    spec = opened.spec.models
    if not is_ready(spec):
        Endpoint.of_environment()  # a key without a model is told here too
        return None
    return pool_of(spec, opened.spec.prices, places(spec)).dearest(map(Need, models), now())


def _rate(price: Price) -> Rate:
    today = now()
    million = Decimal(1_000_000)
    return Rate(price.most_of_call(today), price.most_of_tokens(1_000_000, today) / million)


def _plain(value: Any) -> Any:
    """Amounts as text, which keeps every digit."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def _priced(found: Forecast, price: Price | None) -> str:
    """What the run can spend at the model's price, or why that is not known."""
    if price is None:
        return _(
            "At prices: not known. Name a model (OPENAI_API_KEY, OPENAI_MODEL); one that is in no list needs its price"
            " in company.yaml: prices: {MODEL: {input: 0.5, output: 2, context: 128000}}"
        )
    if found.delegated:
        return _("At prices: not known, since coding agents work at {steps}").format(
            steps=", ".join(step.step for step in found.delegated)
        )
    named = {"model": price.model, "source": price.source}
    if price.context is None:
        return _(
            "At {model}'s price ({source}): not known, since nobody says how much one call can take; add it to"
            " company.yaml: prices: {{MODEL: {{input: …, output: …, context: 128000}}}}"
        ).format(**named)
    if found.dollars is None:
        return _("At {model}'s price ({source}): nothing limits it; add budget: {{usd: 5}}").format(**named)
    return _(
        "At {model}'s price ({source}): at most {dollars}, if every call were as large as it can be"
    ).format(**named, dollars=_dollars(found.dollars))


def _dollars(amount: Decimal) -> str:
    return f"${amount:.2f}"


def _lines(found: Forecast, company_limits: BudgetSpec) -> Iterator[str]:
    yield ngettext(
        "{workflow}: {count} step; nothing was run",
        "{workflow}: {count} steps; nothing was run",
        len(found.steps),
    ).format(workflow=found.workflow, count=len(found.steps))
    yield ""
    for step in found.steps:
        yield f"{step.step}  {_who(step)}"
        yield f"    {_gate(step)}"
        if step.condition:
            yield "    " + _("left out unless {condition}").format(condition=step.condition)
        if step.agent:
            yield "    " + _most(step)
    yield ""
    yield _("You are asked for certain: {steps}").format(
        steps=", ".join(s.step for s in found.gates) or _("nowhere")
    )
    effects = [f"{s.step} ({s.effect})" for s in found.steps if s.effect and s.gate != "denied"]
    yield _("Can leave the company, if you approve: {effects}").format(
        effects=", ".join(effects) or _("nothing")
    )
    yield _("Model calls: {most}").format(
        most=_("at most {count}").format(count=found.calls)
        if found.calls is not None
        else _("known only while running")
    )
    yield _money(found)
    if found.left:
        yield _shared(found, company_limits)


def _who(step: StepForecast) -> str:
    return (
        _("lets out: {effect}").format(effect=step.effect)
        if step.effect
        else f"{step.agent} → {step.deliver}"
    )


def _gate(step: StepForecast) -> str:
    said = {
        "effect": _("asks you: it leaves the company"),
        "threshold": _("goes out without asking, under the threshold in company.yaml; else asks you"),
        "denied": _("left out: company.yaml denies it"),
        "form": _("asks you: there is a form to fill in"),
        "always": _("asks you about every version that its checks let through"),
        "condition": _(
            "asks you where its condition holds; else when a check fails or leaves something open"
        ),
        "checks": _("asks you only when a check fails"),
        "policy": _("asks you when a check fails or leaves something open"),
        "drafts": _("asks you, as company.yaml wants it for every draft"),
    }[step.gate]
    waits = _("; unanswered: {timeout}").format(timeout=step.timeout) if step.timeout else ""
    return said + waits


def _most(step: StepForecast) -> str:
    if step.versions is None or step.calls is None:
        return _("as many items as the run brings, each with its attempts")
    if step.via:
        return ngettext(
            "at most {versions} version before you are asked, by {via}: what it takes at its provider is not known before",
            "at most {versions} versions before you are asked, by {via}: what it takes at its provider is not known before",
            step.versions,
        ).format(versions=step.versions, via=step.via)
    most = _("at most {versions} versions and {calls} model calls before you are asked").format(
        versions=step.versions, calls=step.calls
    )
    return most if step.dollars is None else f"{most} ({_dollars(step.dollars)})"


def _money(found: Forecast) -> str:
    if found.usd is None:
        return _("Money: no limit stands in the workflow or company.yaml; add budget: {usd: 5}")
    if found.by_company:
        return _(
            "Money: the run stops at ${usd}, which is left of the company's limit; only calls under way at that moment"
            " can go over it"
        ).format(usd=number(found.usd, 4))
    return _("Money: the run stops at ${usd}; only calls under way at that moment can go over it").format(
        usd=number(found.usd)
    )


def _shared(found: Forecast, limits: BudgetSpec) -> str:
    """What is left of the company's limits, and that other runs take of it too."""
    told = listed_left(limits.model_dump(exclude_none=True), found.left)
    if found.used_up:
        return _(
            "Left of the company's limits, for all runs together: {left}. No model can be called until you raise them in"
            " company.yaml: budget"
        ).format(left=told)
    return _("Left of the company's limits, for all runs together: {left}").format(left=told)
