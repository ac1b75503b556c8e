"""Scheduling: how every schedule of the company stands, and when it is due next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from superindividual.clock import parse, stamp
from superindividual.errors import ScheduleRefused, SpecError
from superindividual.ids import RunId
from superindividual.journal.journal import Journal
from superindividual.journal.schedules import ScheduleRecord
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog
from superindividual.specs.cron import Cron
from superindividual.specs.nearest import nearest
from superindividual.specs.schedule import Schedule, load_schedule
from superindividual.text import gettext as _
from superindividual.text import one_line

ScheduleState = Literal["enabled", "paused", "faulty", "busy", "no_worker"]
"""`busy`: while the run before has not ended, nothing begins; `no_worker`: nobody is there to begin one."""


@dataclass(frozen=True)
class Standing:
    """One schedule; stamps are UTC, and empty where there is none."""

    name: str
    file: str
    cron: str
    zone: str
    brief: str
    state: ScheduleState
    fault: str
    """Why no run could begin with it now."""
    next: str
    """When it is due next; a time that lies behind is made up for."""
    next_in_zone: str
    """The same on its zone's clock."""
    run: RunId | None
    """The last run that it began."""
    due: str
    """The last time that was due."""
    outcome: str
    """What became of that: `started`, `skipped`, `failed`, or nothing yet."""
    reason: str
    """Why it failed."""


def standings(
    paths: CompanyPaths, catalog: Catalog, journal: Journal, check: Callable[[str], object], *, worker: bool
) -> list[Standing]:
    """All schedules by name. `check` takes a workflow's path and raises SpecError where no run could begin with it."""
    found = []
    for schedule in schedules(catalog):
        fault = _fault(schedule, paths.root, check)
        known = journal.schedules.get(schedule.name) or ScheduleRecord(schedule.name)
        run_open = known.run is not None and journal.runs.get(known.run).outcome is None
        state = _state(fault, known, run_open=run_open, worker=worker)
        found.append(_standing(schedule, known, state, fault, journal.clock(), paths.root))
    return found


def schedules(catalog: Catalog) -> Iterator[Schedule]:
    """Those of the company's own workflows, in the order of their names."""
    for name, file in sorted(catalog.own_workflow_files().items()):
        found = load_schedule(name, file)
        if found:
            yield found


def named(catalog: Catalog, name: str) -> Schedule:
    """The schedule of that name; raises ScheduleRefused."""
    known = {schedule.name: schedule for schedule in schedules(catalog)}
    if name not in known:
        raise ScheduleRefused(
            _("there is no schedule {name}").format(name=one_line(name, 40)), remedy=nearest(name, known)
        )
    return known[name]


def _standing(
    schedule: Schedule, known: ScheduleRecord, state: ScheduleState, fault: str, now: datetime, root: Path
) -> Standing:
    spec, cron = schedule.spec, schedule.cron
    due = None if cron is None or known.paused else _next(cron, known, now)
    return Standing(
        name=schedule.name,
        file=str(schedule.file.relative_to(root)),
        cron=cron.text if cron else "",
        zone=cron.zone.key if cron else "",
        brief=spec.brief if spec else "",
        state=state,
        fault=fault,
        next=stamp(due) if due else "",
        next_in_zone=due.astimezone(cron.zone).isoformat(timespec="minutes") if due and cron else "",
        run=known.run,
        due=known.due or "",
        outcome=known.outcome or "",
        reason=known.reason,
    )


def _fault(schedule: Schedule, root: Path, check: Callable[[str], object]) -> str:
    if schedule.fault:
        return str(schedule.fault)
    try:
        check(str(schedule.file))
        schedule.brief(root)
    except SpecError as error:
        return str(error).splitlines()[0]
    return ""


def _state(fault: str, known: ScheduleRecord, *, run_open: bool, worker: bool) -> ScheduleState:
    if fault:
        return "faulty"
    if known.paused:
        return "paused"
    if run_open:
        return "busy"
    return "enabled" if worker else "no_worker"


def _next(cron: Cron, known: ScheduleRecord, now: datetime) -> datetime:
    """When a worker would begin the next run."""
    if known.words != cron.words:  # it counts from when a worker sees it
        return cron.after(max(now, parse(known.settled)) if known.settled else now)
    due = cron.after(parse(known.settled))
    return cron.latest(now) if due <= now else due
