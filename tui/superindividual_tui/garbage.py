"""Garbage: when the collector may look for it. All that a start loads stays to the end, and each look would walk it again."""

from __future__ import annotations

import gc


def leave_garbage() -> None:
    """Look for none until the first picture stands: that is a tenth of the time until it does."""
    gc.disable()


def look_for_garbage() -> None:
    """Look again, though never at what was left until now: that would cost a key the answer it waits for."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
