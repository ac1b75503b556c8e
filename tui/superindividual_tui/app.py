"""App: the terminal program around the cockpit's screen."""

from __future__ import annotations

import time
from collections.abc import Iterable

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from superindividual.approvals.editor import Editor, in_editor
from superindividual.clock import Clock, now
from superindividual.company import Company
from superindividual.text import gettext as _
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.screen import Cabin


class Cockpit(App[None]):
    """One company's cockpit; clocks and editor are injected."""

    CSS_PATH = "cockpit.tcss"
    BINDINGS = [Binding("ctrl+d,ctrl+q", "quit", show=False)]

    def __init__(
        self,
        company: Company,
        *,
        clock: Clock = now,
        monotonic: Monotonic = time.monotonic,
        editor: Editor = in_editor,
    ) -> None:
        super().__init__()
        self.title = "superindividual"
        self.animation_level = "none"
        self.cabin = Cabin(company, clock, monotonic, editor)

    def get_default_screen(self) -> Screen[None]:
        """The one main screen."""
        return self.cabin

    async def on_event(self, event: events.Event) -> None:
        """Every key and paste counts as typing, before anything reads it."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self._touch()
        await super().on_event(event)

    def _touch(self) -> None:
        arming = getattr(self.screen, "arming", None)
        active = arming if isinstance(arming, Arming) else self.cabin.panel.arming
        if active.touch():
            self.cabin.say(_("taken back; nothing is decided"), "warn")

    def on_app_blur(self) -> None:
        """Another window has the focus: nothing is decided here."""
        self.cabin.panel.arming.leave()

    def on_app_focus(self) -> None:
        """Back again: what is shown must be seen before it is decided."""
        self.cabin.panel.rearm()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: rooms, help, themes, and the decisions, which are confirmed there."""
        cabin, page = self.cabin, self.cabin.panel.page
        yield SystemCommand(_("Inbox"), _("what waits for you"), lambda: cabin.action_room("inbox"))
        yield SystemCommand(
            _("Deliverable"), _("what you decide about"), lambda: cabin.action_room("deliverable")
        )
        yield SystemCommand(_("Timeline"), _("what happened"), lambda: cabin.action_room("timeline"))
        yield SystemCommand(_("Help"), _("all keys"), cabin.action_help)
        yield SystemCommand(_("Theme"), _("colours"), self.action_change_theme)
        yield SystemCommand(_("Leave"), _("runs go on"), self.exit)
        if page is None or not page.open or cabin.room != "deliverable":
            return
        entry, deciding = cabin.panel.entry, cabin.deciding
        yield SystemCommand(
            _("Approve…"), _("this version; you are asked once more"), lambda: deciding.confirm_approval(page)
        )
        yield SystemCommand(_("Reject…"), _("with feedback"), lambda: deciding.begin("reject", page, entry))
        yield SystemCommand(
            _("Ask…"), _("the agent; decides nothing"), lambda: deciding.begin("ask", page, entry)
        )
        yield SystemCommand(_("Edit…"), _("the file shown"), lambda: deciding.begin("edit", page, entry))
        yield SystemCommand(
            _("Stop…"), _("the run; you are asked once more"), lambda: deciding.begin("stop", page, entry)
        )
