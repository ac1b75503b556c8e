"""Checks: what was answered about the open version, or about the newest version of every step of a run."""

from __future__ import annotations

from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line
from superindividual_tui.rooms.room import Room
from superindividual_tui.verdicts import check_lines
from superindividual_tui.view import View


class Checks(Room):
    """With their findings and their evidence."""

    name = "checks"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Checks")

    def entries(self, view: View) -> Entries:
        """The open request's first, then those of its run."""
        entries, run = Entries(), view.about
        if view.page and run and view.page.request.run == run.id:
            asked = view.page.request
            entries.add(Line(f"{asked.step} · {_('version')} {asked.version}", "head"))
            entries.add(*check_lines(view.page.results))
        if run is None:
            entries.section(_("Checks"), _("No run yet."))
        else:
            _steps(entries, view, run)
        return entries


def _steps(entries: Entries, view: View, run: Run) -> None:
    shown = view.page.request.step if view.page and view.page.request.run == run.id else None
    found = 0
    for step in run.plan.steps:
        versions = view.company.journal.versions.of(run.id, step.id)
        if versions and step.id != shown:
            found += 1
            entries.section(f"{step.id} · {_('version')} {versions[-1].version}")
            entries.add(*check_lines(versions[-1].results))
    if not found and shown is None:
        entries.section(_("Checks"), _("No step has handed anything over yet."))
