"""View: what a room is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from superindividual.company import Company
from superindividual.ids import RunId
from superindividual.journal.runs import Run
from superindividual_tui.board import Board, RunView

if TYPE_CHECKING:
    from superindividual_tui.page import Page


@dataclass(frozen=True)
class View:
    """The company, kept up; what the founder has chosen; and the time."""

    company: Company
    board: Board
    only: RunId | None
    """The run that all rooms are about; None is all."""
    page: Page | None
    """The request that is open."""
    moment: datetime
    width: int = 80
    """Columns of the room."""

    @property
    def about(self) -> Run | None:
        """The one run that a room is about: the chosen one, that of the open request, or the newest unfinished one."""
        chosen = self.only or (self.page.request.run if self.page else None)
        if chosen in self.board.runs:
            return self.board.runs[chosen].run
        views = sorted(self.board.runs.values(), key=lambda v: (v.run.outcome is None, v.run.created))
        return views[-1].run if views else None

    @property
    def runs(self) -> list[RunView]:
        """The runs that a room is about, the newest first."""
        views = [v for v in self.board.runs.values() if self.only in (None, v.run.id)]
        return sorted(views, key=lambda v: v.run.created, reverse=True)
