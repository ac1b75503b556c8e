"""Standing: how each step of a run stands at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from superindividual.ids import RequestId, StepId
from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual_tui.line import Tone
from superindividual_tui.view import View


@dataclass(frozen=True)
class Standing:
    """One step; `order` sorts what works before what waits, and that before what is over."""

    step: StepId
    glyph: str
    word: str
    tone: Tone
    order: int
    request: RequestId | str = ""
    """What is asked about it."""


def standings(view: View, run: Run) -> Iterator[Standing]:
    """The steps in the workflow's order."""
    ended = view.company.journal.runs.steps(run.id)
    asked = {r.step: r.id for r in view.board.waiting if r.run == run.id}
    begun = view.board.working.of(view.company.journal, run.id, view.board.seq)
    for step in (planned.id for planned in run.plan.steps):
        record = ended.get(step)
        if record:
            yield _over(step, record.status)
        elif step in asked:
            yield Standing(step, "●", _("waits for you"), "warn", 1, asked[step])
        elif run.outcome:
            yield Standing(step, "■", _("not reached"), "dim", 4)
        elif step in begun and not run.paused and view.board.worker:
            yield Standing(step, "◐", _("working, attempt {attempt}").format(attempt=begun[step]), "plain", 0)
        else:
            yield Standing(step, "○", _("not yet"), "dim", 2)


def _over(step: StepId, status: str) -> Standing:
    signs: dict[str, tuple[str, str, Tone]] = {
        "done": ("✓", _("done"), "good"),
        "skipped": ("–", _("left out"), "dim"),
        "stopped": ("■", _("stopped"), "dim"),
    }
    glyph, word, tone = signs[status]
    return Standing(step, glyph, word, tone, 3)
