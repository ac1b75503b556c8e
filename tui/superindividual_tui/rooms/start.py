"""Start: the workflows, each to run with a form made from its inputs; and a new brief."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from superindividual.errors import SuperindividualError
from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual.text import language, one_line
from superindividual_tui.entries import Entries
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View

_BRIEF = "/brief"
"""The entry for a new brief; no workflow is named so."""


class Start(Room):
    """The company's own workflows stand first."""

    name = "start"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Start")

    def entries(self, view: View) -> Entries:
        """A row for each workflow, and what it is for."""
        from superindividual_tui.starting import workflows  # here, since it loads what validates

        entries = Entries()
        entries.section(_("Start a run"))
        for name, about in workflows(view.company):
            entries.entry(name, [(f"  {one_line(name, 60)}", "plain"), (f"    {about}", "dim")])
        entries.section(_("Write a brief"))
        entries.entry(
            _BRIEF, [(f"  {_('some questions about a product; the answers become a brief')}", "plain")]
        )
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Ask for what the workflow needs, then begin."""
        if key == _BRIEF:
            self._write_brief(stage)
        else:
            self._start(key, stage)

    def _start(self, workflow: str, stage: Stage) -> None:
        from superindividual_tui.starting import ENGINE, asked_of, begin

        company, begun = stage.view.company, list[Run]()

        def accept(given: dict[str, Any]) -> str:
            try:
                begun.append(begin(company, workflow, given))
            except SuperindividualError as error:
                return str(error)
            return ""

        def follow() -> None:
            stage.choose_run(begun[0].id)
            stage.go("inbox")
            stage.say(_("{run} has begun").format(run=begun[0].id), "good")

        try:
            fields = asked_of(company, workflow)
        except SuperindividualError as error:
            stage.say(str(error), "bad")
            return
        title = _("Start {workflow}").format(workflow=one_line(workflow, 60))
        if all(field.name != ENGINE for field in fields):
            title += ": " + _("rehearsal, no AI")
        stage.form(title, fields, accept, follow)

    def _write_brief(self, stage: Stage) -> None:
        from superindividual_tui.welcome.offers import write_brief
        from superindividual_tui.welcome.questions import brief_fields

        company, written = stage.view.company, list[Path]()

        def accept(given: dict[str, Any]) -> str:
            try:
                written.append(write_brief(company, given, language()))
            except SuperindividualError as error:
                return str(error)
            return ""

        def told() -> None:
            stage.say(_("Written: {file}. Start a run with it.").format(file=written[0].name), "good")

        stage.form(_("Your brief"), brief_fields(), accept, told)
