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
        self._kept = classes or ""

    def say(self, text: str, tone: str = "") -> None:
        """Show other words; the same words cost nothing."""
        if (text, tone) != (self._said, self._tone):
            if tone != self._tone:
                self.set_classes(f"{self._kept} -{tone}" if tone else self._kept)
            self._said, self._tone = text, tone
            # the screen is laid out anew only where the size hangs on the words
            self.update(Content(safe_text(text)), layout=self.styles.auto_dimensions)

    @property
    def said(self) -> str:
        """What stands there."""
        return self._said
