"""Plain: a few words on the screen, never read as markup."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from superindividual.text import safe_text


class Plain(Static):
    """The only place that hands text to a Static."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(Content(safe_text(text)), id=id, classes=classes)
        self._said = text
        self._tone = ""

    def say(self, text: str, tone: str = "") -> None:
        """Show other words; the same words cost nothing."""
        if (text, tone) != (self._said, self._tone):
            self._said, self._tone = text, tone
            self.set_class(False, "-dim", "-good", "-bad", "-warn")
            self.set_class(bool(tone), f"-{tone}")
            self.update(Content(safe_text(text)))

    @property
    def said(self) -> str:
        """What stands there."""
        return self._said
