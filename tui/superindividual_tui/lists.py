"""Lists: the runs on the left and the inbox, as lines; a status is always a glyph and a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from superindividual.approvals import wording
from superindividual.approvals.waiting import RunState
from superindividual.ids import RunId
from superindividual.journal.decisions import Request, said
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.board import Board, Receipt, RunView, Settled
from superindividual_tui.line import Line, Tone

_RUN: dict[RunState, tuple[str, Tone]] = {
    "waits": ("●", "warn"),
    "running": ("◐", "plain"),
    "no_worker": ("○", "warn"),
    "paused": ("‖", "warn"),
    "done": ("✓", "good"),
    "failed": ("✗", "bad"),
    "stopped": ("■", "dim"),
}
_RECEIPT: dict[Receipt, tuple[str, Tone]] = {
    "under_way": ("◐", "warn"),
    "done": ("✓", "good"),
    "unknown": ("?", "warn"),
    "failed": ("✗", "bad"),
    "refused": ("–", "dim"),
    "stopped": ("■", "dim"),
    "sent_back": ("↩", "plain"),
}


@dataclass(frozen=True)
class Entries:
    """Lines, and what each selectable entry among them stands for."""

    lines: list[Line]
    keys: list[str]


def run_entries(board: Board) -> Entries:
    """All runs, what waits first, then the newest; the first entry stands for all of them."""
    views = sorted(board.runs.values(), key=lambda v: v.run.created, reverse=True)
    views.sort(key=lambda v: (v.run.outcome is not None, not v.waiting))
    lines, keys = [Line(_("All products"), "head", 0)], [""]
    for number, view in enumerate(views, start=1):
        lines += [Line(text, tone, number) for text, tone in _run_rows(view)]
        keys.append(view.run.id)
    if not views:
        lines.append(Line(_("No run yet."), "dim"))
        lines.append(Line("superindividual rehearse --brief FILE", "dim"))
    return Entries(lines, keys)


def _run_rows(view: RunView) -> Iterator[tuple[str, Tone]]:
    glyph, tone = _RUN[view.state]
    flag = f" ⚑{view.waiting}" if view.waiting else ""
    yield f"{glyph} {one_line(view.run.product, 24)}{flag}", tone
    engine = _("rehearsal") if view.run.engine == "rehearsal" else view.cost
    steps = f"{view.ended}/{len(view.run.plan.steps)}"
    word = wording.state(view.state).split(":")[0]
    yield f"  {word} · {steps} · {engine}", "dim"


def inbox_entries(board: Board, only: RunId | None, moment: datetime) -> Entries:
    """What needs the founder, what is under way, and what came of the last decisions."""
    entries = Entries([], [])
    waiting = [r for r in board.waiting if only in (None, r.run)]
    running = [
        v for v in board.runs.values() if v.state in ("running", "no_worker") and only in (None, v.run.id)
    ]
    settled = [s for s in board.settled if only in (None, s.request.run)]
    _section(entries, _("Needs you"), _("Nothing waits for you."), not waiting)
    for request in waiting:
        _entry(entries, request.id, _waiting_rows(board, request, moment))
    _section(entries, _("Under way"), _("No run is working."), not running)
    entries.lines.extend(Line(f"{_RUN[v.state][0]} {_running(v)}", _RUN[v.state][1]) for v in running)
    _section(entries, _("Decided"), _("Nothing was decided yet."), not settled)
    for taken in settled:
        _entry(entries, taken.request.id, _settled_rows(taken, moment))
    return entries


def _section(entries: Entries, title: str, empty: str, is_empty: bool) -> None:
    if entries.lines:
        entries.lines.append(Line(""))
    entries.lines.append(Line(title, "head"))
    if is_empty:
        entries.lines.append(Line(f"  {empty}", "dim"))


def _entry(entries: Entries, key: str, rows: Iterator[tuple[str, Tone]]) -> None:
    number = len(entries.keys)
    entries.keys.append(key)
    entries.lines.extend(Line(text, tone, number) for text, tone in rows)


def _waiting_rows(board: Board, request: Request, moment: datetime) -> Iterator[tuple[str, Tone]]:
    yield f"⚑ {one_line(wording.question(request), 300)}", "bad" if request.risk == 2 else "plain"
    view = board.runs.get(request.run)
    cost = view.cost if view and view.run.engine != "rehearsal" else _("rehearsal, no AI")
    parts = [wording.risk(request), wording.age(request.opened, moment), cost]
    parts += [counts] if (counts := wording.verdicts(request.question["verdicts"])) else []
    yield "  " + " · ".join(parts), "dim"


def _running(view: RunView) -> str:
    steps = f"{view.ended}/{len(view.run.plan.steps)}"
    return f"{one_line(view.run.product, 40)}  {wording.state(view.state)}  {steps}"


def receipt_word(receipt: Receipt) -> str:
    """What came of a decision, in a word or two."""
    return {
        "under_way": _("under way"),
        "done": _("done"),
        "unknown": _("unknown whether it went out"),
        "failed": _("failed"),
        "refused": _("did not go out"),
        "stopped": _("stopped"),
        "sent_back": _("sent back"),
    }[receipt]


def _settled_rows(taken: Settled, moment: datetime) -> Iterator[tuple[str, Tone]]:
    glyph, tone = _RECEIPT[taken.receipt]
    asked = taken.request.question
    what = f"{asked['step']} · {asked['product']} · {_('version')} {taken.request.version}"
    yield f"{glyph} {receipt_word(taken.receipt)}  {one_line(what, 80)}", tone
    by = _("{verb} by {by}, {age} ago").format(
        verb=wording.decided(taken.decision.verb),
        by=one_line(said(taken.decision.by), 40),
        age=wording.age(taken.decision.at, moment),
    )
    yield f"  {by}" + (f" · {one_line(taken.said, 160)}" if taken.said else ""), "dim"


def bottom(board: Board, moment: datetime) -> str:
    """Whether all is halted, what waits and since when, a proposed rule, the worker, and what plays the agents."""
    waits = _("nothing waits")
    if board.waiting:
        oldest = wording.age(min(r.opened for r in board.waiting), moment)
        waits = _("{count} waiting (oldest {age})").format(count=len(board.waiting), age=oldest)
    worker = _("worker ok") if board.worker else _("worker none")
    rules = _(" · rule proposed: superindividual rules") if board.proposed else ""
    halted = "⛔ " + _("HALTED") + " · " if board.company.journal.halts.standing() else ""
    return f"{halted}⚑ {waits}{rules} · {worker} · {_engines(list(board.runs.values()))}"


def _engines(views: Sequence[RunView]) -> str:
    live = [v.run.engine for v in views if not v.run.outcome] or [v.run.engine for v in views][-1:]
    names = {"rehearsal": _("rehearsal, no AI"), "model": _("model")}
    return " + ".join(names[e] for e in sorted(set(live))) or _("no run yet")
