"""Registry: the rooms, in the order of their tabs."""

from __future__ import annotations

from collections.abc import Sequence

from superindividual_tui.keys import Keymap
from superindividual_tui.rooms.agents import Agents
from superindividual_tui.rooms.all_rooms import AllRooms
from superindividual_tui.rooms.batch import Batches
from superindividual_tui.rooms.checks import Checks
from superindividual_tui.rooms.comparison import ComparisonRoom
from superindividual_tui.rooms.cost import Cost
from superindividual_tui.rooms.grants import Grants
from superindividual_tui.rooms.halts import Halts
from superindividual_tui.rooms.ledger import Ledger
from superindividual_tui.rooms.products import Products
from superindividual_tui.rooms.receipts import Receipts
from superindividual_tui.rooms.room import Room
from superindividual_tui.rooms.rules import Rules
from superindividual_tui.rooms.run_list import RunList
from superindividual_tui.rooms.settings import SettingsRoom
from superindividual_tui.rooms.start import Start
from superindividual_tui.rooms.tabbed import tabbed_rooms
from superindividual_tui.rooms.workflow import Workflow


def all_rooms(keymap: Keymap, first: Sequence[Room] = ()) -> list[Room]:
    """One of each, as a cockpit keeps them, `first` those with a tab that it has; the last lists the others."""
    rooms: list[Room] = [
        *(first or tabbed_rooms()),
        Cost(),
        Checks(),
        Agents(),
        Workflow(),
        Receipts(),
        Batches(),
        RunList(),
        Products(),
        ComparisonRoom(),
        Grants(),
        Rules(),
        Halts(),
        Ledger(),
        Start(),
        SettingsRoom(),
    ]
    return [*rooms, AllRooms(rooms, keymap)]
