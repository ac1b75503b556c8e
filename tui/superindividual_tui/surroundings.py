"""Surroundings: the pane beside the centre: what hangs on what is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.approvals import wording
from superindividual.clock import parse
from superindividual.journal.decisions import Request, said
from superindividual.journal.runs import Run
from superindividual.journal.usage import Usage
from superindividual.text import gettext as _
from superindividual.text import number, one_line
from superindividual_tui.aside import run_word
from superindividual_tui.budgets import Limits, taken
from superindividual_tui.line import Line, Tone
from superindividual_tui.signs import RUNS
from superindividual_tui.view import View

_WIDTH = 10
"""Cells of a drawn part."""


def surroundings(view: View, request: Request | None) -> list[Line]:
    """Of a request: risk, agent, checks and claims; of its run, or the chosen one: state, cost against budget."""
    run = view.board.runs[request.run].run if request and request.run in view.board.runs else view.about
    lines = [*(_request(view, request) if request else ())]
    if run:
        lines += [*([Line("")] if lines else []), *_run(view, run)]
    return lines or [Line(_("No run yet."), "dim")]


def _request(view: View, request: Request) -> Iterator[Line]:
    asked = request.question
    yield Line(_("Request"), "head")
    yield Line(wording.stake(request), "bad" if request.risk == 2 else "warn" if request.risk else "plain")
    version = f" · {_('version')} {request.version}" if request.version else ""
    yield Line(one_line(str(asked["step"]), 60) + version)
    if maker := _maker(view, request):
        yield Line(_("by {agent}").format(agent=one_line(said(maker), 60)))
    yield Line(_("asked {age} ago").format(age=wording.age(request.opened, view.moment)), "dim")
    if request.expires and not request.closed and view.company.journal.decisions.decision(request.id) is None:
        yield Line(_("can be approved until {at}").format(at=wording.moment(parse(request.expires))), "warn")
    counts = asked.get("verdicts") or {}
    yield from (Line(""), Line(_("Checks"), "head"))
    if not counts:
        yield Line(_("No check has answered."), "warn")
    for verdict in (v for v in wording.VERDICTS if counts.get(v)):
        told = f"{wording.VERDICTS[verdict]} {counts[verdict]} {wording.verdict_word(verdict)}"
        yield Line(told, "bad" if verdict == "fail" else "plain")
    if asked.get("claims") is not None:
        yield from (Line(""), Line(_("Claims"), "head"))
        for grade, count in asked["claims"].items():
            yield Line(f"{count} {wording.grade_word(grade)}", "warn" if grade == "asserted" else "plain")
        if not asked["claims"]:
            yield Line(_("no claims"), "dim")


def _maker(view: View, request: Request) -> str:
    """Who made what is asked about: the founder, where it was edited, and not the agent of the step; else that agent."""
    try:
        return view.company.journal.versions.get(request.run, request.step, request.version).by
    except LookupError:
        return str(request.question.get("agent") or "")


def _run(view: View, run: Run) -> Iterator[Line]:
    found = view.board.runs[run.id]
    glyph, tone = RUNS[found.state]
    yield Line(one_line(run.product, 60), "head")
    yield Line(f"{glyph} {run_word(found)} · {found.ended}/{len(run.plan.steps)}", tone)
    yield Line(f"{run.id} · {one_line(run.plan.name, 40)}", "dim")
    yield from (Line(""), Line(_("Cost"), "head"))
    if run.engine == "rehearsal":
        yield Line(_("rehearsal, no AI"))
        return
    yield Line(found.cost)
    yield from budget_lines(view, run)
    yield from company_lines(view)


def budget_lines(view: View, run: Run) -> Iterator[Line]:
    """What a run took against each limit that it has; that nothing limits it is said."""
    limits = view.board.budgets.of(run)
    yield from _against(limits, view.company.journal.usage.of(run.id))
    if not (limits or view.board.budgets.company):
        yield Line(_("no limit is set"), "warn")


def company_lines(view: View) -> Iterator[Line]:
    """What all runs together took against each limit of the company's."""
    if limits := view.board.budgets.company:
        yield from (Line(""), Line(_("Cost of all runs"), "head"))
        yield from _against(limits, view.company.journal.usage.of_all())


def _against(limits: Limits, used: Usage) -> Iterator[Line]:
    yield from meter(limits, taken(used))
    if used.unpriced and "usd" in limits:
        yield Line(_("dollars of calls without a known price are not among these"), "warn")


def meter(limits: Limits, used: Limits, indent: str = "") -> Iterator[Line]:
    """Each limit with what was used of it, drawn."""
    words = {
        "usd": _("US dollars"),
        "tokens": _("tokens"),
        "calls": _("calls"),
        "hours": _("hours of model time"),
    }
    for name, limit in limits.items():
        part = used[name] / limit if limit else 1.0
        full = min(int(part * _WIDTH), _WIDTH)
        tone: Tone = "bad" if part >= 1 else "warn" if part >= 0.8 else "plain"
        digits = 2 if name == "hours" else 4
        drawn = "█" * full + "░" * (_WIDTH - full)
        yield Line(f"{indent}{drawn} {number(used[name], digits)} / {number(limit)} {words[name]}", tone)
