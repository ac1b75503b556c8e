"""Inbox: what needs the founder, what is under way, and what came of the last decisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from superindividual.approvals import pausing, rule_wording, wording
from superindividual.ids import RequestId
from superindividual.journal.decisions import Decision, Request, said
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.board import Board, Settled
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone
from superindividual_tui.rooms.room import Room
from superindividual_tui.signs import RECEIPTS, RUNS, receipt_word
from superindividual_tui.stage import Stage
from superindividual_tui.view import View

RULE = "rule:"
"""Begins the keys of proposed rules."""


class Inbox(Room):
    """Across all products, or of one run; in the order of what is at stake."""

    name = "inbox"
    tab = True

    def title(self) -> str:
        """As the tabs show it."""
        return _("Inbox")

    def entries(self, view: View) -> Entries:
        """Three sections, each with a sentence where it is empty."""
        board, moment, entries = view.board, view.moment, Entries()
        waiting = _waiting(view)
        running = [v for v in view.runs if v.state in ("running", "stopping", "no_worker")]
        settled = [s for s in board.settled if view.only in (None, s.request.run)]
        empty = "" if waiting or board.proposed else _("Nothing waits for you.")
        entries.section(_("Needs you"), empty)
        for request in waiting:
            entries.entry(request.id, _waiting_rows(board, request, moment))
        for rule in board.proposed:
            entries.entry(RULE + rule.id, ((text, "plain") for text in rule_wording.proposal(rule)))
        entries.section(_("Under way"), "" if running else _("No run is working."))
        for view_of in running:
            glyph, tone = RUNS[view_of.state]
            steps = f"{view_of.ended}/{len(view_of.run.plan.steps)}"
            told = f"{one_line(view_of.run.product, 40)}  {wording.state(view_of.state)}  {steps}"
            entries.add(Line(f"{glyph} {told}", tone))
            for pause in board.pauses.of(view.company.journal, view_of.run.id, moment):
                entries.add(Line(f"  {pausing.told(pause)}", "warn"))
        entries.section(_("Decided"), "" if settled else _("Nothing was decided yet."))
        for taken in settled:
            entries.entry(taken.request.id, settled_rows(taken, moment))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Open the request, or the rules."""
        if key.startswith(RULE):
            stage.go("rules")
        else:
            stage.show_request(RequestId(key))

    def about(self, key: str, view: View) -> str:
        """The request under the cursor."""
        return "" if key.startswith(RULE) else key

    def over(self, key: str, view: View) -> bool:
        """What was decided, where something else waits."""
        waiting = [request.id for request in _waiting(view)]
        return bool(waiting) and not key.startswith(RULE) and key not in waiting


def _waiting(view: View) -> list[Request]:
    return [request for request in view.board.waiting if view.only in (None, request.run)]


def _waiting_rows(board: Board, request: Request, moment: datetime) -> Iterator[tuple[str, Tone]]:
    yield f"⚑ {one_line(wording.question(request), 300)}", "bad" if request.risk == 2 else "plain"
    view = board.runs.get(request.run)
    cost = view.cost if view and view.run.engine != "rehearsal" else _("rehearsal, no AI")
    parts = [wording.stake(request), wording.age(request.opened, moment), cost]
    parts += [counts] if (counts := wording.verdicts(request.question["verdicts"])) else []
    yield "  " + " · ".join(parts), "dim"


def by_whom(taken: Decision, moment: datetime) -> str:
    """What was decided, by whom or by what, and how long ago."""
    return _("{verb} by {by}, {age} ago").format(
        verb=wording.decided(taken.verb),
        by=one_line(said(taken.by), 40),
        age=wording.age(taken.at, moment),
    )


def settled_rows(taken: Settled, moment: datetime) -> Iterator[tuple[str, Tone]]:
    """A decision with its receipt."""
    glyph, tone = RECEIPTS[taken.receipt]
    asked = taken.request.question
    what = f"{asked['step']} · {asked['product']} · {_('version')} {taken.request.version}"
    yield f"{glyph} {receipt_word(taken.receipt)}  {one_line(what, 80)}", tone
    yield (
        f"  {by_whom(taken.decision, moment)}" + (f" · {one_line(taken.said, 160)}" if taken.said else ""),
        "dim",
    )
