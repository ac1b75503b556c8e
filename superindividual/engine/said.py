"""Said: the words of an answer while it comes, as events of the journal: few enough that a fast model does not fill it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from superindividual.journal.journal import Journal
from superindividual.tools.job import Job

PERIOD = 0.05
"""Seconds between two events: at most twenty a second."""
_PIECE = 4_000
"""Characters of one event; more at once is several."""


class Said:
    """Gathers the words of one call. They are shown and decide nothing: only the whole answer counts."""

    def __init__(
        self,
        journal: Journal,
        job: Job,
        monotonic: Callable[[], float],
        soon: Callable[[Callable[[], None]], asyncio.Future[None]],
    ) -> None:
        """`soon` writes with what others write meanwhile; whoever asked flushes the rest, after `end`."""
        self._journal = journal
        self._job = job
        self._monotonic = monotonic
        self._soon = soon
        self._text: list[str] = []
        self._leaving: list[str] = []
        """What the newest event tells."""
        self._written: asyncio.Future[None] | None = None
        """Of the newest event, when it stands."""
        self._due = monotonic() + PERIOD

    def __call__(self, text: str) -> None:
        """A piece of the answer came."""
        self._text.append(text)
        if self._monotonic() >= self._due:
            self._due = self._monotonic() + PERIOD
            self._leaving, self._text = self._text, []
            self._written = self._soon(partial(self._tell, "".join(self._leaving)))

    def end(self) -> None:
        """The answer is over: what is not written yet is written by whoever flushes, and not on its own."""
        if self._written is not None and self._written.cancel():
            self._text = [*self._leaving, *self._text]

    def flush(self) -> None:
        """Write what no event tells yet."""
        self._tell("".join(self._text))

    def _tell(self, text: str) -> None:
        for begin in range(0, len(text), _PIECE):
            self._journal.events.append(
                "model.text",
                run=self._job.run,
                step=self._job.step,
                attempt=self._job.attempt,
                text=_whole(text[begin : begin + _PIECE]),
            )


def _whole(text: str) -> str:
    """Half a surrogate pair, which a stream may hold, is no text."""
    return text.encode("utf-8", "replace").decode()
