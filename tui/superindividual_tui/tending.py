"""Tending: a run that could go on gets a worker."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual_tui.board import Board

_PATIENCE = 8
"""Looks, a second apart, in which a worker that somebody else has started may come up."""


@dataclass
class Tending:
    """Starts a worker once for each state of the journal, so that one that dies at once is not started for ever."""

    board: Board
    _stuck: int = 0
    _helped: int = -1

    def look(self, patience: int = _PATIENCE) -> bool:
        """Look once; True when a worker was started."""
        self._stuck = self._stuck + 1 if self.board.stuck() else 0
        if self._stuck <= patience or self._helped == self.board.seq:
            return False
        self._helped = self.board.seq
        return self.board.company.ensure_worker()
