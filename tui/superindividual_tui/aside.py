"""Aside: the runs on the left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from superindividual.approvals import wording
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.board import Board, RunView
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone
from superindividual_tui.signs import RUNS


def run_entries(board: Board, start: str) -> Entries:
    """All runs, what waits first, then the newest; the first entry stands for all of them. `start` is the key for one."""
    views = sorted(board.runs.values(), key=lambda v: v.run.created, reverse=True)
    views.sort(key=lambda v: (v.run.outcome is not None, not v.waiting))
    entries = Entries()
    entries.entry("", [(_("All products"), "head")])
    runs = Counter(view.run.product for view in views)
    for view in views:
        entries.entry(view.run.id, _run_rows(view, named=runs[view.run.product] > 1))
    if not views:
        entries.add(Line(_("No run yet."), "dim"), Line(_("{key} begins one").format(key=start), "dim"))
    return entries


def _run_rows(view: RunView, *, named: bool) -> Iterator[tuple[str, Tone]]:
    """With `named` also its id, since the product alone tells it from no other."""
    glyph, tone = RUNS[view.state]
    flag = f" ⚑{view.waiting}" if view.waiting else ""
    yield f"{glyph} {one_line(view.run.product, 24)}{flag}", tone
    engine = _("rehearsal") if view.run.engine == "rehearsal" else view.cost
    steps = f"{view.ended}/{len(view.run.plan.steps)}"
    yield f"  {run_word(view)} · {steps} · {engine}", "dim"
    if named:
        yield f"  {view.run.id}", "dim"


def run_word(view: RunView) -> str:
    """How a run stands, without the command that a terminal would be told."""
    return wording.state(view.state).split(":")[0]
