"""Room: the one protocol by which the screen shows what stands in its centre."""

from __future__ import annotations

from superindividual_tui.entries import Entries
from superindividual_tui.stage import Stage
from superindividual_tui.view import View


class Room:
    """Lines made from the journal, and what a chosen one does. Rooms know no widget."""

    name = ""
    """Its word in the key table, `room.NAME`, and the id of its widget."""
    wrap = True
    """Whether long lines are broken."""
    follow = False
    """Whether it stays at its end while lines are added."""
    tab = False
    """Whether its title always stands in the line of tabs."""

    def title(self) -> str:
        """As the tabs show it."""
        raise NotImplementedError

    def entries(self, view: View) -> Entries:
        """What it shows now; called when it is entered, and whenever something was written."""
        raise NotImplementedError

    def choose(self, key: str, stage: Stage) -> None:
        """The entry of that key was chosen, by enter or by a click."""

    def about(self, key: str, view: View) -> str:
        """The request that the entry under the cursor is about, for the pane beside it; empty where it is none."""
        return ""

    def enter(self, view: View) -> None:
        """It is shown from now on; by its own key, it begins at its beginning."""

    def over(self, key: str, view: View) -> bool:
        """Whether the entry it was left on needs nobody any more while others do: it is begun from the top then."""
        return False

    def search(self, words: str) -> bool:
        """Look for words in its own way; False where its lines are to be searched."""
        return False
