"""Steering: pause, stop, fork, undo, and batches; each is asked once more under the arming rule where it moves something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from superindividual.approvals import wording
from superindividual.company import Company
from superindividual.errors import DecisionRefused
from superindividual.journal.decisions import Request
from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.line import Line, lines_of
from superindividual_tui.stage import BY, Screened

Move = Literal["pause", "stop", "fork", "undo"]


@dataclass
class Steering:
    """The moves that are no decision about the page that is shown."""

    stage: Screened
    company: Company

    def begin(self, move: Move) -> None:
        """Take up a key."""
        moves: dict[Move, Callable[[], None]] = {
            "pause": lambda: self._of_run(self.pause),
            "stop": lambda: self._of_run(self.stop),
            "fork": self._fork,
            "undo": self.undo,
        }
        moves[move]()

    def _of_run(self, move: Callable[[Run], None]) -> None:
        run = self.stage.view.about
        if run is None:
            self.stage.say(_("no run yet"), "warn")
        elif run.outcome:
            self.stage.say(_("{run} has ended").format(run=run.id), "warn")
        else:
            move(run)

    def pause(self, run: Run) -> None:
        """Pause a run, or let a paused one go on."""
        if run.paused:
            asked, said = _("Let {run} go on?"), _("{run} goes on")
        else:
            asked, said = _("Pause {run}? It goes no further until you let it go on."), _("{run} is paused")
        self._move(run, asked, said, self.company.resume if run.paused else self.company.pause)

    def stop(self, run: Run) -> None:
        """Stop a run."""
        asked, said = _("Stop the run {run}? What it made so far stays."), _("{run} is being stopped")
        self._move(run, asked, said, self.company.stop)

    def _move(self, run: Run, asked: str, said: str, move: Callable[..., None]) -> None:
        def write() -> str:
            move(run.id, by=BY)
            return said.format(run=run.id)

        self.confirm(asked.format(run=run.id), self._told(run), write)

    def _fork(self) -> None:
        page = self.stage.view.page
        if page is None:
            self.stage.say(_("Open a request first: a run is forked from the step that it is about."), "warn")
            return
        self.fork(page.request.run, page.request.id, str(page.request.step))

    def fork(self, run: str, at: str, step: str) -> None:
        """Begin a run that shares everything before a step of another, and go to the comparison of both."""
        found = self.company.run(run)

        def begin() -> str:
            begun = self.company.fork(found.id, at)
            self.stage.choose_run(begun.id)
            return _("{run} begins at {step}").format(run=begun.id, step=step)

        title = _("Begin a new run from {step} of {run}? It shares everything before that step.").format(
            step=step, run=run
        )
        self.confirm(title, self._told(found), begin, then=lambda: self.stage.go("comparison"))

    def undo(self) -> None:
        """Take back the founder's last approval of what leaves, as long as it has not begun; that is never asked twice."""
        settled = self.stage.view.board.settled
        last = next((s for s in settled if s.receipt == "under_way" and s.request.kind == "effect"), None)
        if last is None:
            told = _(
                "Nothing to take back: no approval of what leaves is on its way; a draft is taken at once."
            )
            self.stage.say(told, "warn")
            return

        def withdraw() -> str:
            self.company.undo(last.request, by=BY)
            return _("{id} waits again; nothing has left").format(id=last.request.id)

        self.stage.write(withdraw)

    def batch(self, deliver: str) -> None:
        """Approve all low-risk drafts of one kind, after the list was read to its end and counted."""
        from superindividual.approvals.batch import batch_of  # here: no start waits for what policies are
        from superindividual_tui.dialogs import Typed

        batch = batch_of(deliver, self.stage.view.board.waiting)
        lines: list[Line] = []
        for request in batch.requests:
            lines += lines_of(f"{request.id}  {request.binding[:12]}  {wording.question(request)}")
            told = f"{wording.verdicts(request.question['verdicts'])} · {request.question['summary']}"
            lines += lines_of(one_line(told, 300), "dim", indent="    ")

        def approve() -> str:
            refused = list(filter(None, map(self._refused, batch.requests)))
            done = len(batch.requests) - len(refused)
            told = _("{done} of {count} approved").format(done=done, count=len(batch.requests))
            return " · ".join([told, *refused])

        count = str(len(batch.requests))
        title = _("Approve all {count}? Read the list to its end.").format(count=count)
        how = _("Then tab, type how many these are, {count}, and enter.").format(count=count)
        self.stage.open(
            Typed(title, lines, count, how, self.stage.monotonic), lambda _yes: self.stage.write(approve)
        )

    def _refused(self, request: Request) -> str:
        """Approve one of several, and give the reason where that was refused."""
        try:
            self.company.decide(request, "approve", by=BY)
        except DecisionRefused as refused:
            return f"{request.id}: {refused}"
        return ""

    def confirm(
        self,
        title: str,
        about: list[Line],
        write: Callable[[], str],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Ask once more, under the arming rule; then write, and go on where that was taken."""
        from superindividual_tui.dialogs import Confirm

        def confirmed(_yes: bool) -> None:
            if self.stage.write(write):
                then()

        self.stage.open(Confirm(title, about, self.stage.monotonic), confirmed)

    def _told(self, run: Run) -> list[Line]:
        view = self.stage.view.board.runs[run.id]
        engine = _("rehearsal, no AI") if run.engine == "rehearsal" else view.cost
        steps = f"{view.ended}/{len(run.plan.steps)}"
        return list(lines_of(f"{run.id}  {run.product}  {run.plan.name}  {steps}  {engine}"))
