"""Journal: the one truth about runs, versions, decisions, effects and spend of a company."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from sqlite3 import Connection

from superindividual.clock import Clock, now
from superindividual.journal.adoptions import Adoptions
from superindividual.journal.calls import Calls
from superindividual.journal.decisions import Decisions
from superindividual.journal.events import Events
from superindividual.journal.forks import Forks
from superindividual.journal.grants import Grants
from superindividual.journal.halts import Halts
from superindividual.journal.notices import Notices
from superindividual.journal.outbox import Outbox
from superindividual.journal.policies import Policies
from superindividual.journal.renewals import Renewals
from superindividual.journal.rounds import Rounds
from superindividual.journal.rules import Rules
from superindividual.journal.runs import Runs
from superindividual.journal.schedules import Schedules
from superindividual.journal.schema import JOURNAL
from superindividual.journal.store import Store
from superindividual.journal.usage import UsageLog
from superindividual.journal.versions import Versions
from superindividual.journal.withdrawals import Withdrawals


class Journal:
    """Open once per process; every part joins the transaction under way."""

    def __init__(self, path: Path, clock: Clock = now) -> None:
        """Open or make the journal at `path`; raises JournalCorrupt."""
        self.clock = clock
        self.store = Store(path)
        self.store.migrate("journal", JOURNAL)
        self.events = Events(self.store, clock)
        self.runs = Runs(self.store, self.events, clock)
        self.rounds = Rounds(self.store, self.events, clock)
        self.versions = Versions(self.store, self.events, clock)
        self.decisions = Decisions(self.store, self.events, clock)
        self.withdrawals = Withdrawals(self.store, self.events, self.decisions)
        self.rules = Rules(self.store, self.events, clock)
        self.outbox = Outbox(self.store, self.events, clock)
        self.notices = Notices(self.store, clock)
        self.forks = Forks(self.store, self.events, self.runs, clock)
        self.adoptions = Adoptions(self.store, self.events, self.runs, self.rounds, clock)
        self.renewals = Renewals(self.store, self.events, self.decisions, clock)
        self.policies = Policies(self.store, self.events, clock)
        self.grants = Grants(self.store, self.events, clock)
        self.halts = Halts(self.store, self.events, clock)
        self.schedules = Schedules(self.store, self.events, clock)
        self.usage = UsageLog(self.store, clock)
        self.calls = Calls(self.store, clock)

    def transaction(self) -> AbstractContextManager[Connection]:
        """Everything written inside stands together or not at all."""
        return self.store.transaction()

    def close(self) -> None:
        """Close all connections."""
        self.store.close()
