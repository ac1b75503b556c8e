"""Run list: every run there was, with where it came from and what it gave."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.approvals import wording
from superindividual.ids import RunId
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.aside import run_word
from superindividual_tui.board import RunView
from superindividual_tui.entries import Entries
from superindividual_tui.line import Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.signs import RUNS
from superindividual_tui.stage import Stage
from superindividual_tui.view import View


class RunList(Room):
    """The newest first."""

    name = "run_list"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Runs")

    def entries(self, view: View) -> Entries:
        """All of them, whichever is chosen."""
        entries = Entries()
        views = sorted(view.board.runs.values(), key=lambda v: v.run.created, reverse=True)
        entries.section(_("Runs"), "" if views else _("No run yet."))
        for found in views:
            entries.entry(found.run.id, _rows(view, found))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """All rooms are about that run."""
        stage.choose_run(RunId(key))
        stage.go("workflow")


def _rows(view: View, found: RunView) -> Iterator[tuple[str, Tone]]:
    run = found.run
    glyph, tone = RUNS[found.state]
    engine = _("rehearsal, no AI") if run.engine == "rehearsal" else found.cost
    steps = f"{found.ended}/{len(run.plan.steps)}"
    yield f"{glyph} {run.id}  {one_line(run.product, 40)}  {run_word(found)}", tone
    age = _("begun {age} ago").format(age=wording.age(run.created, view.moment))
    yield f"    {one_line(run.plan.name, 40)} · {steps} · {engine} · {age}", "dim"
    if run.parent:
        forked = _("forked from {parent} before {step}").format(parent=run.parent, step=run.parent_step)
        yield f"    {forked}", "dim"
    for name, value in run.outputs.items():
        yield f"    {one_line(name, 40)}: {one_line(str(value), 160)}", "plain"
    if run.reason:
        yield f"    {one_line(run.reason, 200)}", "dim"
