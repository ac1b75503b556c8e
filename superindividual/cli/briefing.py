"""`brief`: what ran, what waits, what was refused, what left, what it cost, what is due; each line cites its event."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from superindividual.approvals.bulletin import (
    SECTIONS,
    Note,
    Section,
    Span,
    notes,
    span_since,
    span_since_last,
)
from superindividual.cli.output import company, emit
from superindividual.clock import stamp
from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.text import gettext as _

_UNITS = {"m": 60, "h": 3600, "d": 86400}


def brief(options: Namespace) -> int:
    """Tell what happened; the journal remembers until where, for `--since last`."""
    opened = company(options)
    moment = opened.journal.clock()
    with opened.journal.transaction():
        span = _span(opened, options.since, moment)
        through = opened.journal.events.last_seq()
        found = notes(opened.journal, span, moment, worker=opened.worker_runs())
        opened.journal.events.append("brief.read", through=through)
    value = {
        "since": span.since,
        "until": stamp(moment),
        "after": span.after,
        "through": through,
        "notes": [asdict(note) for note in found],
    }
    return emit(options, value, lambda: _lines(span, stamp(moment), found))


def _span(opened: Company, typed: str, moment: datetime) -> Span:
    if typed == "last":
        return span_since_last(opened.journal)
    length = re.fullmatch(r"([1-9]\d{0,4})([mhd])", typed)
    if length:
        ago = timedelta(seconds=int(length[1]) * _UNITS[length[2]])
        return span_since(opened.journal, moment - ago)
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise CompanyError(
            _("{text} is no time to begin from").format(text=typed),
            remedy=_("write one such as 24h, 7d, 2026-11-23 or last"),
        ) from error
    return span_since(opened.journal, datetime.combine(day, time()).astimezone())


def _lines(span: Span, until: str, found: list[Note]) -> Iterator[str]:
    since = span.since or _("the beginning")
    if not found:
        yield _("Nothing happened since {since}, and nothing waits for you.").format(since=since)
        return
    yield _("From {since} to {until}").format(since=since, until=until)
    for section in SECTIONS:
        own = [note for note in found if note.section == section]
        yield ""
        yield title(section) if own else _("{section}: nothing to tell").format(section=title(section))
        for note in own:
            cited = " ".join(f"#{event}" for event in note.events)
            yield f"  {note.text}  [{cited}]" if cited else f"  {note.text}"
    yield ""
    yield _("Look at an event: superindividual log --event NUMBER")


def title(section: Section) -> str:
    """A section's heading."""
    return {
        "ran": _("What ran"),
        "waits": _("What waits for you"),
        "refused": _("What was refused or left out"),
        "left": _("What left the company"),
        "cost": _("What it cost"),
        "due": _("What is due next"),
    }[section]
