"""Attention: the terminal's title says how much waits; a sound is made only while its window is not looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from superindividual.text import gettext as _

_ESC, _BELL = "\x1b", "\x07"
KEEP_TITLE, BRING_TITLE_BACK = f"{_ESC}[22;0t", f"{_ESC}[23;0t"


class Attention:
    """Tells what waits outside the screen. Nothing of it is foreign text: a count and our own words."""

    def __init__(self, app: Callable[[], App[Any]]) -> None:
        self._app = app
        self._told: int | None = None

    def tell(self, waiting: int) -> None:
        """Say how many requests wait; that there are more of them now is also heard."""
        if waiting == self._told:
            return
        more = self._told is not None and waiting > self._told
        written = KEEP_TITLE if self._told is None else ""
        self._told = waiting
        written += title(waiting)
        if more and not self._app().app_focus:
            written += notification(_("{count} waiting for you").format(count=waiting))
        self._write(written)

    def leave(self) -> None:
        """Give the terminal the title back that it had."""
        if self._told is not None:
            self._write(BRING_TITLE_BACK)

    def _write(self, text: str) -> None:
        driver = self._app()._driver
        if driver is not None and not self._app().is_headless:
            driver.write(text)


def title(waiting: int) -> str:
    """The sequence that sets the window's title."""
    count = f"({waiting}) " if waiting else ""
    return f"{_ESC}]0;{count}superindividual{_BELL}"


def notification(words: str) -> str:
    """A bell, and a notification where the terminal knows OSC 9."""
    return f"{_BELL}{_ESC}]9;{words}{_BELL}"
