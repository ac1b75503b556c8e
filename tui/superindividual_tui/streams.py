"""Streams: what agents are writing, as the journal's `model.text` events bring it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from superindividual.ids import RunId
from superindividual.journal.events import Event

TEXT = "model.text"
"""The event's kind; it carries `step`, `attempt` and the `text` that was added."""
_OVER = frozenset({"version.made", "attempt.failed", "step.ended", "step.returned"})
_MOST = 400_000
"""Characters of one attempt that are kept; the end of it is what is looked at."""


@dataclass
class Stream:
    """What one attempt has written so far."""

    run: RunId
    step: str
    attempt: int
    seq: int = 0
    """The last event that added to it."""
    _pieces: list[str] = field(default_factory=list)
    _size: int = 0

    def add(self, event: Event) -> None:
        """Append an event's text; from the beginning as much is dropped as is too much."""
        piece = str(event.data.get("text", ""))
        self._pieces.append(piece)
        self._size += len(piece)
        self.seq = event.seq
        if self._size > _MOST:
            kept = self.text[-_MOST // 2 :]
            self._pieces, self._size = [kept], len(kept)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self._pieces)


@dataclass
class Streams:
    """By run and step; a step whose version was handed over, or that failed, writes no more."""

    live: dict[tuple[RunId, str], Stream] = field(default_factory=dict)

    def take_up(self, events: Iterable[Event]) -> None:
        """Take up events in their order; a new attempt begins anew."""
        for event in events:
            if event.kind == TEXT and event.run:
                self._add(event, event.run)
            elif event.kind == "run.ended":
                self.live = {key: s for key, s in self.live.items() if s.run != event.run}
            elif event.kind in _OVER and event.run:
                self.live.pop((event.run, str(event.step)), None)

    def _add(self, event: Event, run: RunId) -> None:
        step, attempt = str(event.step or event.data.get("step", "")), int(event.data.get("attempt", 1))
        stream = self.live.get((run, step))
        if stream is None or stream.attempt != attempt:
            stream = self.live[run, step] = Stream(run, step, attempt)
        stream.add(event)

    def of(self, run: RunId | None) -> list[Stream]:
        """What is being written in a run, or in all, what was added to last first."""
        found = [s for s in self.live.values() if run in (None, s.run)]
        return sorted(found, key=lambda s: s.seq, reverse=True)
