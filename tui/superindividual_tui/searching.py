"""Searching: the field below the rooms, and going on from one place found to the next."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding
from textual.widgets import Input

from superindividual.text import gettext as _
from superindividual_tui.lines import Lines


class SearchField(Input):
    """Hidden until it is asked for; gives the focus back to the lines that it was asked for in."""

    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(self, say: Callable[[str, str], None]) -> None:
        super().__init__(
            id="search", disabled=True, placeholder=_("words to look for here, then enter   escape leave")
        )
        self.cursor_blink = False
        self._tell = say
        self._target: Lines | None = None
        self._by_room: Callable[[str], bool] = lambda _words: False
        self._sought = ""

    def begin(self, target: Lines, by_room: Callable[[str], bool]) -> None:
        """Ask for words to be looked for in these lines, unless `by_room` looks for them in its own way."""
        self._target, self._by_room = target, by_room
        self.disabled = False
        self.value = ""
        self.screen.add_class("-searching")
        self.screen.set_focus(self)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look, and go back."""
        event.stop()
        words = event.value.strip()
        target = self.action_leave()
        if target and not self._by_room(words) and words:
            self._sought = words
            self.again(target, 1)

    def again(self, target: Lines, direction: int) -> None:
        """To the next place in these lines, or the one before."""
        if not self._sought:
            self._tell(_("Nothing was searched for yet."), "warn")
        elif not target.find(self._sought, direction):
            self._tell(_("“{words}” is not here.").format(words=self._sought), "warn")

    def action_leave(self) -> Lines | None:
        """Give the focus back; gives the lines that were searched."""
        self.screen.remove_class("-searching")
        self.disabled = True
        if self._target is not None:
            self.screen.set_focus(self._target)
        return self._target
