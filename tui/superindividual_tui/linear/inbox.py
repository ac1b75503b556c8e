"""Inbox: the linear cockpit's way round: what waits, one request with all that is known of it, and a new run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from superindividual.approvals.batch import Batch, batch_of
from superindividual.approvals.editor import Editor, in_editor
from superindividual.clock import Clock, now
from superindividual.company import Company
from superindividual.errors import DecisionRefused, SuperindividualError
from superindividual.ids import RequestId, RuleId
from superindividual.text import gettext as _
from superindividual_tui.board import Board
from superindividual_tui.entries import OVERVIEW
from superindividual_tui.linear.talk import Talk
from superindividual_tui.linear.verbs import BY, Verbs
from superindividual_tui.page import CHANGES, Page, read_page
from superindividual_tui.rooms.inbox import RULE
from superindividual_tui.rooms.inbox import Inbox as Room
from superindividual_tui.status import status
from superindividual_tui.tending import worker_word
from superindividual_tui.view import View

_TICK = 0.1
"""Seconds between two looks while waiting."""

Choice = tuple[str, Callable[[], None]]


@dataclass
class Inbox:
    """One company, spoken about until the founder leaves."""

    company: Company
    talk: Talk
    clock: Clock = now
    editor: Editor = in_editor
    sleep: Callable[[float], None] = time.sleep
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        self.board = Board(self.company)
        self.verbs = Verbs(self.company, self.talk, self.editor)

    def run(self) -> None:
        """List and choose until the founder leaves; raises Left when nobody answers any more."""
        self.board.load()
        while choice := self._choose():
            choice()

    def _look(self) -> None:
        self.board.refresh(own=True)
        self.board.look_for_worker()
        if self.board.stuck() and (started := self.company.ensure_worker()):
            self.talk.say(worker_word(started))

    def _choose(self) -> Callable[[], None] | None:
        self._look()
        view = View(self.company, self.board, None, None, self.clock())
        entries = Room().entries(view)
        self.talk.say()
        self.talk.say(status(view))
        self.talk.say_all(entries.numbered())
        further = self._further()
        self.talk.say()
        for number, (text, _act) in enumerate(further, start=len(entries.keys) + 1):
            self.talk.say(f"{number}. {text}")
        self.talk.say("0. " + _("Leave; runs go on"))
        chosen = self.talk.number(len(entries.keys) + len(further))
        if chosen is None:
            return None
        if chosen < len(entries.keys):
            return self._opens(entries.keys[chosen])
        return further[chosen - len(entries.keys)][1]

    def _opens(self, key: str) -> Callable[[], None]:
        if key.startswith(RULE):
            return lambda: self.verbs.answer_rule(RuleId(key.removeprefix(RULE)))
        return lambda: self._request(RequestId(key))

    def _further(self) -> list[Choice]:
        kinds = sorted({str(r.question.get("deliver")) for r in self.board.waiting})
        batches = [b for b in (batch_of(kind, self.board.waiting) for kind in kinds) if len(b.requests) > 1]
        together: list[Choice] = [(self._together(b), lambda b=b: self._batch(b)) for b in batches]  # type: ignore[misc]
        return [
            *together,
            (_("Start a run"), self._start),
            (_("Another room: timeline, memory, cost, runs, grants …"), self._rooms),
            (_("Wait until something changes"), self._wait),
        ]

    def _rooms(self) -> None:
        from superindividual_tui.linear.desk import Desk  # here, since its rooms are read by few

        def batch(deliver: str) -> None:
            self._batch(batch_of(deliver, self.board.waiting))

        desk = Desk(
            self.company, self.board, self.talk, self.clock, self._request, batch, self.verbs.confirmed
        )
        desk.choose_room()

    def _together(self, batch: Batch) -> str:
        return _("Approve {count} drafts of {kind} together, after a look at the list").format(
            count=len(batch.requests), kind=batch.deliver
        )

    def _wait(self) -> None:
        """Until something new waits, or nothing is under way; interrupted, it goes back to the list."""
        before = {r.id for r in self.board.waiting}
        try:
            while any(v.run.outcome is None for v in self.board.runs.values()):
                self._look()
                if {r.id for r in self.board.waiting} != before or not self.board.worker:
                    return
                self.sleep(_TICK)
        except KeyboardInterrupt:
            self.talk.say()

    def _request(self, request: RequestId) -> None:
        """Read a request out, then let the founder choose, until something was done or they go back."""
        page = read_page(self.company, request)
        self.talk.say()
        self.talk.say_all(line.text for line in page.text(OVERVIEW))
        while True:
            acts = self._looks(page) + [
                (text, lambda act=act: self.verbs.perform(act, page)) for text, act in self.verbs.of(page)
            ]
            self.talk.say()
            number = self.talk.choose([text for text, _act in acts], _("back"))
            if number is None:
                return
            acts[number][1]()
            if number >= len(self._looks(page)):
                return

    def _looks(self, page: Page) -> list[Choice]:
        looks: list[Choice] = []
        if page.previous:
            looks.append((_("Read the changes since the version before"), lambda: self._read(page, CHANGES)))
        if page.bundle and page.bundle.files:
            looks.append((_("Read a file"), lambda: self._file(page)))
        return looks

    def _read(self, page: Page, key: str) -> None:
        self.talk.say_all(line.text for line in page.text(key))

    def _file(self, page: Page) -> None:
        assert page.bundle is not None
        paths = sorted(page.bundle.files)
        number = self.talk.choose(paths, _("back"))
        if number is not None:
            self._read(page, paths[number])

    def _batch(self, batch: Batch) -> None:
        for request in batch.requests:
            self.talk.say(f"{request.id}  {request.binding[:12]}  {request.question.get('summary', '')}")
        count = str(len(batch.requests))
        if self.talk.ask_afresh(_("Type {count} to approve all of them:").format(count=count)) != count:
            self.talk.say(_("Nothing is decided."))
            return
        for request in batch.requests:
            try:
                self.company.decide(request, "approve", by=BY)
            except DecisionRefused as refused:
                self.talk.say(f"{request.id}  {refused}")
            else:
                self.talk.say(f"{request.id}  " + _("approved"))
        self.company.ensure_worker()

    def _start(self) -> None:
        from superindividual_tui.linear.filling import fill_in
        from superindividual_tui.starting import asked_of, begin, workflows

        names = workflows(self.company)
        number = self.talk.choose([f"{name}  {about}" for name, about in names], _("back"))
        if number is None:
            return
        try:
            name = names[number][0]
            run = begin(self.company, name, fill_in(self.talk, asked_of(self.company, name)))
        except SuperindividualError as error:
            self.talk.say(str(error))
            return
        self.talk.say(_("{run} has begun").format(run=run.id))


def open_linear(company: Company, talk: Talk | None = None) -> None:
    """Speak about a company until the founder leaves or the input ends."""
    from superindividual_tui.linear.talk import Left

    spoken = talk or Talk.on_standard_streams()
    spoken.say(
        _("{company}: choose by number; nothing is decided without a word that you type in full.").format(
            company=Path(company.paths.root).name
        )
    )
    try:
        Inbox(company, spoken).run()
    except Left:
        spoken.say(_("left; runs go on"))
