"""The calendar: readable by calendar programs, every event complete, and its file there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.checks.answer import Answer, answer, checks_of, fault
from superindividual.checks.check import Check, Finding, Subject
from superindividual.text import gettext as _

_CALENDAR = "marketing/calendar.ics"
_PARTS = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION")
_NAMED = re.compile(r"\b(?:marketing|learning|launch|site)/[\w./-]+\.\w+")


def calendar_valid(subject: Subject) -> Answer:
    """The calendar reads back the same; events are complete, distinct, and name files that exist."""
    from icalendar import Calendar

    content = subject.bundle.files.get(_CALENDAR)
    if content is None:
        return answer([fault(_CALENDAR, None, _("the file is missing"))], "", evidence={})
    try:
        calendar = Calendar.from_ical(content)
        again = Calendar.from_ical(calendar.to_ical())
    except (ValueError, KeyError, IndexError, TypeError) as error:
        return answer(
            [fault(_CALENDAR, 1, _("no calendar program can read it: {error}").format(error=error))],
            "",
            evidence={},
        )
    events = list(calendar.walk("VEVENT"))
    faults = [found for event in events for found in _event(subject, event)]
    if len({str(e.get("UID")) for e in events}) != len(events):
        faults.append(fault(_CALENDAR, None, _("two events share a UID"), _("give each its own")))
    if not events or len(list(again.walk("VEVENT"))) != len(events):
        faults.append(
            fault(
                _CALENDAR,
                None,
                _("there is no event that survives reading back"),
                _("add the campaign's events"),
            )
        )
    return answer(
        faults,
        _("{count} events, complete and distinct").format(count=len(events)),
        evidence={"events": len(events)},
    )


def _event(subject: Subject, event: Any) -> Iterator[Finding]:
    name = str(event.get("SUMMARY", "?"))
    for part in _PARTS:
        if not event.get(part):
            yield fault(
                _CALENDAR, None, _("{event}: {part} is missing").format(event=name, part=part), _("add it")
            )
    handed = {path for bundle in subject.inputs.values() for path in bundle.files} | set(subject.bundle.files)
    kinds = {path.split("/")[0] for path in handed}
    for path in _NAMED.findall(str(event.get("DESCRIPTION", ""))):
        if path.split("/")[0] in kinds and path not in handed and path.startswith("marketing/"):
            yield fault(
                _CALENDAR,
                None,
                _("{event}: there is no file {path}").format(event=name, path=path),
                _("name one that exists"),
            )


CHECKS: Mapping[str, Check] = checks_of(calendar_valid)
