"""Workflow: the picture of a run's workflow, with where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from superindividual.ids import StepId
from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.standing import standings
from superindividual_tui.view import View


class Workflow(Room):
    """Drawn once for each workflow; the marks in its boxes are of this moment."""

    name = "workflow"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Workflow")

    def entries(self, view: View) -> Entries:
        """The picture, below it every step with a glyph and a word."""
        entries, run = Entries(), view.about
        if run is None:
            entries.section(_("Workflow"), _("No run yet."))
            return entries
        found = list(standings(view, run))
        marks = {s.step: s.glyph for s in found}
        tones: dict[str, Tone] = {"●": "warn", "◐": "warn"}
        entries.section(f"{one_line(run.plan.name, 60)} · {one_line(run.product, 40)} · {run.id}")
        for row in _picture(run, marks, view.width):
            entries.add(Line(row, next((tone for glyph, tone in tones.items() if glyph in row), "plain")))
        entries.section(_("Steps"))
        entries.add(*(Line(f"  {s.glyph} {s.step}  {s.word}", s.tone) for s in found))
        return entries


def _picture(run: Run, marks: Mapping[StepId, str], width: int) -> list[str]:
    from superindividual.specs.picture import picture  # here, since it loads what validates

    return picture(run.workflow, marks, width=width)
