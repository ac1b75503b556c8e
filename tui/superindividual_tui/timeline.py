"""Timeline: events as sentences, appended as they come, never read twice."""

from __future__ import annotations

from superindividual.approvals import wording
from superindividual.ids import RunId
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual_tui.line import Line, Tone

_BATCH = 5_000

_TONES: dict[str, Tone] = {
    "run.started": "head",
    "run.forked": "head",
    "run.ended": "head",
    "run.stalled": "bad",
    "attempt.failed": "bad",
    "effect.failed": "bad",
    "effect.unknown": "warn",
    "effect.refused": "bad",
    "effect.done": "good",
    "step.started": "dim",
}


class Timeline:
    """The events of the company, or of one run, that a founder wants to read."""

    def __init__(self, journal: Journal, run: RunId | None = None) -> None:
        self._journal = journal
        self.run = run
        self.seq = 0
        self.lines: list[Line] = []

    def take_up(self) -> bool:
        """Append what was written since; True when there was something to show."""
        before = len(self.lines)
        while events := self._journal.events.after(self.seq, run=self.run, limit=_BATCH):
            self.seq = events[-1].seq
            self.lines += [line for event in events if (line := _line(event))]
        return len(self.lines) > before


def _line(event: Event) -> Line | None:
    sentence = wording.event(event)
    if sentence is None:
        return None
    return Line(
        f"{event.seq:>6}  {event.at[5:19].replace('T', ' ')}  {sentence}", _TONES.get(event.kind, "plain")
    )
