"""Stage: what rooms ask of whatever shows them, and what decisions ask of the screen; they know it by this alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from superindividual.ids import RequestId, RunId
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.keys import Keymap
from superindividual_tui.line import Line
from superindividual_tui.view import View

if TYPE_CHECKING:
    from textual.screen import ModalScreen

    from superindividual_tui.fields import Field

_T = TypeVar("_T")

BY = "founder (cockpit)"
"""How what is done here is signed."""


Accept = Callable[[dict[str, Any]], str | Mapping[str, str]]
"""Takes what a form gave, and says what is wrong with it all the same, or with which field; empty where nothing is."""


class Stage(Protocol):
    """What shows a room: a screen, or whole lines."""

    @property
    def view(self) -> View:
        """What rooms look at, at this moment."""

    def say(self, text: str, tone: str = "") -> None:
        """Show a notice until the next one."""

    def look(self, *, own: bool = False) -> None:
        """Take up what was written since; `own` after a write of this process."""

    def go(self, room: str) -> None:
        """Show a room."""

    def draw(self) -> None:
        """Draw the room that is shown anew."""

    def choose_run(self, run: RunId | None) -> None:
        """Let all rooms be about one run; None is all."""

    def show_request(self, request: RequestId) -> None:
        """Show a request where it can be decided."""

    def write(self, write: Callable[[], str]) -> bool:
        """Write to the journal, say what came of it, and see that a worker carries it out; False when refused."""

    def confirm(self, title: str, about: list[Line], write: Callable[[], str]) -> None:
        """Ask once more, under the arming rule, then write."""

    def form(
        self,
        title: str,
        fields: Sequence[Field],
        accept: Accept,
        then: Callable[[], object],
    ) -> None:
        """Ask for values until `accept` says nothing against them, or none are given; then go on."""

    def words(self, title: str, then: Callable[[str], object]) -> None:
        """Ask for words, and go on with them."""

    def begin_batch(self, deliver: str) -> None:
        """Have the list of one kind of drafts read and counted, then approve all of them."""

    def aside(self, read: Callable[[], _T], show: Callable[[_T], None]) -> None:
        """Read in a thread what takes a while, then show it."""

    def renew(self) -> None:
        """Close the screen and open it again, with the settings as they are now; runs go on."""


class Screened(Stage, Protocol):
    """The screen, as decisions see it."""

    @property
    def arming(self) -> Arming:
        """Of the panel."""

    @property
    def monotonic(self) -> Monotonic:
        """Seconds that never go back."""

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""

    def open(self, dialog: ModalScreen[_T], then: Callable[[_T], object]) -> None:
        """Open a dialog and go on with its answer, if it gave one."""

    def away(self) -> AbstractContextManager[None]:
        """Hand the terminal to another program, where there is one."""
