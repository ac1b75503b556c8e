"""Span: of which time records are to be: said since or until a day, or valid at the end of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superindividual.errors import MemoryRefused
from superindividual.text import gettext as _


def day(typed: str | None) -> date | None:
    """A day as somebody types it, `2026-12-31`; nothing is none. Raises MemoryRefused for what is no day."""
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise MemoryRefused(
            _("{text} is no day").format(text=typed), remedy=_("write it as 2026-12-31")
        ) from error


@dataclass(frozen=True)
class Span:
    """Days in UTC, all of them included. A record is of the day on which its source said so, else of that on which it was written."""

    since: date | None = None
    until: date | None = None
    at: date | None = None
    """What was valid, and stood here, at the end of this day; what was superseded later is found as well."""

    @property
    def values(self) -> dict[str, str]:
        """What `condition` names; `now` is given where the time asked about is not now."""
        days = {"since": self.since, "until": self.until}
        found = {name: day.isoformat() for name, day in days.items() if day}
        return found | ({"now": f"{self.at}T23:59:59.999Z"} if self.at else {})

    @property
    def condition(self) -> str:
        """In SQL, over `memory m`: valid at the time asked about, and of the days asked for."""
        stood = " AND m.created <= :now" if self.at else ""
        ends = ">=" if self.at else ">"  # a record that is valid until a day is valid at its end
        later = " AND s.created <= :now" if self.at else ""
        said = "coalesce(m.as_of, substr(m.created, 1, 10))"
        return (
            f"m.forgotten IS NULL AND (m.valid_until IS NULL OR m.valid_until {ends} :now)"
            " AND (m.valid_from IS NULL OR m.valid_from <= :now)"
            f" AND NOT EXISTS (SELECT 1 FROM memory s WHERE s.supersedes = m.id AND s.forgotten IS NULL{later}){stood}"
            + (f" AND {said} >= :since" if self.since else "")
            + (f" AND {said} <= :until" if self.until else "")
        )


ANY = Span()
"""What is valid now, of whichever day."""
