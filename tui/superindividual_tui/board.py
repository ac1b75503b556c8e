"""Board: runs, requests and receipts as the journal has them, kept up by its events."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from superindividual.approvals.receipt import arrived
from superindividual.approvals.waiting import RunState, run_state
from superindividual.approvals.working import Working
from superindividual.company import Company
from superindividual.ids import RequestId, RunId
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.rules import Rule
from superindividual.journal.runs import Run
from superindividual.text import gettext as _
from superindividual_tui.budgets import Budgets
from superindividual_tui.pauses import Pauses
from superindividual_tui.streams import TEXT, Streams

_BEGUN = 1000
"""Events looked through for what agents were writing when the cockpit was opened."""

Receipt = Literal["under_way", "done", "unknown", "failed", "refused", "stopped", "sent_back"]
"""What came of a decision."""


@dataclass(frozen=True)
class RunView:
    """One run in the list."""

    run: Run
    state: RunState
    waiting: int
    ended: int
    usd: Decimal
    """Dollars of the calls with a known price."""
    unpriced: int

    @property
    def cost(self) -> str:
        """As it is shown; a price that is not known is said to be so."""
        return f"${self.usd:.2f}" + ("+?" if self.unpriced else "")


@dataclass(frozen=True)
class Settled:
    """A decision of the founder's, and what came of it."""

    request: Request
    decision: Decision
    receipt: Receipt
    said: str
    """The receipt in words of the journal: a folder, a reason."""


@dataclass
class Board:
    """Read with `load()`, then `refresh()` as often as wanted: it looks only when something was written."""

    company: Company
    runs: dict[RunId, RunView] = field(default_factory=dict)
    waiting: list[Request] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    proposed: list[Rule] = field(default_factory=list)
    """Rules that wait for an answer."""
    budgets: Budgets = field(default_factory=Budgets)
    streams: Streams = field(default_factory=Streams)
    """What agents are writing at this moment."""
    working: Working = field(default_factory=Working)
    pauses: Pauses = field(default_factory=Pauses)
    worker: bool = False
    """Whether one works, or is starting."""
    starting: bool = False
    seq: int = 0
    """The last event taken into account."""
    _data_version: int = -1

    def load(self) -> None:
        """Read all that stands; events that come meanwhile are taken up by the next `refresh()`."""
        journal = self.company.journal
        self.seq = journal.events.last_seq()
        self._see_worker()
        begun = max(self.seq - _BEGUN, 0)
        if journal.events.numbers((TEXT,), begun, self.seq):
            self.streams.take_up(journal.events.after(begun, limit=_BEGUN))
        self._fold(journal.runs.all())

    @property
    def behind(self) -> bool:
        """Whether something was written since; where that cannot be read, `refresh()` tells why."""
        try:
            return self.company.journal.store.data_version() != self._data_version
        except sqlite3.Error:
            return True

    def refresh(self, *, own: bool = False) -> bool:
        """Take up what was written since; True when there was something. `own` looks after a write of this process."""
        found = self.company.journal.store.data_version()
        if found == self._data_version and not own:
            return False
        self._data_version = found
        return self._take_up()

    def look_for_worker(self) -> bool:
        """Look whether a worker runs; True when that changed."""
        before = (self.worker, self.starting)
        self._see_worker()
        if before == (self.worker, self.starting):
            return False
        for view in list(self.runs.values()):
            if not view.run.outcome:
                self._look_at(view.run)
        return True

    def _see_worker(self) -> None:
        self.starting = self.company.worker_starts() != 0
        self.worker = self.starting or self.company.worker_runs()

    def stuck(self) -> bool:
        """Whether a run could go on and no worker is there to do it."""
        return any(view.state == "no_worker" for view in self.runs.values())

    def _take_up(self) -> bool:
        journal, touched, before = self.company.journal, set[RunId](), self.seq
        while batch := journal.events.after(self.seq):
            self.seq = batch[-1].seq
            self.streams.take_up(batch)
            self.working.take_up(batch)
            self.pauses.take_up(batch)
            touched |= {e.run for e in batch if e.run}
        if self.seq == before:
            return False
        self._fold([journal.runs.get(run) for run in sorted(touched)])
        return True

    def _fold(self, touched: list[Run]) -> None:
        decisions = self.company.journal.decisions
        self.waiting = decisions.waiting()
        self.proposed = self.company.journal.rules.proposed()
        for run in touched:
            self._look_at(run)
        self.settled = [self._settled(taken) for taken in decisions.taken()]

    def _look_at(self, run: Run) -> None:
        journal = self.company.journal
        ended = journal.runs.steps(run.id)
        asked = {r.step for r in self.waiting if r.run == run.id}
        usage = journal.usage.of(run.id)
        self.runs[run.id] = RunView(
            run,
            run_state(run, ended, asked, worker=self.worker),
            sum(r.run == run.id for r in self.waiting),
            len(ended),
            usage.usd,
            usage.unpriced,
        )

    def _settled(self, taken: Decision) -> Settled:
        request = self.company.journal.decisions.request(taken.request)
        receipt, said = self._receipt(request, taken)
        return Settled(request, taken, receipt, said)

    def _receipt(self, request: Request, taken: Decision) -> tuple[Receipt, str]:
        if taken.verb == "stop":
            return "stopped", ""
        if taken.verb == "reject":
            return ("refused" if request.kind == "effect" else "sent_back"), taken.feedback
        if request.kind in ("effect", "arrival"):
            return self._effect(request)
        ended = self.company.journal.runs.steps(request.run).get(request.step)
        if ended is None:
            return ("under_way" if self._goes_on(request.run) else "stopped"), ""
        kept = _("commit {revision}").format(revision=ended.revision[:12]) if ended.revision else ""
        return ("done" if ended.status == "done" else "stopped"), kept or ended.reason

    def _effect(self, request: Request) -> tuple[Receipt, str]:
        effect = self.company.journal.outbox.of_request(RequestId(request.question.get("of", request.id)))
        if effect is None:
            return ("under_way" if self._goes_on(request.run) else "stopped"), ""
        receipt = effect.receipt or {}
        said = str(receipt.get("reason", "")) or arrived(receipt)
        if effect.state == "intent" or effect.state == "sending":
            return "under_way", said
        return effect.state, said

    def _goes_on(self, run: RunId) -> bool:
        return self.runs[run].run.outcome is None
