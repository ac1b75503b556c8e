"""Bar: words in one row, some of which do something when they are clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from superindividual.text import cell_width, safe_text
from superindividual.text import gettext as _
from superindividual_tui.plain import Plain

Part = tuple[str, str]
"""Words, and what a click on them does; empty for nothing."""


def apart(*parts: Part) -> list[Part]:
    """The parts with room between them."""
    return [(f"{words}   ", does) for words, does in parts]


def send_part() -> Part:
    """How what was written is sent."""
    return _("ctrl+s send"), "send"


def leave_part() -> Part:
    """How a dialog is left without an answer."""
    return _("escape leave"), "leave"


class Bar(Plain):
    """A row of parts, side by side."""

    class Clicked(Message):
        """A click on a part that does something."""

        def __init__(self, bar: Bar, does: str) -> None:
            super().__init__()
            self.bar = bar
            self.does = does

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._parts: Sequence[Part] = ()

    def say_parts(self, parts: Sequence[Part], tone: str = "") -> None:
        """Show other parts; the same parts cost nothing."""
        self._parts = parts
        self.say("".join(words for words, _does in parts), tone)

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked."""
        offset = event.get_content_offset(self)
        does = self.at(offset.x) if offset is not None else ""
        if does:
            event.stop()
            self.post_message(self.Clicked(self, does))

    def at(self, column: int) -> str:
        """What a click on that column does."""
        end = 0
        for words, does in self._parts:
            end += cell_width(safe_text(words))
            if column < end:
                return does
        return ""
