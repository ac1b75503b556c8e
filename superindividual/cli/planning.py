"""`rehearse --plan`: gates, effects and the most that a workflow can spend, before anything runs."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from superindividual.approvals.forecast import Forecast, StepForecast, forecast
from superindividual.cli.output import company, emit
from superindividual.text import gettext as _


def plan(options: Namespace) -> int:
    """Tell what the workflow will do at most; nothing is run."""
    opened = company(options)
    workflow = opened.checked_workflow(options.workflow)
    cards = {step.agent: opened.catalog.agent(step.agent) for step in workflow.steps if step.agent}
    found = forecast(workflow, opened.spec, cards)
    return emit(options, asdict(found), lambda: list(_lines(found)))


def _lines(found: Forecast) -> Iterator[str]:
    yield _("{workflow}: {count} steps; nothing was run").format(
        workflow=found.workflow, count=len(found.steps)
    )
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
    return _("at most {versions} versions and {calls} model calls before you are asked").format(
        versions=step.versions, calls=step.calls
    )


def _money(found: Forecast) -> str:
    if found.usd is None:
        return _("Money: no limit stands in the workflow or company.yaml; add budget: {usd: 5}")
    return _("Money: the run stops at ${usd}; only calls under way at that moment can go over it").format(
        usd=f"{found.usd:g}"
    )
