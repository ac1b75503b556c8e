"""Panel: one request with its deliverable, and the only place where keys decide."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message

from superindividual.approvals import wording
from superindividual.text import gettext as _
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.line import Line
from superindividual_tui.lines import Lines
from superindividual_tui.page import OVERVIEW, Page
from superindividual_tui.plain import Plain


class Panel(Vertical):
    """A page; its keys are bound here, so that they reach nothing while the focus is elsewhere."""

    BINDINGS = [
        Binding(key, f"press('{verb}')", show=False)
        for key, verb in (("a", "approve"), ("r", "reject"), ("q", "ask"), ("x", "stop"), ("e", "edit"))
    ]

    class Pressed(Message):
        """A decision key that was admitted."""

        def __init__(self, verb: str) -> None:
            super().__init__()
            self.verb = verb

    class Discarded(Message):
        """A decision key that came too early."""

        def __init__(self, verb: str) -> None:
            super().__init__()
            self.verb = verb

    def __init__(self, monotonic: Monotonic) -> None:
        super().__init__(id="deliverable")
        self.arming = Arming(monotonic)
        self.page: Page | None = None
        self._keys: list[str] = []
        self._last_line = Plain(id="verbs")

    def compose(self) -> ComposeResult:
        """List, text, and the line that says what can be decided."""
        with Horizontal():
            yield Lines(id="entries")
            yield Lines(id="text")
        yield self._last_line

    def show(self, page: Page, *, keep: bool = False) -> None:
        """Show a page; with `keep` the entry that is shown stays."""
        entries, shown = page.entries(), self.entry
        self.page, self._keys = page, entries.keys
        item = entries.keys.index(shown) if keep and shown in entries.keys else 0
        self.query_one("#entries", Lines).show(entries.lines, item=item, keep=keep)
        self._show_text(keep=keep)
        self.rearm()

    @property
    def entry(self) -> str:
        """The entry whose text is shown: overview, changes, or a path."""
        item = self.query_one("#entries", Lines).item
        return self._keys[item] if item is not None and item < len(self._keys) else OVERVIEW

    def _show_text(self, *, keep: bool = False) -> None:
        text: list[Line] = self.page.text(self.entry) if self.page else []
        self.query_one("#text", Lines).show(text, keep=keep)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Another entry of the list is shown."""
        event.stop()
        if event.lines.id == "entries":
            self._show_text()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter in the list goes to the text."""
        event.stop()
        self.screen.set_focus(self.query_one("#text", Lines))

    def rearm(self) -> None:
        """The panel was focused or changed: wait until it is painted, then until it has been seen."""
        self.arming.leave()
        if self._may_decide():
            self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        if self._may_decide():
            self.arming.painted()

    def _may_decide(self) -> bool:
        screen = self.screen
        focused = screen.focused
        return (
            self.page is not None
            and self.page.open
            and self.app.screen is screen
            and self.app.app_focus
            and self.display
            and not screen.has_class("-small")
            and focused is not None
            and self in focused.ancestors
        )

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """The clock starts anew with each focus."""
        self.rearm()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Without the focus nothing is decided."""
        self.arming.leave()

    def action_press(self, verb: str) -> None:
        """A decision key: taken when the panel is armed, discarded before."""
        if self.page is None or not self.page.open:
            return
        admitted = self._may_decide() and self.arming.admits()
        self.post_message(self.Pressed(verb) if admitted else self.Discarded(verb))

    def say_verbs(self) -> None:
        """Bring the last line up to date."""
        text, tone = self._verbs()
        self._last_line.say(text, tone)

    def _verbs(self) -> tuple[str, str]:
        page = self.page
        if page is None:
            return _("Choose a request in the inbox: i"), "dim"
        if page.decision:
            return _("Decided: {verb}").format(verb=wording.decided(page.decision.verb)), "dim"
        if not page.open:
            return _("Closed: its run has ended."), "dim"
        return {
            "away": (_("tab or a click: here, then decide"), "dim"),
            "arming": (_("arming…"), "warn"),
            "armed": (
                _("a let out…  r refuse  x stop")
                if page.outward
                else _("a approve  e edit  r reject  q ask  x stop"),
                "good",
            ),
            "held": (_("approving… any other key takes it back"), "warn"),
        }[self.arming.phase]
