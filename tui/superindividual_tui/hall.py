"""Hall: what every part of the cockpit may ask of its screen, whatever that shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from textual.screen import ModalScreen, Screen

from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.keys import Keymap
from superindividual_tui.lines import TONES
from superindividual_tui.plain import Plain
from superindividual_tui.stage import Accept
from superindividual_tui.tending import worker_word

if TYPE_CHECKING:
    from superindividual_tui.fields import Field

_T = TypeVar("_T")

_NOTICED = 30.0
"""Seconds in which a notice of something that went well is seen."""

RENEW = "renew"
"""How a cockpit ends that is to be opened again."""


class Hall(Screen[None]):
    """Notices, dialogs, writing, reading aside, and the terminal lent to another program."""

    COMPONENT_CLASSES = TONES

    def __init__(self, *, company: Company, monotonic: Monotonic, keymap: Keymap) -> None:
        super().__init__()
        self.company = company
        self.monotonic = monotonic
        self.keymap = keymap
        self._said = 0.0
        """When the notice was shown."""

    @property
    def arming(self) -> Arming:
        """Of the panel."""
        raise NotImplementedError

    def look(self, *, own: bool = False) -> None:
        """Take up what was written since; `own` after a write of this process."""
        raise NotImplementedError

    def rearm(self) -> None:
        """What is shown must be seen before it is decided."""
        raise NotImplementedError

    def write(self, write: Callable[[], str]) -> bool:
        """Write to the journal, say what came of it, and see that a worker carries it out; False when refused."""
        try:
            said = write()
            started = worker_word(self.company.ensure_worker())
        except SuperindividualError as error:
            self.say(str(error), "bad")
            written = False
        else:
            self.say(" · ".join(filter(None, (said, started))), "good")
            written = True
        self.look(own=True)
        return written

    def say(self, text: str, tone: str = "") -> None:
        """Show a notice until the next one; what went well, for a while."""
        self._said = self.monotonic()
        self.query_one("#notice", Plain).say(text, tone)

    def let_notice_go(self) -> None:
        """Take away a notice of something that went well a while ago: it would be told of what came after."""
        notice = self.query_one("#notice", Plain)
        if notice.has_class("-good") and self.monotonic() - self._said > _NOTICED:
            notice.say("")

    def renew(self) -> None:
        """Close the screen and open it again, with the settings as they are now; runs go on."""
        self.app.exit(RENEW)

    def open(self, dialog: ModalScreen[_T], then: Callable[[_T], object]) -> None:
        """Open a dialog and go on with its answer, if it gave one; the key that opened it is typing."""
        arming = getattr(dialog, "arming", None)
        if isinstance(arming, Arming):
            arming.go_on_from(self.arming)
        self.app.push_screen(dialog, lambda answer: _then(then, answer))

    def words(self, title: str, then: Callable[[str], object]) -> None:
        """Ask for words, and go on with them."""
        from superindividual_tui.dialogs import Write

        self.open(Write(title, self.monotonic), then)

    def form(
        self,
        title: str,
        fields: Sequence[Field],
        accept: Accept,
        then: Callable[[], object],
    ) -> None:
        """Ask for values in a form; what `accept` says against them stands in it."""
        from superindividual_tui.form import Form

        self.open(Form(title, fields, accept), lambda _sent: then())

    def aside(self, read: Callable[[], _T], show: Callable[[_T], None]) -> None:
        """Read in a thread what takes a while, then show it."""

        async def reading() -> None:
            show(await asyncio.to_thread(read))

        self.run_worker(reading(), exit_on_error=False)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Hand the terminal to another program, where there is one.

        Textual takes the terminal back only when nothing was raised meanwhile, so errors wait until then.
        """
        failed: Exception | None = None
        with nullcontext() if self.app.is_headless else self.app.suspend():
            try:
                yield
            except SuperindividualError as error:
                failed = error
        self.rearm()
        if failed:
            raise failed


def _then(then: Callable[[_T], object], answer: _T | None) -> None:
    if answer:
        then(answer)
