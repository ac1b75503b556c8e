"""Commands: the palette's own dialog, in the founder's language."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette
from textual.widgets.option_list import Option

from superindividual.text import gettext as _


class Commands(CommandPalette):
    """Textual's palette, whose few words of its own are said in English only."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("Search for commands…"), id="--command-palette")

    def _start_no_matches_countdown(self, search_value: str) -> None:
        self._stop_no_matches_countdown()

        def nothing() -> None:
            if search_value:
                fits = Option(_("Nothing fits these words."), disabled=True, id=self._NO_MATCHES)
                self.query_one(CommandList).add_option(fits)
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, nothing)
