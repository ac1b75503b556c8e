"""Working: which steps an agent has begun, kept up by the events of the runs that were asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from superindividual.ids import RunId, StepId
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal

_KINDS = frozenset({"step.started", "attempt.started", "step.ended", "step.returned"})


@dataclass
class Working:
    """Step to attempt, by run; a run is read when it is first asked about."""

    _of: dict[RunId, dict[StepId, int]] = field(default_factory=dict)

    def of(self, journal: Journal, run: RunId, seq: int) -> dict[StepId, int]:
        """Of a run, up to an event; what ended or was sent back since it began does not count."""
        if run not in self._of:
            self._of[run] = {}
            self.take_up(journal.events.among(journal.events.numbers(_KINDS, 0, seq, run=run)))
        return self._of[run]

    def take_up(self, events: Iterable[Event]) -> None:
        """Take up events in their order."""
        for event in events:
            known = self._of.get(event.run) if event.run else None
            if known is None or event.step is None or event.kind not in _KINDS:
                continue
            if event.kind in ("step.ended", "step.returned"):
                known.pop(event.step, None)
            else:
                known[event.step] = int(event.data.get("attempt", 1))
