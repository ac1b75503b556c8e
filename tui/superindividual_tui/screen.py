"""Screen: the cockpit's one main screen; what it shows is read from the journal again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen, Screen
from textual.widgets import ContentSwitcher

from superindividual.approvals.editor import Editor
from superindividual.clock import Clock
from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.ids import RequestId, RunId
from superindividual.text import gettext as _
from superindividual_tui.arming import Monotonic
from superindividual_tui.board import Board
from superindividual_tui.deciding import Deciding
from superindividual_tui.lines import Lines
from superindividual_tui.lists import bottom, inbox_entries, run_entries
from superindividual_tui.page import is_current, read_page
from superindividual_tui.panel import Panel
from superindividual_tui.plain import Plain
from superindividual_tui.timeline import Timeline

_T = TypeVar("_T")

ROOMS = ("inbox", "deliverable", "timeline")
SMALLEST = (60, 15)
"""Columns and rows below which only one line is shown."""
_PATIENCE = 8
"""Seconds in which a worker that somebody else has started may come up."""


class Cabin(Screen[None]):
    """Runs on the left, a room in the centre, two lines below."""

    BINDINGS = [
        Binding("i,1", "room('inbox')", show=False),
        Binding("2", "room('deliverable')", show=False),
        Binding("t,3", "room('timeline')", show=False),
        Binding("p", "runs", show=False),
        Binding("question_mark", "help", show=False),
    ]

    def __init__(self, company: Company, clock: Clock, monotonic: Monotonic, editor: Editor) -> None:
        super().__init__()
        self.company = company
        self.board = Board(company)
        self.deciding = Deciding(self, company, editor)
        self.monotonic = monotonic
        self.panel = Panel(monotonic)
        self.only: RunId | None = None
        """The run that inbox and timeline are about; None is all."""
        self._clock = clock
        self._timeline: Timeline | None = None
        self._run_keys: list[str] = []
        self._inbox_keys: list[str] = []
        self._stuck = 0
        self._helped = -1
        self._bottom = Plain(id="bottom")

    def compose(self) -> ComposeResult:
        """The parts."""
        yield Plain(id="small")
        yield Plain(id="tabs")
        with Horizontal(id="body"):
            yield Lines(id="runs")
            with ContentSwitcher(initial="inbox", id="centre"):
                yield Lines(id="inbox")
                yield self.panel
                yield Lines(wrap=False, follow=True, id="timeline")
        yield Plain(id="notice")
        yield self._bottom

    def on_mount(self) -> None:
        """Read the journal once, then keep up."""
        self.board.load()
        self.query_one("#small", Plain).say(_("Too small for the cockpit: superindividual inbox"))
        self._redraw()
        self.action_room("inbox")
        self._see_to_worker(patience=0)
        self.set_interval(0.1, self.tick)
        self.set_interval(1, self.tick_slowly)

    def tick(self) -> None:
        """Ten times a second: what was written, what was held, who works."""
        dialog = self.app.screen
        if dialog is not self and hasattr(dialog, "tick"):
            dialog.tick()
        self.look()
        if self.panel.arming.settle() and self.panel.page:
            self.deciding.decide(self.panel.page, "approve")
        self.panel.say_verbs()

    def tick_slowly(self) -> None:
        """Once a second: the worker, and how old everything is."""
        if self.board.look_for_worker():
            self._redraw()
        else:
            self._draw_inbox()
        self._say_bottom()
        self._see_to_worker(patience=_PATIENCE)

    def _see_to_worker(self, patience: int) -> None:
        """Start a worker where a run could go on, once for each state of the journal."""
        self._stuck = self._stuck + 1 if self.board.stuck() else 0
        if self._stuck > patience and self._helped != self.board.seq:
            self._helped = self.board.seq
            if self.company.ensure_worker():
                self.say(_("a worker was started"), "good")

    def _say_bottom(self) -> None:
        self._bottom.say(bottom(self.board, self._clock()))

    def look(self, *, own: bool = False) -> None:
        """Take up what was written since; `own` after a write of this process."""
        try:
            changed = self.board.refresh(own=own)
        except SuperindividualError as error:
            self.say(str(error), "bad")
            return
        if changed:
            self._redraw()

    def _redraw(self) -> None:
        runs = run_entries(self.board)
        self._run_keys = runs.keys
        place = runs.keys.index(self.only) if self.only in runs.keys else 0
        self.query_one("#runs", Lines).show(runs.lines, item=place, keep=True)
        self._draw_inbox()
        self._draw_timeline()
        self._draw_page()
        self._say_bottom()

    def _draw_inbox(self) -> None:
        inbox = self.query_one("#inbox", Lines)
        under = self._inbox_keys[inbox.item] if inbox.item is not None and self._inbox_keys else ""
        entries = inbox_entries(self.board, self.only, self._clock())
        self._inbox_keys = entries.keys
        place = entries.keys.index(under) if under in entries.keys else None
        inbox.show(entries.lines, item=place, keep=True)

    def _draw_timeline(self) -> None:
        """The timeline is read when it is first looked at, and from then on event by event."""
        if self.room != "timeline":
            return
        fresh = self._timeline is None or self._timeline.run != self.only
        if fresh or self._timeline is None:
            self._timeline = Timeline(self.company.journal, self.only)
        if self._timeline.take_up() or fresh:
            shown = self.query_one("#timeline", Lines)
            shown.show(self._timeline.lines, keep=not fresh)
            if fresh:
                shown.call_after_refresh(shown.action_edge, 1)

    def _draw_page(self) -> None:
        """Read the page again; only where it is another one now, it is shown anew and must arm anew."""
        page = self.panel.page
        if page and not is_current(self.company, page):
            self.panel.show(read_page(self.company, page.request.id), keep=True)

    @property
    def room(self) -> str:
        """Which room is shown."""
        return self.query_one("#centre", ContentSwitcher).current or "inbox"

    def action_room(self, name: str) -> None:
        """Show a room and put the focus into it."""
        self.query_one("#centre", ContentSwitcher).current = name
        self.remove_class("-runs")
        self._draw_timeline()
        self._say_tabs()
        focus = "#text" if name == "deliverable" else f"#{name}"
        self.set_focus(self.query_one(focus, Lines))  # at once: the next key may follow at once
        self.panel.rearm()

    def _say_tabs(self) -> None:
        names = {"inbox": _("Inbox"), "deliverable": _("Deliverable"), "timeline": _("Timeline")}
        marked = [f"▸{names[r]}" if r == self.room else f" {names[r]}" for r in ROOMS]
        only = self.board.runs[self.only].run.product if self.only else _("all products")
        self.query_one("#tabs", Plain).say("  ".join(marked) + f"   {only}   " + _("? help"))

    def action_runs(self) -> None:
        """Show the runs where they are hidden, and put the focus there."""
        self.add_class("-runs")
        self.set_focus(self.query_one("#runs", Lines))

    def action_help(self) -> None:
        """All keys."""
        from superindividual_tui.dialogs import Help

        self.open(Help(), lambda _none: None)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """The cursor in the runs chooses what the rest is about."""
        if event.lines.id == "runs":
            self.only = RunId(self._run_keys[event.item]) if self._run_keys[event.item] else None
            self._draw_inbox()
            self._draw_timeline()
            self._say_tabs()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter opens the request, or goes from the runs to the inbox."""
        if event.lines.id == "runs":
            self.action_room("inbox")
        elif event.lines.id == "inbox":
            self.panel.show(read_page(self.company, RequestId(self._inbox_keys[event.item])))
            self.action_room("deliverable")

    def on_panel_pressed(self, event: Panel.Pressed) -> None:
        """A decision begins."""
        self.say("")
        if self.panel.page:
            self.deciding.begin(event.verb, self.panel.page, self.panel.entry)

    def on_panel_discarded(self, _event: Panel.Discarded) -> None:
        """Say that the key was not taken."""
        self.say(_("arming… that key was not taken"), "warn")

    def on_resize(self, event: events.Resize) -> None:
        """Panes by width; below the smallest size one line."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        self.set_class(small, "-small")
        self.set_class(event.size.width < 80, "-narrow")
        self.panel.rearm()

    def on_screen_suspend(self) -> None:
        """Under a dialog nothing is decided."""
        self.panel.arming.leave()

    def on_screen_resume(self) -> None:
        """After a dialog the panel arms anew."""
        self.panel.rearm()

    def say(self, text: str, tone: str = "") -> None:
        """Show a notice until the next one."""
        self.query_one("#notice", Plain).say(text, tone)

    def open(self, dialog: ModalScreen[_T], then: Callable[[_T], None]) -> None:
        """Open a dialog and go on with its answer, if it gave one."""
        self.app.push_screen(dialog, lambda answer: then(answer) if answer else None)

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
        self.panel.rearm()
        if failed:
            raise failed
