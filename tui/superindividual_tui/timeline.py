"""Timeline: events as sentences; what stands where is known of all of them, and only what is looked at is read."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

from superindividual.approvals.event_wording import TOLD, event_line
from superindividual.clock import parse
from superindividual.ids import RunId
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual.text import one_line, safe_text
from superindividual_tui.line import Line, Tone

_LEAF = 256
_KEPT = 16
"""Leaves of sentences that are kept: many screens."""

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


class Timeline(Sequence[Line]):
    """The events of the company, or of one run, that a founder wants to read, as lines."""

    def __init__(self, journal: Journal, run: RunId | None = None) -> None:
        self._journal = journal
        self.run = run
        self.seq = 0
        """The last event taken into account."""
        self._seqs = array("q")
        self._leaves: dict[int, list[Line]] = {}
        self._products: dict[RunId, str] = {}

    def take_up(self) -> bool:
        """Append what was written since; True when there was something to show."""
        before, last = len(self._seqs), self._journal.events.last_seq()
        self._seqs.extend(self._journal.events.numbers(TOLD, self.seq, last, run=self.run))
        self.seq = last
        self._leaves.pop(before // _LEAF, None)  # it may not have been full
        return len(self._seqs) > before

    def __len__(self) -> int:
        return len(self._seqs)

    @overload
    def __getitem__(self, place: int) -> Line: ...
    @overload
    def __getitem__(self, place: slice) -> list[Line]: ...
    def __getitem__(self, place: int | slice) -> Line | list[Line]:
        """One line, or several."""
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        number, within = divmod(place % len(self), _LEAF)
        return self._leaf(number)[within]

    def _leaf(self, number: int) -> list[Line]:
        if number not in self._leaves:
            seqs = self._seqs[number * _LEAF : (number + 1) * _LEAF]
            if len(self._leaves) >= _KEPT:
                self._leaves.pop(next(iter(self._leaves)))
            self._leaves[number] = [self._line(event) for event in self._journal.events.among(seqs)]
        return self._leaves[number]

    def _line(self, event: Event) -> Line:
        """When, on this machine's clock; of which product, where all are shown; and what."""
        product = f"{one_line(self._product(event.run), 24)} · " if event.run and not self.run else ""
        sentence = safe_text(event_line(event) or event.kind).replace("\n", " ").replace("\t", " ")
        at = parse(event.at).astimezone()
        tone = _TONES.get(event.kind, "plain")
        return Line(f"{event.seq:>6}  {at:%m-%d %H:%M}  {product}{sentence}", tone)

    def _product(self, run: RunId) -> str:
        if run not in self._products:
            self._products |= {found.id: found.product for found in self._journal.runs.all()}
            self._products.setdefault(run, run)
        return self._products[run]
