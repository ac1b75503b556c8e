from __future__ import annotations

import subprocess
import sys

from superindividual_tui.keys import Keymap
from superindividual_tui.rooms.registry import all_rooms
from superindividual_tui.rooms.tabbed import tabbed_rooms


def test_the_tabbed_are_the_first_of_all_and_alone_have_a_tab() -> None:
    """The same objects where they are given, so that a room is where it was left."""
    first = tabbed_rooms()
    rooms = all_rooms(Keymap(), first)
    assert rooms[: len(first)] == first
    assert [room.tab for room in rooms[1:]] == [room in first for room in rooms[1:]]


def test_no_other_room_is_loaded_with_the_screen() -> None:
    """A start waits for what it shows, and for nothing else."""
    code = "import sys, superindividual_tui.app; print(*(m for m in sys.modules if '_tui.rooms.' in m), sep='\\n')"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert {name.rpartition(".")[2] for name in loaded.split()} == {
        "diff",
        "inbox",
        "memory",
        "room",
        "tabbed",
        "timeline",
    }
