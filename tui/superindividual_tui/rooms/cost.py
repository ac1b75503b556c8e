"""Cost: what runs and their steps took, against their budgets."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.approvals import wording
from superindividual.ids import RunId
from superindividual.journal.runs import Run
from superindividual.journal.usage import Usage
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.board import RunView
from superindividual_tui.budgets import of_steps, taken
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.surroundings import budget_lines, company_lines, meter
from superindividual_tui.view import View


class Cost(Room):
    """Of the runs that are looked at, the newest first; of one run, step by step."""

    name = "cost"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Cost")

    def entries(self, view: View) -> Entries:
        """A rehearsal costs nothing, and that is said."""
        entries = Entries()
        views = view.runs
        if not views:
            entries.section(_("Cost"), _("No run yet."))
        for found in views:
            entries.entry(found.run.id, _head(view, found))
            if found.run.engine == "model":
                entries.add(*(Line(f"    {line.text}", line.tone) for line in budget_lines(view, found.run)))
            if view.only:
                entries.add(*_steps(view, found.run))
        if any(found.run.engine == "model" for found in views):
            entries.add(*company_lines(view))
        if view.board.budgets.fault:
            entries.add(Line(""), Line(one_line(view.board.budgets.fault, 300), "warn"))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Look at that run's steps."""
        stage.choose_run(RunId(key))


def _head(view: View, found: RunView) -> Iterator[tuple[str, Tone]]:
    used = view.company.journal.usage.of(found.run.id)
    yield f"{one_line(found.run.product, 40)}  {found.run.id}", "head"
    costless = _("rehearsal, no AI: it costs nothing")
    yield "  " + (costless if found.run.engine == "rehearsal" else spent(used)), "plain"


def spent(used: Usage) -> str:
    """What calls took, with their time."""
    seconds = _("{seconds} s").format(seconds=f"{used.seconds:.1f}")
    return wording.cost(used) + (f", {seconds}" if used.calls else "")


def _steps(view: View, run: Run) -> Iterator[Line]:
    limits = of_steps(run)
    for step in run.plan.steps:
        used = view.company.journal.usage.of(run.id, step.id)
        if used.calls or step.id in limits:
            yield Line(f"  {step.id}: {spent(used)}")
            yield from meter(limits.get(step.id, {}), taken(used), indent="    ")
