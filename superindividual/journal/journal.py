"""Journal: the one truth about runs, versions, decisions, effects and spend of a company.

Each part is loaded when it is first asked for: a command that only looks needs few of them, and starts sooner.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

from superindividual.clock import Clock, now
from superindividual.journal.events import Events
from superindividual.journal.schema import JOURNAL
from superindividual.journal.store import Store

if TYPE_CHECKING:
    from superindividual.journal.adoptions import Adoptions
    from superindividual.journal.calls import Calls
    from superindividual.journal.decisions import Decisions
    from superindividual.journal.forks import Forks
    from superindividual.journal.grants import Grants
    from superindividual.journal.halts import Halts
    from superindividual.journal.inquiries import Inquiries
    from superindividual.journal.measurements import Measurements
    from superindividual.journal.notices import Notices
    from superindividual.journal.outbox import Outbox
    from superindividual.journal.policies import Policies
    from superindividual.journal.renewals import Renewals
    from superindividual.journal.rounds import Rounds
    from superindividual.journal.rules import Rules
    from superindividual.journal.runs import Runs
    from superindividual.journal.schedules import Schedules
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

    @cached_property
    def runs(self) -> Runs:
        """Runs and their steps."""
        from superindividual.journal.runs import Runs

        return Runs(self.store, self.events, self.clock)

    @cached_property
    def rounds(self) -> Rounds:
        """The times through a step."""
        from superindividual.journal.rounds import Rounds

        return Rounds(self.store, self.events, self.clock)

    @cached_property
    def versions(self) -> Versions:
        """What was handed over, and what the checks said."""
        from superindividual.journal.versions import Versions

        return Versions(self.store, self.events, self.clock)

    @cached_property
    def decisions(self) -> Decisions:
        """Requests, and what was decided."""
        from superindividual.journal.decisions import Decisions

        return Decisions(self.store, self.events, self.clock)

    @cached_property
    def withdrawals(self) -> Withdrawals:
        """Approvals taken back."""
        from superindividual.journal.withdrawals import Withdrawals

        return Withdrawals(self.store, self.events, self.decisions)

    @cached_property
    def rules(self) -> Rules:
        """What may pass without being asked again."""
        from superindividual.journal.rules import Rules

        return Rules(self.store, self.events, self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        """Effects: intent, sending, and how they ended."""
        from superindividual.journal.outbox import Outbox

        return Outbox(self.store, self.events, self.clock)

    @cached_property
    def notices(self) -> Notices:
        """Messages to the founder."""
        from superindividual.journal.notices import Notices

        return Notices(self.store, self.clock)

    @cached_property
    def forks(self) -> Forks:
        """Runs that began from others."""
        from superindividual.journal.forks import Forks

        return Forks(self.store, self.events, self.runs, self.clock)

    @cached_property
    def adoptions(self) -> Adoptions:
        """Runs moved to a changed workflow."""
        from superindividual.journal.adoptions import Adoptions

        return Adoptions(self.store, self.events, self.runs, self.rounds, self.clock)

    @cached_property
    def renewals(self) -> Renewals:
        """Requests asked anew."""
        from superindividual.journal.renewals import Renewals

        return Renewals(self.store, self.events, self.decisions, self.clock)

    @cached_property
    def policies(self) -> Policies:
        """The policies that were in force."""
        from superindividual.journal.policies import Policies

        return Policies(self.store, self.events, self.clock)

    @cached_property
    def grants(self) -> Grants:
        """What was approved in advance."""
        from superindividual.journal.grants import Grants

        return Grants(self.store, self.events, self.clock)

    @cached_property
    def halts(self) -> Halts:
        """What is halted."""
        from superindividual.journal.halts import Halts

        return Halts(self.store, self.events, self.clock)

    @cached_property
    def schedules(self) -> Schedules:
        """Due times."""
        from superindividual.journal.schedules import Schedules

        return Schedules(self.store, self.events, self.clock)

    @cached_property
    def inquiries(self) -> Inquiries:
        """What agents asked the founder in the middle of their work."""
        from superindividual.journal.inquiries import Inquiries

        return Inquiries(self.store, self.clock)

    @cached_property
    def calls(self) -> Calls:
        """Every call to a model."""
        from superindividual.journal.calls import Calls

        return Calls(self.store, self.clock)

    @cached_property
    def usage(self) -> UsageLog:
        """Calls of models, and what they cost."""
        from superindividual.journal.usage import UsageLog

        return UsageLog(self.store, self.clock)

    @cached_property
    def measurements(self) -> Measurements:
        """What endpoints were measured to do."""
        from superindividual.journal.measurements import Measurements

        return Measurements(self.store, self.events, self.clock)

    def transaction(self) -> AbstractContextManager[Connection]:
        """Everything written inside stands together or not at all."""
        return self.store.transaction()

    def close(self) -> None:
        """Close all connections."""
        self.store.close()
