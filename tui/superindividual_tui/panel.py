"""Panel: one request with its deliverable, and the only place where keys decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from superindividual.approvals import wording
from superindividual.text import gettext as _
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.bar import Bar, Part
from superindividual_tui.entries import OVERVIEW, Entries
from superindividual_tui.keys import Keymap, bindings
from superindividual_tui.line import Line
from superindividual_tui.lines import Lines
from superindividual_tui.streams import Stream

if TYPE_CHECKING:
    from superindividual_tui.page import Page

_TAIL = 20_000
"""Characters at the end of what is being written that are laid out."""

LIVE = "live:"
"""Begins the keys of entries that show what an agent is writing."""


class Panel(Vertical):
    """A page; its keys are bound here, so that they reach nothing while the focus is elsewhere."""

    BINDINGS = bindings("deciding")

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

    def __init__(self, monotonic: Monotonic, keymap: Keymap) -> None:
        super().__init__(id="deliverable")
        self.arming = Arming(monotonic)
        self.page: Page | None = None
        self._keymap = keymap
        self._streams: dict[str, Stream] = {}
        self._streamed = 0
        """The last event that the stream shown was drawn with."""
        self._entries = Lines(id="entries")
        self.text = Lines(id="text")
        """The overview, the changes, a file, or what is being written."""
        self._last_line = Bar(id="verbs")
        self._told: tuple[str, bool, Page | None] | None = None
        """What the last line was made from."""

    def compose(self) -> ComposeResult:
        """List, text, and the line that says what can be decided."""
        with Horizontal():
            yield self._entries
            yield self.text
        yield self._last_line

    def on_mount(self) -> None:
        """Say how a page comes here, as long as none does."""
        self._show_text()

    def show(self, page: Page, *, keep: bool = False) -> None:
        """Show a page; with `keep` the entry that is shown stays."""
        self.page = page
        self._list(keep=keep)
        self._show_text(keep=keep)
        self.rearm()

    def stream(self, streams: Sequence[Stream]) -> None:
        """Show what agents are writing, as entries below the files; drawn anew where it grew."""
        streams = [s for s in streams if self.page is None or s.run == self.page.request.run]
        found = {f"{LIVE}{s.run}/{s.step}": s for s in streams}
        listed, self._streams = self._streams.keys() == found.keys(), found
        if not listed:
            self._list(keep=True)
        shown = found.get(self.entry)
        if shown and shown.seq != self._streamed:
            self._show_text(keep=True)

    def _list(self, *, keep: bool) -> None:
        shown = self.entry
        entries = self.page.entries() if self.page else Entries()
        for key, stream in self._streams.items():
            title = _("{step} is being written (attempt {attempt})").format(
                step=stream.step, attempt=stream.attempt
            )
            entries.entry(key, [(f"◐ {title}", "warn")])
        self._entries.show(entries, item=entries.place(shown) if keep else 0, keep=keep)
        if self.entry != shown:
            self._show_text()
            self.rearm()

    @property
    def entry(self) -> str:
        """The entry whose text is shown: overview, changes, a path, or a stream."""
        return self._entries.key or OVERVIEW

    @property
    def live(self) -> bool:
        """Whether what an agent is writing is shown: nothing is decided there."""
        return self.entry.startswith(LIVE)

    def _show_text(self, *, keep: bool = False) -> None:
        stream = self._streams.get(self.entry)
        if stream:
            from superindividual_tui.rendering import markdown

            self._streamed = stream.seq
            lines: list[Line] = list(markdown(stream.text[-_TAIL:]))
        else:
            lines = self.page.text(self.entry) if self.page and not self.live else self._nothing()
        self.text.follow = stream is not None
        self.text.show(Entries(lines), keep=keep)
        if self.live:
            self.arming.leave()

    def _nothing(self) -> list[Line]:
        return [] if self.page else [Line(self._instead()[0], "dim")]

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """Another entry of the list is shown; from what is being written back to the page, it arms anew."""
        event.stop()
        if event.lines.id == "entries":
            self._show_text()
            if self.arming.phase == "away":
                self.rearm()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter in the list goes to the text."""
        event.stop()
        self.screen.set_focus(self.text)

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
            and not self.live
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

    def on_bar_clicked(self, event: Bar.Clicked) -> None:
        """A click on a verb does what its key does, on a panel that was armed before."""
        event.stop()
        admitted = self._may_decide() and self.arming.phase == "armed"
        self.post_message(self.Pressed(event.does) if admitted else self.Discarded(event.does))

    @property
    def stale(self) -> bool:
        """Whether the last line was made for something else than what stands now."""
        told = self._told
        return told is None or told[:2] != (self.arming.phase, self.live) or told[2] is not self.page

    def say_verbs(self) -> None:
        """Bring the last line up to date."""
        if not self.stale:
            return
        self._told = (self.arming.phase, self.live, self.page)
        if self.page and self.page.open and self._told[0] == "armed" and not self.live:
            self._last_line.say_parts(verbs(self.page, self._keymap), "good")
        else:
            text, tone = self._instead()
            self._last_line.say_parts([(text, "")], tone)

    def _instead(self) -> tuple[str, str]:
        page = self.page
        if self.live:
            return _("being written; nothing is decided here"), "dim"
        if page is None:
            return _("Choose a request in the inbox: {key}").format(
                key=self._keymap.shown("room.inbox")
            ), "dim"
        if page.decision:
            return _("Decided: {verb}").format(verb=wording.decided(page.decision.verb)), "dim"
        if not page.open:
            return _("Closed: its run has ended."), "dim"
        return {
            "away": (_("tab or a click: here, then decide"), "dim"),
            "arming": (_("arming…"), "warn"),
            "held": (_("approving… any other key takes it back"), "warn"),
        }.get(self.arming.phase, ("", ""))


def verbs(page: Page, keymap: Keymap) -> list[Part]:
    """What can be decided about a page, with its keys; a click on one does the same."""
    words = {
        "effect": {"approve": _("let out…"), "reject": _("refuse"), "stop": _("stop")},
        "arrival": {
            "approve": _("yes, it arrived"),
            "reject": _("no, send it again…"),
            "stop": _("stop"),
        },
    }.get(
        page.request.kind,
        {
            "approve": _("approve"),
            "comment": _("comment"),
            "edit": _("edit"),
            "reject": _("reject"),
            "ask": _("ask"),
            "stop": _("stop"),
        },
    )
    return [(f"{keymap.shown(verb)} {word}  ", verb) for verb, word in words.items()]
