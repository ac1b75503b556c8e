"""Screen: the cockpit's one main screen; what it shows is read from the journal again and again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size

from superindividual.approvals.editor import Editor
from superindividual.clock import Clock
from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.ids import RequestId, RunId
from superindividual.text import gettext as _
from superindividual_tui.arming import Arming, Monotonic
from superindividual_tui.attention import Attention
from superindividual_tui.bar import Bar
from superindividual_tui.board import Board
from superindividual_tui.centre import Centre
from superindividual_tui.deciding import Deciding
from superindividual_tui.garbage import look_for_garbage
from superindividual_tui.glance import Glance
from superindividual_tui.hall import Hall
from superindividual_tui.keys import Keymap, bindings
from superindividual_tui.line import Line
from superindividual_tui.lines import Lines
from superindividual_tui.looking import Looking
from superindividual_tui.panel import Panel
from superindividual_tui.plain import Plain
from superindividual_tui.searching import SearchField
from superindividual_tui.side import RunsPane, Surroundings, panes
from superindividual_tui.status import hints, status
from superindividual_tui.steering import Move, Steering
from superindividual_tui.tabs import DELIVERABLE, tabs, titles
from superindividual_tui.tending import Tending, worker_word
from superindividual_tui.view import View

_T = TypeVar("_T")

_CALM = 1.0
"""Seconds after the start until what is not needed at once is loaded."""
_STEP = 10
"""Seconds in which ages go on: a screen that says something else each second is drawn each second."""


class Cabin(Hall):
    """Runs on the left, a room in the centre, what surrounds it on the right, two lines below."""

    BINDINGS = bindings("everywhere")
    AUTO_FOCUS = ""  # the first room takes it; Textual would give it to the runs before

    def __init__(
        self,
        company: Company,
        clock: Clock,
        monotonic: Monotonic,
        editor: Editor,
        keymap: Keymap,
        before: Cabin | None = None,
    ) -> None:
        """`before` is the screen in whose place this one stands."""
        super().__init__(company=company, monotonic=monotonic, keymap=keymap)
        self.board = Board(company)
        self.deciding = Deciding(self, company, editor)
        self.steering = Steering(self, company)
        self.attention = Attention(lambda: self.app)
        self.panel = Panel(monotonic, keymap)
        self.looking = Looking(self, lambda: self.panel.entry)
        self.centre = Centre(self.panel, keymap)
        self.only: RunId | None = None
        """The run that all rooms are about; None is all."""
        self._clock = clock
        self._before = before
        self._runs = RunsPane(self.board, keymap.shown("room.start"))
        self._beside = Surroundings(lambda: self.view, self.centre.about)
        self._tending = Tending(self.board)
        self._glance = Glance(self._news, lambda: self.call_later(self.tick))
        self._drawn: datetime | None = None
        """The moment that the ages in the inbox were drawn with."""

    def compose(self) -> ComposeResult:
        """The parts."""
        self._fit(self.app.size, update=False)  # there are no parts yet that hang on it
        yield Plain(id="small")
        yield Bar(id="tabs")
        with Horizontal(id="body"):
            yield self._runs
            yield self.centre
            yield self._beside
        yield Plain(id="notice")
        yield SearchField(self.say)
        with Horizontal(id="bottom"):
            yield Plain(id="status")
            yield Bar(id="hints")

    def on_mount(self) -> None:
        """Read the journal once, then keep up."""
        self.board.load()
        command = "superindividual inbox"
        self.query_one("#small", Plain).say(_("Too small for the cockpit: {command}").format(command=command))
        self._redraw()
        self._begin()
        self._tend(0)
        self.call_after_refresh(look_for_garbage)
        self._glance.begin()
        self.set_interval(1, self.tick_slowly)
        self.set_timer(_CALM, self._read_budgets)

    def _begin(self) -> None:
        """Show the inbox; or in the place of another screen what that one showed: its run, its request, its room."""
        before, self._before = self._before, None
        if before is None:
            self.action_room("inbox")
            return
        self.only = before.only if before.only in self.board.runs else None
        if before.panel.page:
            from superindividual_tui.page import read_page

            self.panel.show(read_page(self.company, before.panel.page.request.id))
        self.centre.go_on_from(before.centre)
        self._redraw()
        self.go(before.room)

    def _read_budgets(self) -> None:
        """Read what takes a while to load, in a thread, and once the first keys were answered."""
        self.aside(lambda: self.board.budgets.read(self.company), lambda _none: self._beside.renew())

    def on_unmount(self) -> None:
        """Look no more."""
        self._glance.end()

    def _news(self) -> bool:
        """Whether `tick` would find anything."""
        return self.app.screen is not self or self.arming.held or self.panel.stale or self.board.behind

    def tick(self) -> None:
        """Up to ten times a second: what was written, what was held, what a dialog waits for."""
        self._glance.due = False
        dialog = self.app.screen
        if (
            dialog is not self and hasattr(dialog, "tick") and dialog.query("#answer")
        ):  # else not composed yet
            dialog.tick()
        self.look()
        if self.panel.arming.settle() and self.panel.page:
            self.deciding.decide(self.panel.page, "approve")
        self.panel.say_verbs()

    def tick_slowly(self) -> None:
        """Once a second: the worker, and how old everything is."""
        if self.board.look_for_worker():
            self._redraw()
        elif self.room == "inbox" and self._drawn != self.view.moment:
            self._drawn = self.view.moment
            self.draw()
        self._say_bottom()
        self.let_notice_go()
        self._tend()

    def _tend(self, *patience: int) -> None:
        if started := self._tending.look(*patience):
            self.say(worker_word(started), "good")

    def _say_bottom(self) -> None:
        self.query_one("#status", Plain).say(status(self.view))
        self.attention.tell(len(self.board.waiting))

    @property
    def view(self) -> View:
        """What rooms look at, at this moment."""
        moment, width = _stepped(self._clock()), self.centre.rows.columns
        return View(self.company, self.board, self.only, self.panel.page, moment, width)

    @property
    def arming(self) -> Arming:
        """Of the panel."""
        return self.panel.arming

    def look(self, *, own: bool = False) -> None:
        """Take up what was written since; `own` after a write of this process."""
        try:
            if self.board.refresh(own=own):
                self._redraw()
        except SuperindividualError as error:
            self.say(str(error), "bad")

    def _redraw(self) -> None:
        self._runs.draw(self.only)
        self._draw_page()
        self.draw()
        self._say_bottom()

    def draw(self) -> None:
        """Draw the room that is shown anew; the cursor stays on its entry."""
        self.centre.draw(self.view)
        self._beside.renew()

    def _draw_page(self) -> None:
        """Read the page again; only where it is another one now, it is shown anew and must arm anew."""
        if page := self.panel.page:
            from superindividual_tui.page import is_current, read_page

            if not is_current(self.company, page):
                self.panel.show(read_page(self.company, page.request.id), keep=True)
        self.panel.stream(self.board.streams.of(self.only))

    @property
    def room(self) -> str:
        """Which room is shown."""
        return self.centre.name_shown or "inbox"

    def action_room(self, name: str) -> None:
        """Show a room from its beginning, and put the focus into it."""
        if found := self.centre.find(name):
            found.enter(self.view)
        self.go(name)

    def go(self, room: str) -> None:
        """Show a room, and put the focus into it."""
        self.remove_class("-runs")
        self._give_place(room)
        self._say_tabs(room)  # first, so that it is painted no later than the room itself
        self.centre.turn(room, self.view)
        self._beside.renew()
        self.set_focus(self.centre.lines)  # at once: the next key may follow at once
        self.panel.rearm()

    def _give_place(self, room: str) -> None:
        """Hide what stands beside a room that needs its place; as styles of two parts, since a class of the screen restyles all."""
        shown = self.centre.find(room)
        self._beside.styles.display = "none" if shown and not shown.wrap else None
        reading = room == DELIVERABLE and not self.has_class("-wide") and not self.has_class("-runs")
        self._runs.styles.display = "none" if reading else None  # its files stand there instead

    def _say_tabs(self, shown: str) -> None:
        only = self.board.runs[self.only].run.product if self.only else _("all products")
        parts = tabs(self.centre.tabbed(shown), shown)
        self.query_one("#tabs", Bar).say_parts([*parts, (f"   {only}", "runs")])

    def action_runs(self) -> None:
        """Show the runs where they are hidden, and put the focus there."""
        self.add_class("-runs")
        self._give_place(self.room)
        self.set_focus(self._runs)

    def action_product(self, by: int) -> None:
        """The next run, or the one before; the first stands for all."""
        self.choose_run(self._runs.beside(self.only, by))

    def choose_run(self, run: RunId | None) -> None:
        """Let all rooms be about one run; None is all."""
        self.look(own=True)
        self.only = run
        self._redraw()
        self._say_tabs(self.room)

    def show_request(self, request: RequestId) -> None:
        """Show a request where it can be decided."""
        from superindividual_tui.page import read_page

        self.panel.show(read_page(self.company, request))
        self.go(DELIVERABLE)

    def action_steer(self, move: Move) -> None:
        """Pause, stop, fork, undo, or a batch."""
        self.say("")
        self.steering.begin(move)

    def action_search(self) -> None:
        """Search where the focus is."""
        self.query_one(SearchField).begin(self._lines_looked_at(), self._by_room)

    def _by_room(self, words: str) -> bool:
        """Whether the room looks for words in its own way; what it found is shown."""
        if not (self.centre.room and self.centre.room.search(words)):
            return False
        self.draw()
        return True

    def action_found(self, direction: int) -> None:
        """To the next place found, or the one before."""
        self.query_one(SearchField).again(self._lines_looked_at(), direction)

    def _lines_looked_at(self) -> Lines:
        """Where the focus is, or else the room's."""
        if isinstance(self.focused, Lines):
            return self.focused
        return self.centre.lines

    def action_versions(self) -> None:
        """Choose two versions to compare."""
        from superindividual_tui.rooms.diff import Diff

        diff = self.centre.rooms["diff"]
        assert isinstance(diff, Diff)
        diff.pick()
        self.go("diff")

    def confirm(self, title: str, about: list[Line], write: Callable[[], str]) -> None:
        """Ask once more, under the arming rule, then write."""
        self.steering.confirm(title, about, write)

    def begin_batch(self, deliver: str) -> None:
        """Have the list of one kind of drafts read and counted, then approve all of them."""
        self.steering.batch(deliver)

    def action_look(self, how: Literal["browse", "picture"]) -> None:
        """The page of what is open, in the founder's browser or as a picture."""
        if how == "browse":
            self.looking.browse()
        else:
            self.looking.picture()

    def action_help(self) -> None:
        """The keys, first those of what is looked at."""
        from superindividual_tui.dialogs import Help
        from superindividual_tui.manual import manual

        page, room = self.panel.page, self.centre.room
        deciding = self.room == DELIVERABLE and page is not None and page.open
        title = dict(titles(self.centre.tabbed(self.room)))[self.room]
        told = manual(self.keymap, self.room, title, deciding=deciding, broken=room is None or room.wrap)
        self.open(Help(told), lambda _none: None)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        """The cursor in the runs chooses what the rest is about."""
        if event.lines is self._runs:
            self.choose_run(RunId(event.key) or None)
        else:
            self._beside.renew()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Enter does what the room says; from the runs it goes to the inbox."""
        if event.lines is self._runs:
            self.action_room("inbox")
        elif event.of:
            self.centre.rooms[event.of].choose(event.key, self)

    async def on_bar_clicked(self, event: Bar.Clicked) -> None:
        """A click on a tab or a hint does what its key does."""
        from superindividual_tui.keys import action

        await self.run_action(action(event.does).calls["everywhere"])

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
        self._fit(event.size)
        self._give_place(self.room)
        self.query_one("#hints", Bar).say_parts(hints(self.keymap, wide=self.has_class("-wide")))
        self.call_after_refresh(self.draw)
        self.panel.rearm()

    def _fit(self, size: Size, *, update: bool = True) -> None:
        for name, holds in panes(size).items():
            self.set_class(holds, name, update=update)

    def rearm(self) -> None:
        """What is shown must be seen before it is decided."""
        self.panel.rearm()

    def on_mouse_down(self) -> None:
        """Whatever is clicked takes back what is held."""
        if self.panel.arming.take_back():
            self.say_taken_back()

    def say_taken_back(self) -> None:
        """Say that what was held is not decided."""
        self.say(_("taken back; nothing is decided"), "warn")

    def on_screen_suspend(self) -> None:
        """Under a dialog nothing is decided."""
        self.panel.arming.leave()

    def on_screen_resume(self) -> None:
        """After a dialog the panel arms anew."""
        self.panel.rearm()


def _stepped(moment: datetime) -> datetime:
    return moment.replace(second=moment.second // _STEP * _STEP, microsecond=0)
