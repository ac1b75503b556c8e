"""Tabbed: the rooms whose titles always stand above the centre; the only ones that are loaded at the start."""

from __future__ import annotations

from superindividual_tui.rooms.diff import Diff
from superindividual_tui.rooms.inbox import Inbox
from superindividual_tui.rooms.memory import Memory
from superindividual_tui.rooms.room import Room
from superindividual_tui.rooms.timeline import TimelineRoom


def tabbed_rooms() -> list[Room]:
    """One of each, in the order of their tabs."""
    return [Inbox(), Diff(), TimelineRoom(), Memory()]
