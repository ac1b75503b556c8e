"""Scheduler: begins the company's scheduled runs when they are due, beside the worker that takes them up."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from datetime import datetime
from pathlib import Path

from superindividual.clock import parse, stamp
from superindividual.engine.parts import Parts
from superindividual.engine.watch import Watch
from superindividual.errors import SuperindividualError
from superindividual.ids import RunId
from superindividual.paths import Look, look_of
from superindividual.specs.schedule import Schedule, load_schedule

_log = logging.getLogger(__name__)

_PERIOD = 1.0
"""Seconds between two looks at clock and files; a sleep until the next due time would oversleep with the machine."""


class Scheduler:
    """Looks as long as it is entered; the first look is over before the worker's own first one."""

    def __init__(self, parts: Parts, watch: Watch) -> None:
        self._parts = parts
        self._journal = parts.journal
        self._watch = watch
        self._read: dict[Path, tuple[Look, Schedule | None]] = {}
        self._told = ""
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Scheduler:
        """Begin what is due, and go on looking."""
        self._look_safely()
        self._task = asyncio.create_task(self._serve(), name="scheduler")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _serve(self) -> None:
        while not self._watch.parked:
            self._look_safely()
            await asyncio.sleep(_PERIOD)

    def _look_safely(self) -> None:
        """What goes wrong here is logged once and tried again; the worker goes on."""
        try:
            self.look()
        except (OSError, sqlite3.Error, SuperindividualError) as error:
            if str(error) != self._told:
                _log.exception("schedules could not be looked at")
            self._told = str(error)

    def look(self) -> None:
        """Settle every time that is due now; nothing else is written."""
        found = [schedule for schedule in self._schedules() if schedule is not None]
        for gone in {*self._journal.schedules.names()} - {schedule.name for schedule in found}:
            self._journal.schedules.see(gone, "")
        for schedule in found:
            due = self._due(schedule)
            if due:
                self._settle(schedule, due)

    def _schedules(self) -> list[Schedule | None]:
        """Of every own workflow; a file is read again when it looks different from outside."""
        files = {file: name for name, file in self._parts.catalog.own_workflow_files().items()}
        seen = {file: look_of(file) for file in files}
        self._read = {
            file: self._read[file]
            if file in self._read and self._read[file][0] == outside
            else (outside, load_schedule(files[file], file))
            for file, outside in seen.items()
            if outside is not None
        }
        return [schedule for _outside_then, schedule in self._read.values()]

    def _due(self, schedule: Schedule) -> datetime | None:
        """The latest time that is due and not settled."""
        if schedule.cron is None:
            return None
        known = self._journal.schedules.get(schedule.name)
        if known is None or known.words != schedule.cron.words:
            self._journal.schedules.see(schedule.name, schedule.cron.words)
            return None
        now = self._journal.clock()
        if known.paused or schedule.cron.after(parse(known.settled)) > now:
            return None
        return schedule.cron.latest(now)

    def _settle(self, schedule: Schedule, due: datetime) -> None:
        """One run for the time, or the reason why there is none; both stand with the time being over, or neither does."""
        at = stamp(due)
        try:
            self._begin(schedule, at)
        except sqlite3.Error:
            raise  # nothing is settled, so the next look tries again
        except Exception as error:  # noqa: BLE001 - whatever a run cannot begin for, the worker goes on with the others
            reason = (
                str(error) if isinstance(error, SuperindividualError) else f"{type(error).__name__}: {error}"
            )
            _log.warning("schedule %s: %s", schedule.name, reason)
            with self._journal.transaction():
                if self._journal.schedules.settle(schedule.name, at):
                    self._journal.schedules.note(schedule.name, at, "failed", reason=reason)

    def _begin(self, schedule: Schedule, at: str) -> None:
        schedules = self._journal.schedules
        with self._journal.transaction():
            if not schedules.settle(schedule.name, at):
                return  # another process did
            under_way = self._under_way(schedule.name)
            if under_way:
                schedules.note(schedule.name, at, "skipped", run=under_way, reason="unfinished")
                return
            assert schedule.spec is not None
            run = self._parts.start(
                str(schedule.file),
                brief=schedule.brief(self._parts.paths.root),
                inputs=schedule.spec.inputs,
            )
            schedules.note(schedule.name, at, "started", run=run.id)

    def _under_way(self, name: str) -> RunId | None:
        """The run that the schedule began last, if it has not ended."""
        known = self._journal.schedules.get(name)
        if known is None or known.run is None:
            return None
        return None if self._journal.runs.get(known.run).outcome else known.run
