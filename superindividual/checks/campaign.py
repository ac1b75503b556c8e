"""The calendar: readable by calendar programs, every event complete, one for everything that goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from superindividual.checks.answer import Answer, Unreadable, answer, checks_of, failed, fault
from superindividual.checks.check import Check, Finding, Subject
from superindividual.checks.source import text_of
from superindividual.text import gettext as _

CALENDAR = "marketing/calendar.ics"

_PARTS = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION")
_MOST_OCTETS = 75
"""Octets of a content line, RFC 5545 3.1."""
_FILE = re.compile(
    r"(?<![\w./-])(?:marketing|launch|site|learning|package|finance|compliance|design|discovery)/[\w./-]*\w\.\w{2,5}"
)
_REVIEW = re.compile(
    r"review|look|check|measure|learn|numbers|decide|回顾|复盘|检查|核对|看数|数据|决定|确认", re.I
)
_IN_KIT = (
    ("launch/posts/", "marketing/posts/"),
    ("launch/email/", "marketing/email/"),
    ("launch/", "marketing/"),
    ("launch/", ""),
)


@dataclass(frozen=True)
class Event:
    """One event, with the line on which it begins."""

    line: int
    name: str
    component: Any

    @property
    def description(self) -> str:
        """Its description, unfolded."""
        return str(self.component.get("DESCRIPTION", ""))

    @property
    def files(self) -> tuple[str, ...]:
        """The files its description names."""
        return tuple(dict.fromkeys(_FILE.findall(self.description)))


def calendar_valid(subject: Subject) -> Answer:
    """The calendar reads back the same; events are complete, distinct and not past; everything to send has one."""
    calendar = _calendar(subject)
    events = _events(subject, calendar)
    if not events:
        return failed(_("The calendar has no event."), CALENDAR, 1)
    faults = [
        *_file_faults(subject, calendar),
        *(found for event in events for found in _event_faults(subject, event)),
    ]
    faults += [*_distinct_faults(events), *_zone_faults(calendar, events)]
    to_send = _to_send(subject)
    named = {_delivered(path) for event in events for path in event.files}
    faults += [
        fault(CALENDAR, None, _("No event sends {path}.").format(path=path), _("Add one that names it."))
        for path in to_send
        if path not in named
    ]
    notes = _line_notes(subject)
    unassessed = (
        ""
        if subject.inputs
        else _("No earlier deliverable is at hand, so the files that events name could not be looked up.")
    )
    evidence = {"events": len(events), "files_named": len(named), "to_send": len(to_send)}
    reason = _("{count} events read back the same; all {files} posts and mails have one.")
    return answer(
        faults,
        reason.format(count=len(events), files=len(to_send)),
        evidence=evidence,
        notes=notes,
        unassessed=unassessed,
    )


def _calendar(subject: Subject) -> Any:
    from icalendar import Calendar

    text = text_of(subject.bundle, CALENDAR)
    try:
        calendar = Calendar.from_ical(subject.bundle.files[CALENDAR])
        again = Calendar.from_ical(calendar.to_ical())
        same = again.to_ical() == calendar.to_ical()
    except Exception as error:
        # icalendar lets errors of many kinds through on broken input; whatever it is, no program can read the file
        line = _line_of(text, str(error))
        raise Unreadable(
            fault(CALENDAR, line, _("No calendar program can read it: {reason}").format(reason=error))
        ) from error
    if calendar.name != "VCALENDAR":
        raise Unreadable(fault(CALENDAR, 1, _("The file is no calendar (BEGIN:VCALENDAR).")))
    if not same:
        raise Unreadable(fault(CALENDAR, 1, _("Read and written again, the calendar is another one.")))
    return calendar


def _line_of(text: str, reason: str) -> int:
    quoted = re.findall(r"'([^']{3,})'", reason)
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, start=1) if any(one in line for one in quoted)), 1)


def _events(subject: Subject, calendar: Any) -> list[Event]:
    lines = text_of(subject.bundle, CALENDAR).split("\n")
    begins = [number for number, line in enumerate(lines, start=1) if line.strip().upper() == "BEGIN:VEVENT"]
    components = calendar.walk("VEVENT")
    places = begins if len(begins) == len(components) else [1] * len(components)
    return [
        Event(line, str(one.get("SUMMARY", "?")), one) for line, one in zip(places, components, strict=True)
    ]


def _file_faults(subject: Subject, calendar: Any) -> Iterator[Finding]:
    for part in ("VERSION", "PRODID"):
        if not calendar.get(part):
            yield fault(CALENDAR, 1, _("The calendar lacks {part}.").format(part=part))
    content = subject.bundle.files[CALENDAR]
    if b"\n" in content.replace(b"\r\n", b""):
        line = re.split(rb"(?<!\r)\n", content)[0].count(b"\r\n") + 1
        yield fault(CALENDAR, line, _("A line does not end in CR LF, as RFC 5545 wants."))


def _line_notes(subject: Subject) -> list[Finding]:
    lines = subject.bundle.files[CALENDAR].split(b"\r\n")
    long = [number for number, line in enumerate(lines, start=1) if len(line) > _MOST_OCTETS]
    message = _("The line has more than 75 octets; RFC 5545 wants it folded.")
    return [fault(CALENDAR, number, message) for number in long[:3]]


def _event_faults(subject: Subject, event: Event) -> Iterator[Finding]:
    for part in _PARTS:
        if not str(event.component.get(part) or "").strip():
            yield fault(
                CALENDAR, event.line, _("{event}: {part} is missing.").format(event=event.name, part=part)
            )
    for name, problem in getattr(event.component, "errors", ()):
        line = _line_of(text_of(subject.bundle, CALENDAR), str(problem)) if name is None else event.line
        yield fault(CALENDAR, line, f"{event.name}: {name or ''} {problem}")
    yield from _time_faults(subject, event)
    handed = {path for bundle in (subject.bundle, *subject.inputs.values()) for path in bundle.files}
    for path in event.files:
        if subject.inputs and _delivered(path) not in handed and not _made_later(path):
            yield fault(
                CALENDAR,
                event.line,
                _("{event}: there is no file {path}.").format(event=event.name, path=path),
            )
    if not event.files and not _REVIEW.search(event.name + event.description):
        message = _("{event}: the description names no file to send.")
        yield fault(CALENDAR, event.line, message.format(event=event.name))


def _delivered(path: str) -> str:
    """The path under which a file of the kit was handed over by the step that made it."""
    for inside, outside in _IN_KIT[:2]:
        if path.startswith(inside):
            return outside + path.removeprefix(inside)
    return path.removeprefix("launch/") if path.startswith(("launch/site/", "launch/package/")) else path


def _made_later(path: str) -> bool:
    """Files of steps that come after the calendar."""
    return path.startswith(("launch/", "learning/", "compliance/", "finance/"))


def _time_faults(subject: Subject, event: Event) -> Iterator[Finding]:
    start, end = _when(event, "DTSTART"), _when(event, "DTEND")
    if start is None:
        return
    if _day(start) < subject.today:
        message = _("{event} lies before today, {today}.")
        yield fault(CALENDAR, event.line, message.format(event=event.name, today=subject.today.isoformat()))
    if end is not None and isinstance(start, datetime) != isinstance(end, datetime):
        yield fault(
            CALENDAR,
            event.line,
            _("{event}: DTSTART and DTEND are of different kinds.").format(event=event.name),
        )
    elif end is not None and str(end) < str(start):
        yield fault(CALENDAR, event.line, _("{event} ends before it begins.").format(event=event.name))


def _when(event: Event, part: str) -> date | datetime | None:
    try:
        value = getattr(event.component.get(part), "dt", None)
    except ValueError:  # a broken property; the component's own errors name it
        return None
    return value if isinstance(value, date) else None


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _distinct_faults(events: Sequence[Event]) -> Iterator[Finding]:
    seen: set[str] = set()
    for event in events:
        name = str(event.component.get("UID", ""))
        if name and name in seen:
            yield fault(
                CALENDAR,
                event.line,
                _("{event}: the UID stands twice.").format(event=event.name),
                _("Give each its own."),
            )
        seen.add(name)


def _zone_faults(calendar: Any, events: Sequence[Event]) -> Iterator[Finding]:
    defined = {str(zone.get("TZID")) for zone in calendar.walk("VTIMEZONE")}
    for event in events:
        for part in ("DTSTART", "DTEND"):
            params: Mapping[str, Any] = getattr(event.component.get(part), "params", {})
            zone = params.get("TZID")
            if zone and str(zone) not in defined and str(zone) != "UTC":
                message = _("{event}: the time zone {zone} is not defined in the file.")
                yield fault(CALENDAR, event.line, message.format(event=event.name, zone=zone))


def _to_send(subject: Subject) -> list[str]:
    """The posts and the e-mail of earlier steps, by the file that is sent."""
    found = []
    for bundle in subject.inputs.values():
        if bundle.deliverable.kind == "posts":
            found += [
                path
                for path in sorted(bundle.files)
                if path.startswith("marketing/posts/") and path.endswith(".md")
            ]
    mails = [
        path
        for bundle in subject.inputs.values()
        if bundle.deliverable.kind == "email"
        for path in bundle.files
    ]
    return found + [path for path in mails if path == "marketing/email/message.txt"][:1]


CHECKS: Mapping[str, Check] = checks_of(calendar_valid)
