"""Terminal: whether the one that the cockpit was opened in is still there."""

from __future__ import annotations

import select
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_EVERY = 2.0
"""Seconds between two looks."""


def gone() -> bool:
    """Whether nobody is at the other end any more.

    Who started the program in a session without a controlling terminal gets no SIGHUP when the window closes, and
    Textual's thread would read the end of the input for ever, at the cost of a whole processor.
    """
    try:
        looked = select.poll()
        looked.register(sys.__stdin__ or 0, 0)
        return any(
            told & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _file, told in looked.poll(0)
        )
    except (OSError, ValueError):  # closed in this process
        return True


def leave_when_gone(app: App[Any]) -> None:
    """End the program with its terminal; what runs goes on in the worker."""
    app.set_interval(_EVERY, lambda: app.exit() if not app.is_headless and gone() else None)
