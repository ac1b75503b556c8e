"""Dates: a day, with or without a time, as ISO 8601 writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from . import messages

_FORM = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?: ?(?:Z|[+-]\d{2}:\d{2}))?)?",
    re.ASCII,
)
_SEASON_STARTS = 9


@dataclass(frozen=True)
class Moment:
    """A day, and a time of that day where one is known."""

    day: date
    at: time | None = None
    """With an offset from UTC, or local where none was written."""

    @property
    def order(self) -> tuple[date, time]:
        """What moments are sorted by."""
        return self.day, self.at.replace(tzinfo=None) if self.at else time.min

    @property
    def iso(self) -> str:
        """As the attribute `datetime` of HTML wants it."""
        if self.at is None:
            return self.day.isoformat()
        return datetime.combine(self.day, self.at).isoformat(timespec="minutes")

    @property
    def instant(self) -> datetime:
        """As feeds want it: what names no offset is taken for UTC."""
        combined = datetime.combine(self.day, self.at or time.min)
        return combined if combined.tzinfo else combined.replace(tzinfo=UTC)

    def __str__(self) -> str:
        """As people read it."""
        day = messages.day(self.day.year, self.day.month, self.day.day)
        return f"{day}{messages.AT_TIME}{self.at:%H:%M}" if self.at else day


def parse_moment(text: str) -> Moment:
    """Read `2026-03-14`, `2026-03-14 19:00` or `2026-03-14 19:00+01:00`.

    Raises:
        ValueError: it is nothing of the kind, or no day of the calendar.
    """
    if not _FORM.fullmatch(text):
        raise ValueError(messages.BAD_DATE.format(text=text))
    try:
        day = date.fromisoformat(text[:10])
        at = time.fromisoformat(text[11:].replace(" ", "")) if text[10:] else None
    except ValueError:
        raise ValueError(messages.BAD_DATE.format(text=text)) from None
    return Moment(day, at)


def period(day: date, kind: str) -> str:
    """Name the part of an archive that a day falls in.

    Args:
        day: the day.
        kind: `year`, `month`, or `season`, which runs from September to August.
    """
    if kind == "month":
        return day.isoformat()[:7]
    if kind == "season":
        start = day.year if day.month >= _SEASON_STARTS else day.year - 1
        return f"{start}/{(start + 1) % 100:02}"
    return day.isoformat()[:4]
