"""Timeline: what happened, as sentences; only what is looked at is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from superindividual.text import gettext as _
from superindividual_tui.entries import Entries
from superindividual_tui.rooms.room import Room
from superindividual_tui.view import View

if TYPE_CHECKING:
    from superindividual_tui.timeline import Timeline


class TimelineRoom(Room):
    """The events of the company, or of one run."""

    name = "timeline"
    wrap = False
    follow = True
    tab = True

    def __init__(self) -> None:
        self._timeline: Timeline | None = None

    def title(self) -> str:
        """As the tabs show it."""
        return _("Timeline")

    def entries(self, view: View) -> Entries:
        """Taken up from where it ended last, as long as it is about the same run."""
        from superindividual_tui.timeline import Timeline  # here, as is what else no start waits for

        if self._timeline is None or self._timeline.run != view.only:
            self._timeline = Timeline(view.company.journal, view.only)
        self._timeline.take_up()
        return Entries(self._timeline)
