"""All rooms: one entry each, so that every room can be reached without knowing its key."""

from __future__ import annotations

from collections.abc import Sequence

from superindividual.text import gettext as _
from superindividual_tui.entries import Entries
from superindividual_tui.keys import Keymap, action
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Stage
from superindividual_tui.tabs import titles
from superindividual_tui.view import View


class AllRooms(Room):
    """In the order of their tabs."""

    name = "rooms"

    def __init__(self, rooms: Sequence[Room], keymap: Keymap) -> None:
        self._rooms = rooms
        self._keymap = keymap

    def title(self) -> str:
        """As the tabs show it."""
        return _("Rooms")

    def entries(self, view: View) -> Entries:
        """Title, what stands there, and the keys of it."""
        entries = Entries()
        entries.section(_("Rooms"))
        for does, title in titles(self._rooms):
            name = f"room.{does}"
            told = f"    {self._keymap.faces(name)}   {action(name).says()}"
            entries.entry(does, [(f"  {title}", "plain"), (told, "dim")])
        return entries

    def choose(self, key: str, stage: Stage) -> None:
        """Go there."""
        stage.go(key)
