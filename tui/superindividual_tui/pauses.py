"""Pauses: which calls of models wait for their endpoint, kept up by the events of the runs that were asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from superindividual.approvals import pausing
from superindividual.ids import RunId, StepId
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal


@dataclass
class Pauses:
    """The newest one of each step, by run; a run is read when it is first asked about."""

    _of: dict[RunId, dict[StepId, Event]] = field(default_factory=dict)

    def of(self, journal: Journal, run: RunId, moment: datetime) -> list[Event]:
        """Those of a run whose time has not come."""
        if run not in self._of:
            self._of[run] = {e.step: e for e in pausing.pauses(journal, run) if e.step}
        return [pause for pause in self._of[run].values() if pausing.ends(pause) > moment]

    def take_up(self, events: Iterable[Event]) -> None:
        """Take up events in their order."""
        for event in events:
            known = self._of.get(event.run) if event.run else None
            if known is None or event.step is None or event.kind not in pausing.KINDS:
                continue
            known.pop(event.step, None)
            if event.kind == pausing.BEGINS:
                known[event.step] = event
