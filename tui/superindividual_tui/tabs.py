"""Tabs: the rooms whose titles always stand above the centre, and the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from superindividual.text import gettext as _
from superindividual_tui.bar import Part
from superindividual_tui.rooms.room import Room

DELIVERABLE = "deliverable"
"""The panel: the one room in which keys decide, and therefore a widget of its own."""


def tabs(rooms: Sequence[Room], shown: str) -> list[Part]:
    """In the rooms' order, the deliverable second; a room without a tab has one while it is shown."""
    titles = [(room.name, room.title()) for room in rooms if room.tab or room.name == shown]
    titles.insert(1, (DELIVERABLE, _("Deliverable")))
    return [(f"{'▸' if name == shown else ' '}{title} ", f"room.{name}") for name, title in titles]
