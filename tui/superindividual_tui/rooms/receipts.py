"""Receipts: what came of everything that was to leave the company, and of the founder's decisions."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.approvals.receipt import action_lines, line
from superindividual.ids import RequestId
from superindividual.journal.outbox import Effect, State
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.board import Receipt
from superindividual_tui.entries import Entries
from superindividual_tui.line import Tone
from superindividual_tui.rooms.inbox import by_whom, settled_rows
from superindividual_tui.rooms.room import Room
from superindividual_tui.signs import RECEIPTS
from superindividual_tui.stage import Stage
from superindividual_tui.view import View

_STATES: dict[State, Receipt] = {
    "intent": "under_way",
    "sending": "under_way",
    "done": "done",
    "failed": "failed",
    "unknown": "unknown",
}


class Receipts(Room):
    """Done, unknown, failed: never only that something was approved."""

    name = "receipts"

    def title(self) -> str:
        """As the tabs show it."""
        return _("Receipts")

    def entries(self, view: View) -> Entries:
        """What is unknown and failed first, since something may have to be done about it."""
        entries = Entries()
        effects = [e for v in view.runs for e in view.company.journal.outbox.of(v.run.id)]
        effects.sort(key=lambda e: ("unknown", "failed", "sending", "intent", "done").index(e.state))
        entries.section(_("Left the company, or was to"), "" if effects else _("Nothing was let out yet."))
        for number, effect in enumerate(effects):
            entries.entry(effect.request or f"effect {number}", _rows(view, effect))
        settled = [s for s in view.board.settled if view.only in (None, s.request.run)]
        entries.section(_("Decided"), "" if settled else _("Nothing was decided yet."))
        for taken in settled:
            entries.entry(taken.request.id, settled_rows(taken, view.moment))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Open what was decided."""
        if not key.startswith("effect "):
            stage.show_request(RequestId(key))

    def about(self, key: str, view: View) -> str:
        """The request that was decided."""
        return "" if key.startswith("effect ") else key


def _rows(view: View, effect: Effect) -> Iterator[tuple[str, Tone]]:
    glyph, tone = RECEIPTS[_STATES[effect.state]]
    yield f"{glyph} {effect.step}  {line(effect)}", tone
    taken = view.company.journal.decisions.decision(RequestId(effect.request)) if effect.request else None
    if taken:
        yield f"    {by_whom(taken, view.moment)}", "dim"
    if {"destination", "how", "arguments", "seen"} <= effect.action.keys():
        yield from ((f"    {one_line(row, 300)}", "dim") for row in action_lines(effect.action))
