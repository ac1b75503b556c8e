"""Side: the lists beside the centre: the runs on the left, and what surrounds the choice on the right."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Size

from superindividual.ids import RequestId, RunId
from superindividual_tui.aside import run_entries
from superindividual_tui.board import Board
from superindividual_tui.entries import Entries
from superindividual_tui.lines import Lines
from superindividual_tui.surroundings import surroundings
from superindividual_tui.view import View

SMALLEST = (60, 15)
"""Columns and rows below which only one line is shown."""
TWO_PANES, THREE_PANES = 80, 120
"""Columns from which the runs stand on the left, and what surrounds the choice on the right."""


def panes(size: Size) -> dict[str, bool]:
    """What fits on a screen of that size, as the classes by which it is laid out."""
    return {
        "-small": size.width < SMALLEST[0] or size.height < SMALLEST[1],
        "-narrow": size.width < TWO_PANES,
        "-wide": size.width >= THREE_PANES,
    }


class RunsPane(Lines):
    """All runs; the one under the cursor is what everything else is about."""

    def __init__(self, board: Board, start: str) -> None:
        super().__init__(id="runs")
        self._board = board
        self._start = start
        """The key that begins a run."""

    def draw(self, only: RunId | None) -> None:
        """Show them as they stand, the cursor on the chosen one."""
        runs = run_entries(self._board, self._start)
        self.show(runs, item=runs.place(only or ""), keep=True)

    def beside(self, only: RunId | None, by: int) -> RunId | None:
        """The next run, or the one before; None stands for all."""
        keys = run_entries(self._board, self._start).keys
        place = (keys.index(only or "") if (only or "") in keys else 0) + by
        return RunId(keys[place % len(keys)]) or None


class Surroundings(Lines):
    """What hangs on the choice, where there is room for it."""

    def __init__(self, view: Callable[[], View], about: Callable[[View], str]) -> None:
        super().__init__(id="surroundings")
        self._view = view
        self._about = about
        self._due = False

    def renew(self) -> None:
        """Draw it after the choice itself is painted, once however often it was asked for."""
        if not self._due:
            self._due = self.screen.call_after_refresh(self._draw)

    def _draw(self) -> None:
        self._due = False
        if self.display:
            view = self._view()
            about = self._about(view)
            request = view.company.journal.decisions.request(RequestId(about)) if about else None
            self.show(Entries(surroundings(view, request)), keep=True)
