"""App: the terminal program around the door; it ends with the folder of the company to open."""

from __future__ import annotations

from pathlib import Path

from textual.screen import Screen

from superindividual_tui.in_order import InOrder
from superindividual_tui.terminal import leave_when_gone
from superindividual_tui.themes import dress
from superindividual_tui.welcome.door import Door


class Welcome(InOrder[Path]):
    """Gives the folder of a company, or None where the founder left."""

    CSS_PATH = ["../cockpit.tcss", "welcome.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, here: Path, theme: str = "dark") -> None:
        super().__init__()
        self.title = "superindividual"
        self.animation_level = "none"
        dress(self, theme)
        self.door = Door(here)

    def on_mount(self) -> None:
        """Nobody is left behind by a window that closes."""
        leave_when_gone(self)

    def get_default_screen(self) -> Screen[None]:
        """The door."""
        return self.door
