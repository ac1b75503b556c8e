"""Standing: how each step of a run stands at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from superindividual.ids import RequestId, RunId, StepId
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
    begun = _begun(view, run.id)
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


def _begun(view: View, run: RunId) -> dict[StepId, int]:
    """Steps that an agent has begun, with the attempt; what was handed over or sent back since does not count."""
    journal = view.company.journal
    numbers = journal.events.numbers(
        ("step.started", "attempt.started", "step.ended", "step.returned"), 0, view.board.seq, run=run
    )
    found: dict[StepId, int] = {}
    for event in journal.events.among(numbers[-_LOOKED_THROUGH:]):
        if event.step is None:
            continue
        if event.kind in ("step.ended", "step.returned"):
            found.pop(event.step, None)
        else:
            found[event.step] = int(event.data.get("attempt", 1))
    return found


_LOOKED_THROUGH = 500
