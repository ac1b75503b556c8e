"""Centre: the one list in which the rooms take turns, and the panel.

A list of its own for each room would cost a widget at the start, and two layouts of the whole screen at each change.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.widgets import ContentSwitcher

from superindividual_tui.entries import Entries
from superindividual_tui.keys import Keymap
from superindividual_tui.lines import Lines
from superindividual_tui.panel import Panel
from superindividual_tui.rooms.room import Room
from superindividual_tui.rooms.tabbed import tabbed_rooms
from superindividual_tui.tabs import DELIVERABLE
from superindividual_tui.view import View

_ROWS = "room"


@dataclass(frozen=True)
class Place:
    """Where a room stood when another one was shown: the entry under its cursor, and its first row."""

    key: str
    top: float
    at_end: bool


class Centre(ContentSwitcher):
    """Shows a room, or the panel; each room comes back as it was left."""

    def __init__(self, panel: Panel, keymap: Keymap) -> None:
        self.rows = Lines(id=_ROWS)
        self.panel = panel
        super().__init__(initial=_ROWS, id="centre")
        self._keymap = keymap
        self._first = {room.name: room for room in tabbed_rooms()}
        self._all: dict[str, Room] = {}
        self.name_shown = ""
        """The room that is shown, or the panel's name; empty before the first."""
        self._places: dict[str, Place] = {}

    def compose(self) -> ComposeResult:
        """The list, and the panel."""
        yield self.rows
        yield self.panel

    @property
    def rooms(self) -> Mapping[str, Room]:
        """All of them by name, loaded when one without a tab is wanted first: no start waits for them."""
        if not self._all:
            from superindividual_tui.rooms.registry import all_rooms

            self._all = {room.name: room for room in all_rooms(self._keymap, list(self._first.values()))}
        return self._all

    def find(self, name: str) -> Room | None:
        """The room of that name; None where it is the panel."""
        if name in self._first or name in ("", DELIVERABLE):
            return self._first.get(name)
        return self.rooms.get(name)

    def tabbed(self, shown: str) -> list[Room]:
        """The rooms that have a tab while that one is shown."""
        other = None if shown in self._first else self.find(shown)
        return [*self._first.values(), *([other] if other else [])]

    @property
    def room(self) -> Room | None:
        """The room that is shown; None where it is the panel."""
        return self.find(self.name_shown)

    @property
    def lines(self) -> Lines:
        """What is read in the centre: the room's rows, or the text of the deliverable."""
        return self.rows if self.name_shown != DELIVERABLE else self.panel.text

    def turn(self, name: str, view: View) -> None:
        """Show another room, from where it was left, or from its beginning."""
        if name == self.name_shown:
            self.draw(view)
            return
        if self.room:
            self._places[self.name_shown] = self._place()
        self.name_shown = name
        self.current = DELIVERABLE if name == DELIVERABLE else _ROWS
        if self.room:
            self._begin(self.room, view)

    def go_on_from(self, before: Centre) -> None:
        """Let rooms stand where they stood in another screen of this company."""
        self._places = {**before._places, before.name_shown: before._place()}

    def draw(self, view: View) -> None:
        """Draw the room that is shown anew; the cursor stays on its entry."""
        if self.room:
            entries = self._entries(self.room, view)
            other = self.room.follow and not self.rows.shows(entries.lines)
            self.rows.show(entries, item=entries.place(self.rows.key), keep=True)
            if other:
                self.rows.action_edge(1)

    def about(self, view: View) -> str:
        """The request that is looked at; empty where it is none."""
        if self.room:
            return self.room.about(self.rows.key, view)
        return self.panel.page.request.id if self.panel.page else ""

    def _place(self) -> Place:
        rows = self.rows
        return Place(rows.key, rows.scroll_y, rows.follow and rows.scroll_y >= rows.max_scroll_y)

    def _begin(self, room: Room, view: View) -> None:
        place = self._places.get(room.name)
        if place is None or room.over(place.key, view):
            place = Place("", 0, at_end=room.follow)
        entries = self._entries(room, view)
        self.rows.begin(entries, wrap=room.wrap, follow=room.follow, item=entries.place(place.key))
        self.rows.go_to(math.inf if place.at_end else place.top)

    def _entries(self, room: Room, view: View) -> Entries:
        entries = room.entries(view)
        entries.of = room.name
        return entries
