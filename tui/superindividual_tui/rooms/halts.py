"""Halts: the brake: nothing leaves the company while one stands."""

from __future__ import annotations

from superindividual.approvals import wording
from superindividual.approvals.notices import notices
from superindividual.clock import parse
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import BY, Stage
from superindividual_tui.view import View


class Halts(Room):
    """Whether one stands, and the entry that halts or lifts."""

    name = "halts"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Halt")

    def entries(self, view: View) -> Entries:
        """With everything else that stands above all requests."""
        entries, journal = Entries(), view.company.journal
        halt = journal.halts.standing()
        entries.section(_("Halt"), "" if halt else _("Nothing is halted: what you approve leaves."))
        entries.add(*(Line(f"  {text}", "bad") for text in notices(journal)))
        if halt and halt.at:
            entries.add(Line(f"  {one_line(halt.by, 60)} · {wording.moment(parse(halt.at))}", "dim"))
        if halt:
            entries.entry("lift", [(f"  → {_('lift the halt')}", "plain")])
        else:
            entries.entry("halt", [(f"  → {_('halt: let nothing leave the company any more')}", "plain")])
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Both are asked once more; halting stops nothing that works inside."""
        company = stage.view.company

        def halt() -> str:
            fault = company.halt(by=BY)
            return _("HALTED: nothing leaves the company any more.") + (f" {fault}" if fault else "")

        def lift() -> str:
            company.journal.halts.lift(BY)
            return _(
                "Things can leave the company again. What was approved before the halt is asked for anew."
            )

        if key == "halt":
            stage.confirm(_("Halt: let nothing leave the company any more?"), [], halt)
        else:
            stage.confirm(_("Lift the halt?"), [Line(text) for text in notices(company.journal)], lift)
