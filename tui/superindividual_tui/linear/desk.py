"""Desk: the rooms in whole lines: each is read out, and what can be chosen in it has a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from superindividual.clock import Clock
from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.ids import RequestId, RunId
from superindividual.text import gettext as _
from superindividual_tui.board import Board
from superindividual_tui.fields import Field
from superindividual_tui.keys import Keymap
from superindividual_tui.line import Line
from superindividual_tui.linear.filling import fill_in
from superindividual_tui.linear.talk import Talk
from superindividual_tui.rooms.registry import all_rooms
from superindividual_tui.rooms.room import Room
from superindividual_tui.stage import Accept
from superindividual_tui.tending import worker_word
from superindividual_tui.view import View

_T = TypeVar("_T")
_ELSEWHERE = frozenset({"inbox", "start", "rooms", "settings"})
"""Rooms that the list itself offers, or that are about keys and colours."""


@dataclass
class Desk:
    """A stage of whole lines: asks for words in full where the screen arms itself."""

    company: Company
    board: Board
    talk: Talk
    clock: Clock
    request: Callable[[RequestId], None]
    """Reads a request out, and lets the founder decide."""
    batch: Callable[[str], None]
    confirmed: Callable[[str], bool]
    """Whether a question was answered by its word in full."""
    only: RunId | None = None
    """The run that all rooms are about; None is all."""
    _room: str = ""
    rooms: dict[str, Room] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rooms = {r.name: r for r in all_rooms(Keymap()) if r.name not in _ELSEWHERE}

    @property
    def view(self) -> View:
        """What rooms look at, at this moment."""
        return View(self.company, self.board, self.only, None, self.clock())

    def choose_room(self) -> None:
        """Let the founder choose a room, and be in it until they go back."""
        names = list(self.rooms)
        number = self.talk.choose([self.rooms[name].title() for name in names], _("back"))
        if number is not None:
            self.only, self._room = None, names[number]
            self.rooms[self._room].enter(self.view)
            while self._room:
                self._read(self.rooms[self._room])

    def _read(self, room: Room) -> None:
        """The room as it stands, then a choice; nothing chosen goes back."""
        self.look(own=True)
        entries = room.entries(self.view)
        self.talk.say()
        self.talk.say(room.title())
        self.talk.say_all(entries.numbered())
        search = len(entries.keys) + 1
        self.talk.say(f"{search}. " + _("Search here"))
        self.talk.say("0. " + _("back"))
        number = self.talk.number(search)
        if number is None:
            self._room = ""
        elif number == search - 1:
            self._search(room)
        else:
            room.choose(entries.keys[number], self)

    def _search(self, room: Room) -> None:
        words = self.talk.ask(_("Words:"))
        if not room.search(words) and words:
            rows = [line.text for line in room.entries(self.view).lines]
            found = [row for row in rows if words.casefold() in row.casefold()]
            self.talk.say_all(found or [_("“{words}” is not here.").format(words=words)])

    def say(self, text: str, tone: str = "") -> None:
        """Say it."""
        self.talk.say(text)

    def look(self, *, own: bool = False) -> None:
        """Take up what was written since."""
        self.board.refresh(own=own)

    def go(self, room: str) -> None:
        """To another room, or back to the list."""
        self._room = room if room in self.rooms else ""

    def draw(self) -> None:
        """The room is read out anew after each choice."""

    def choose_run(self, run: RunId | None) -> None:
        """Let all rooms be about one run."""
        self.only = run

    def show_request(self, request: RequestId) -> None:
        """Read a request out."""
        self.request(request)

    def write(self, write: Callable[[], str]) -> bool:
        """Write, say what came of it, and see that a worker carries it out; False when refused."""
        try:
            said = write()
            started = worker_word(self.company.ensure_worker())
        except SuperindividualError as error:
            self.talk.say(str(error))
            return False
        self.talk.say_all(filter(None, (said, started)))
        return True

    def confirm(self, title: str, about: list[Line], write: Callable[[], str]) -> None:
        """Say all of it, and ask for the word in full."""
        self.talk.say_all(line.text for line in about)
        if self.confirmed(title):
            self.write(write)
        else:
            self.talk.say(_("Nothing is decided."))

    def form(
        self,
        title: str,
        fields: Sequence[Field],
        accept: Accept,
        then: Callable[[], object],
    ) -> None:
        """One question after the other; what is refused is said, and nothing came of it."""
        self.talk.say(title)
        refused = accept(fill_in(self.talk, fields))
        if refused:
            self.talk.say(refused if isinstance(refused, str) else "\n".join(refused.values()))
        else:
            then()

    def words(self, title: str, then: Callable[[str], object]) -> None:
        """Several lines; none go on with nothing."""
        if words := self.talk.ask_lines(title):
            then(words)

    def begin_batch(self, deliver: str) -> None:
        """The list of one kind of drafts, to be counted."""
        self.batch(deliver)

    def aside(self, read: Callable[[], _T], show: Callable[[_T], None]) -> None:
        """Read it, then show it: nothing else waits here."""
        show(read())

    def renew(self) -> None:
        """What was set holds from the next start on."""
