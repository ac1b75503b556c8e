"""`compare`: two runs side by side."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from superindividual.approvals import wording
from superindividual.approvals.comparison import Comparison, FileChange, Pair, Side
from superindividual.cli.output import cells, company, emit
from superindividual.company import Company
from superindividual.ids import StepId
from superindividual.journal.decisions import said
from superindividual.journal.runs import Run
from superindividual.journal.usage import Usage
from superindividual.text import gettext as _


def compare(options: Namespace) -> int:
    """Compare two runs, or what one step handed over in them."""
    opened = company(options)
    left, right = opened.run(options.run), opened.run(options.other)
    found = Comparison(opened.journal, opened.objects, left, right)
    if options.step:
        return _compare_step(options, found, StepId(options.step))
    pairs = found.pairs()
    value = {
        "runs": [_run(opened, run) for run in (left, right)],
        "steps": [_pair(pair) for pair in pairs],
    }
    return emit(options, value, lambda: _lines(opened, found, pairs))


def _compare_step(options: Namespace, found: Comparison, step: StepId) -> int:
    pair, diff = found.pair(step), list(found.diff(step))
    return emit(
        options,
        {**_pair(pair), "diff": "\n".join(diff)},
        lambda: [*_step_lines(pair, found), *(["", *diff] if diff else [])],
    )


def _run(opened: Company, run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "workflow": run.plan.name,
        "fingerprint": run.fingerprint,
        "outcome": run.outcome,
        "parent": run.parent,
        "parent_step": run.parent_step,
        "usage": _usage(opened.journal.usage.of(run.id)),
    }


def _usage(used: Usage) -> dict[str, Any]:
    return {**asdict(used), "usd": str(used.usd)}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "step": pair.step,
        "same": pair.same,
        "left": _side(pair.left),
        "right": _side(pair.right),
        "checks": [{"check": c, "left": left, "right": right} for c, left, right in pair.checks],
        "files": [asdict(change) for change in pair.files],
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {**asdict(side), "counts": side.counts, "failing": side.failing, "usage": _usage(side.usage)}


def _lines(opened: Company, found: Comparison, pairs: list[Pair]) -> Iterator[str]:
    for run in (found.left, found.right):
        forked = _("forked from {parent} before {step}").format(parent=run.parent, step=run.parent_step)
        yield f"{run.id}  {run.plan.name}  {_cost(opened.journal.usage.of(run.id))}" + (
            f"  {forked}" if run.parent else ""
        )
    for pair in pairs:
        yield ""
        yield from _step_lines(pair, found)


def _step_lines(pair: Pair, found: Comparison) -> Iterator[str]:
    yield pair.step + (": " + _("the same in both") if pair.same else "")
    for run, side in ((found.left, pair.left), (found.right, pair.right)):
        yield f"  {cells(run.id, 12)}{_told(side)}"
    for check, left, right in pair.checks if pair.left and pair.right else ():
        yield f"  {check}: {_verdict(left)} → {_verdict(right)}"
    for change in pair.files:
        yield f"  {_changed(change)}"


def _told(side: Side | None) -> str:
    if side is None:
        return _("no such step")
    parts = [_status(side.status)]
    if side.version:
        parts.append(_("version {version}").format(version=side.version))
    if side.decision:
        parts.append(
            _("{decided} by {who}").format(
                decided=wording.decided(side.decision.verb), who=said(side.decision.by)
            )
        )
    if side.verdicts:
        failing = f" ({', '.join(side.failing)})" if side.failing else ""
        parts.append(wording.verdicts(side.counts) + failing)
    return " · ".join([*parts, _cost(side.usage)])


def _status(status: str) -> str:
    return {
        "done": _("done"),
        "skipped": _("left out"),
        "stopped": _("stopped"),
        "waits": _("waits for you"),
        "open": _("not yet"),
    }[status]


def _cost(used: Usage) -> str:
    """What the calls took, with their time; nothing where none was made."""
    seconds = _("{seconds} s").format(seconds=f"{used.seconds:.1f}")
    return wording.cost(used) + (f", {seconds}" if used.calls else "")


def _verdict(verdict: str | None) -> str:
    return f"{wording.VERDICTS[verdict]} {wording.verdict_word(verdict)}" if verdict else _("not run")


def _changed(change: FileChange) -> str:
    sign = {"added": "+", "removed": "-", "changed": "~"}[change.change]
    word = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}[change.change]
    counted = "" if change.plus is None else f" (+{change.plus} −{change.minus})"
    return f"{sign} {change.path}: {word}{counted}"
