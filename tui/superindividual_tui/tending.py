"""Tending: a run that could go on gets a worker, and the founder is told which."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.text import gettext as _
from superindividual_tui.board import Board

_PATIENCE = 8
"""Looks, a second apart, in which a worker that somebody else has started may come up."""


@dataclass
class Tending:
    """Starts a worker once for each state of the journal, so that one that dies at once is not started for ever."""

    board: Board
    _stuck: int = 0
    _helped: int = -1

    def look(self, patience: int = _PATIENCE) -> int:
        """Look once; gives the process of a worker that was started, or 0."""
        self._stuck = self._stuck + 1 if self.board.stuck() else 0
        if self._stuck <= patience or self._helped == self.board.seq:
            return 0
        self._helped = self.board.seq
        return self.board.company.ensure_worker()


def worker_word(process: int) -> str:
    """Says which worker was started; empty where none was."""
    return _("a worker was started: process {number}").format(number=process) if process else ""
