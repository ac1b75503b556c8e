"""Comparison: a run beside the one it was forked from, or beside the product's run before it."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.approvals import wording
from superindividual.approvals.comparison import Comparison, Pair, Side
from superindividual.errors import SuperindividualError
from superindividual.ids import StepId
from superindividual.journal.decisions import said
from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.entries import Entries
from superindividual_tui.line import Line, Tone, lines_of
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.view import View


class ComparisonRoom(Room):
    """Step by step; a chosen step shows what differs in its files."""

    name = "comparison"

    def __init__(self) -> None:
        self._step = ""

    def title(self) -> str:
        """As the tabs show it."""
        return _("Comparison")

    def enter(self, view: View) -> None:
        """From the list of steps."""
        self._step = ""

    def entries(self, view: View) -> Entries:
        """The two runs, then the steps; or one step's difference."""
        entries, right = Entries(), view.about
        left = _other(view, right) if right else None
        if right is None or left is None:
            entries.section(_("Comparison"), _("There is no second run of this product to compare with."))
            return entries
        found = Comparison(view.company.journal, view.company.objects, left, right)
        entries.section(f"{left.id} → {right.id}")
        try:
            self._pairs(entries, found)
        except SuperindividualError as error:
            entries.add(*lines_of(str(error), "bad"))
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Show or hide what differs in a step."""
        self._step = "" if self._step == key else key
        stage.draw()

    def _pairs(self, entries: Entries, found: Comparison) -> None:
        for pair in found.pairs():
            entries.entry(pair.step, _rows(found, pair))
            if pair.step == self._step:
                entries.add(*_diff(found, pair.step))


def _other(view: View, run: Run) -> Run | None:
    """The parent; else the run that was begun before it of the same product."""
    if run.parent and run.parent in view.board.runs:
        return view.board.runs[run.parent].run
    runs = [v.run for v in view.board.runs.values() if v.run.product == run.product]
    earlier = [r for r in runs if r.created < run.created]
    return max(earlier, key=lambda r: r.created, default=None)


def _rows(found: Comparison, pair: Pair) -> Iterator[tuple[str, Tone]]:
    yield pair.step + (": " + _("the same in both") if pair.same else ""), "dim" if pair.same else "head"
    if pair.same:
        return
    for run, side in ((found.left, pair.left), (found.right, pair.right)):
        yield f"  {run.id}  {_told(side)}", "plain"
    for check, left, right in pair.checks if pair.left and pair.right else ():
        yield f"  {check}: {_verdict(left)} → {_verdict(right)}", "warn"
    for change in pair.files if pair.left and pair.left.version and pair.right and pair.right.version else ():
        sign = {"added": "+", "removed": "-", "changed": "~"}[change.change]
        counted = "" if change.plus is None else f" (+{change.plus} −{change.minus})"
        yield f"  {sign} {one_line(change.path, 200)}{counted}", "plain"


def _told(side: Side | None) -> str:
    if side is None:
        return _("no such step")
    words = {
        "done": _("done"),
        "skipped": _("left out"),
        "stopped": _("stopped"),
        "waits": _("waits for you"),
        "open": _("not yet"),
    }
    parts = [words[side.status]]
    if side.version:
        parts.append(f"{_('version')} {side.version}")
    if side.decision:
        parts.append(
            _("{decided} by {who}").format(
                decided=wording.decided(side.decision.verb), who=one_line(said(side.decision.by), 40)
            )
        )
    return " · ".join([*parts, *filter(None, [wording.verdicts(side.counts)])])


def _verdict(verdict: str | None) -> str:
    return f"{wording.VERDICTS[verdict]} {wording.verdict_word(verdict)}" if verdict else _("not run")


def _diff(found: Comparison, step: str) -> Iterator[Line]:
    tones: dict[str, Tone] = {"+": "good", "-": "bad", "@": "dim"}
    for row in found.diff(StepId(step)):
        yield from lines_of(row, tones.get(row[:1], "plain"), indent="    ")
