"""App: the terminal program around the cockpit's screen."""

from __future__ import annotations

import time
from collections.abc import Iterable

from textual import events
from textual.app import SystemCommand
from textual.screen import Screen

from superindividual.approvals.editor import Editor, in_editor
from superindividual.clock import Clock, now
from superindividual.company import Company
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.in_order import InOrder
from superindividual_tui.keys import Keymap
from superindividual_tui.screen import Cabin
from superindividual_tui.terminal import leave_when_gone
from superindividual_tui.themes import dress


class Cockpit(InOrder[str]):
    """One company's cockpit; clocks and editor are injected."""

    CSS_PATH = "cockpit.tcss"

    def __init__(
        self,
        company: Company,
        *,
        clock: Clock = now,
        monotonic: Monotonic = time.monotonic,
        editor: Editor = in_editor,
        keymap: Keymap | None = None,
        theme: str = "dark",
        before: Cockpit | None = None,
    ) -> None:
        """`before` is the one in whose place this stands, with other settings: it shows what that one showed."""
        super().__init__()
        self.title = "superindividual"
        self.animation_level = "none"
        keymap = keymap or Keymap()
        self.set_keymap(keymap.own())
        dress(self, theme)
        self.cabin: Cabin = Cabin(company, clock, monotonic, editor, keymap, before.cabin if before else None)

    def get_default_screen(self) -> Screen[None]:
        """The one main screen."""
        return self.cabin

    async def on_event(self, event: events.Event) -> None:
        """Every key and paste counts as typing, before anything reads it."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._touch()
        await super().on_event(event)

    def _touch(self) -> None:
        """A key is typing for the dialog that takes it and for the panel below it, which may have the next one."""
        if dialog := self._dialog_arming():
            dialog.touch()
        if self.cabin.arming.touch():
            self.cabin.say_taken_back()

    def giving(self) -> None:
        """A key that came before something was held, and goes out only now, takes that back as well."""
        if dialog := self._dialog_arming():
            dialog.take_back()
        if self.cabin.arming.take_back():
            self.cabin.say_taken_back()

    def _dialog_arming(self) -> Arming | None:
        arming = getattr(self.screen, "arming", None)
        return arming if isinstance(arming, Arming) and arming is not self.cabin.arming else None

    def on_mount(self) -> None:
        """Nobody is left behind by a window that closes."""
        leave_when_gone(self)

    def on_unmount(self) -> None:
        """The terminal gets its title back, and nothing is served any more."""
        self.cabin.attention.leave()
        self.cabin.looking.preview.close()

    def on_app_blur(self) -> None:
        """Another window has the focus: nothing is decided here, nor in a dialog."""
        self.cabin.panel.arming.leave()
        if dialog := self._dialog_arming():
            dialog.leave()

    def on_app_focus(self) -> None:
        """Back again; Textual notes that after this."""
        self.call_later(self._rearm)

    def _rearm(self) -> None:
        """What is shown must be seen before it is decided."""
        self.cabin.panel.rearm()
        if self.screen is not self.cabin and hasattr(self.screen, "rearm"):
            self.screen.rearm()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette."""
        from superindividual_tui.palette import commands

        return commands(self)

    def action_command_palette(self) -> None:
        """Open the palette."""
        from superindividual_tui.commands import Commands

        if not isinstance(self.screen, Commands):
            self.push_screen(Commands())

    def run_later(self, call: str) -> None:
        """Do an action of the main screen, once the palette has gone."""
        self.call_later(self.cabin.run_action, call)
