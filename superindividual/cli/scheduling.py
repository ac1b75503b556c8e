"""`schedules`: which workflows begin by themselves, when, and how that stands."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict

from superindividual.approvals import wording
from superindividual.approvals.scheduling import Standing, named, standings
from superindividual.cli.output import company, emit
from superindividual.clock import parse
from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.specs.cron import read_zone
from superindividual.text import gettext as _
from superindividual.text import one_line


def schedules(options: Namespace) -> int:
    """List them, or pause or resume one."""
    opened = company(options)
    if options.action == "list":
        found, worker = _standings(opened)
        value = {"worker": worker, "schedules": [asdict(standing) for standing in found]}
        return emit(options, value, lambda: _lines(opened, found, worker=worker))
    if options.name is None:
        raise CompanyError(
            _("which schedule?"),
            remedy=_("name it: superindividual schedules {action} NAME").format(action=options.action),
        )
    name = named(opened.catalog, options.name).name
    if options.action == "pause":
        opened.journal.schedules.pause(name, "founder")
        text = _("{name} begins nothing until: superindividual schedules resume {name}").format(name=name)
        return emit(options, {"schedule": name, "state": "paused"}, lambda: [text])
    opened.journal.schedules.resume(name, "founder")
    text = _("{name} begins runs again, from the next time that is due").format(name=name)
    return emit(options, {"schedule": name, "state": "resumed"}, lambda: [text])


def _standings(opened: Company) -> tuple[list[Standing], bool]:
    worker = opened.worker_runs()
    found = standings(opened.paths, opened.catalog, opened.journal, opened.checked_workflow, worker=worker)
    return found, worker


def _lines(opened: Company, found: list[Standing], *, worker: bool) -> Iterator[str]:
    if not found:
        yield _("No workflow begins by itself. To let one of yours do so, add to its file in workflows/:")
        yield '    on: {schedule: {cron: "0 9 * * 1", zone: Asia/Shanghai, brief: briefs/week.md}}'
        yield _("That is every Monday at 9:00; while it works, the worker begins the run: superindividual up")
        return
    for standing in found:
        yield f"{standing.name}  {standing.cron} {standing.zone}  {_state(standing)}".rstrip()
        yield from (f"    {line}" for line in _facts(opened, standing))
    if not worker:
        yield _("No worker runs: nothing starts until: superindividual up")
    yield _("No schedule keeps `up --until-idle` at work; up alone waits for the next time.")


def _state(standing: Standing) -> str:
    return {
        "enabled": _("enabled"),
        "paused": _("paused: superindividual schedules resume {name}").format(name=standing.name),
        "faulty": _("faulty"),
        "busy": _("times are skipped until {run} has ended").format(run=standing.run),
        "no_worker": _("no worker"),
    }[standing.state]


def _facts(opened: Company, standing: Standing) -> Iterator[str]:
    if standing.fault:
        yield standing.fault
    if standing.next:
        zone, moment = read_zone(standing.zone), parse(standing.next)
        behind = _(" (passed; the next worker makes up for it)") if moment <= opened.journal.clock() else ""
        yield _("next: {moment}").format(moment=wording.moment(moment, zone)) + behind
        if moment.astimezone(zone).utcoffset() != moment.astimezone().utcoffset():
            yield _("here:  {moment}").format(moment=wording.moment(moment))
    if standing.outcome:
        last = wording.moment(parse(standing.due), read_zone(standing.zone) if standing.zone else None)
        became = {
            "started": _("began {run}").format(run=standing.run),
            "skipped": _("skipped, since {run} had not ended").format(run=standing.run),
            "failed": _("no run could begin: {reason}").format(reason=one_line(standing.reason, 300)),
        }[standing.outcome]
        yield _("last: {moment}, {became}").format(moment=last, became=became)
    yield _("file: {file}  brief: {brief}").format(file=standing.file, brief=standing.brief or "?")
