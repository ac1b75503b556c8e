"""Tabs: the rooms whose titles always stand above the centre, and the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from superindividual.text import gettext as _
from superindividual_tui.bar import Part
from superindividual_tui.rooms.room import Room

DELIVERABLE = "deliverable"
"""The panel: the one room in which keys decide, and therefore a widget of its own."""


def titles(rooms: Sequence[Room]) -> list[tuple[str, str]]:
    """Names and titles in the rooms' order, the deliverable second."""
    found = [(room.name, room.title()) for room in rooms]
    return [*found[:1], (DELIVERABLE, _("Deliverable")), *found[1:]]


def tabs(rooms: Sequence[Room], shown: str) -> list[Part]:
    """Those that always have a tab; another room has one while it is shown."""
    told = titles([room for room in rooms if room.tab or room.name == shown])
    return [(f"{'▸' if name == shown else ' '}{title} ", f"room.{name}") for name, title in told]
