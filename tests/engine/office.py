"""A company with one scheduled workflow, and a clock that stands where it is put."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from superindividual.company import Company
from superindividual.engine.scheduler import Scheduler
from superindividual.engine.watch import Watch
from superindividual.journal.events import Event
from superindividual.specs.template import write_company

WEEK = """\
name: week
on:
  schedule: {cron: "0 9 * * 1", zone: Asia/Shanghai, brief: briefs/week.md, inputs: {channels: [x]}}
inputs:
  brief: {type: file, required: true}
  channels: {type: list, required: true}
steps:
  discover: {agent: scout, deliver: discovery, task: "Read ${{ inputs.brief }}."}
"""
SUNDAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
"""9:00 in Shanghai."""
WEEKS = timedelta(weeks=1)


class Hands:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.moment = SUNDAY

    def __call__(self) -> datetime:
        return self.moment


class Office:
    """A company with one scheduled workflow, and a scheduler that looks when it is told to."""

    def __init__(self, root: Path) -> None:
        self.clock = Hands()
        self.root = root
        self.company = Company.open(root, clock=self.clock)
        self.watch = Watch(self.company.journal.store.path)
        self.scheduler = Scheduler(self.company, self.watch)

    @classmethod
    def made(cls, root: Path) -> Office:
        """A new company in a folder that does not exist yet."""
        write_company(root, "firm", "en")
        (root / "briefs" / "week.md").write_text("Count the week for people who count.\n")
        (root / "workflows" / "week.yaml").write_text(WEEK)
        return cls(root)

    @property
    def file(self) -> Path:
        return self.root / "workflows" / "week.yaml"

    def look(self, moment: datetime) -> list[str]:
        """What the journal holds of schedules that it did not hold before."""
        before = self.company.journal.events.last_seq()
        self.clock.moment = moment
        self.scheduler.look()
        return [e.kind for e in self.company.journal.events.after(before) if e.kind.startswith("schedule")]

    def runs(self) -> list[str]:
        return [run.id for run in self.company.journal.runs.all()]

    def end(self) -> None:
        for run in self.company.journal.runs.all(unfinished=True):
            self.company.journal.runs.end(run.id, "done")

    def last(self) -> Event:
        return [e for e in self.company.journal.events.after() if e.kind.startswith("schedule")][-1]

    def close(self) -> None:
        self.watch._connection.close()
        self.company.journal.close()
