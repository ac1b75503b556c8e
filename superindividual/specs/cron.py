"""Cron: five fields and a time zone, and the moments that they name.

Every time on the zone's wall clock comes once, whatever the hands do there: one that a change skips comes as soon as
the gap is over, and one that a change repeats comes the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from superindividual.errors import ExpressionError
from superindividual.specs.nearest import nearest
from superindividual.text import gettext as _
from superindividual.text import one_line

_MINUTE = timedelta(minutes=1)
_LONGEST_REPEAT = timedelta(hours=3)
"""No zone sets its clocks back by more."""

_ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC")

_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a wall clock's time, of no zone


@dataclass(frozen=True)
class Cron:
    """When something is due; made by `read_cron`, which has seen that it comes at all."""

    text: str
    zone: ZoneInfo

    @property
    def words(self) -> str:
        """Fields and zone, by which two are told apart."""
        return f"{self.text} {self.zone.key}"

    def after(self, moment: datetime) -> datetime:
        """The first time past an aware moment, UTC."""
        return _first_after(self, moment.astimezone(UTC))

    def latest(self, moment: datetime) -> datetime:
        """The last time up to an aware moment, UTC."""
        start = moment.astimezone(self.zone).replace(tzinfo=None) + _LONGEST_REPEAT
        return next(t for t in map(self._instant, _times(self.text, start, reverse=True)) if t <= moment)

    def _instant(self, wall: datetime) -> datetime:
        """The moment of a time on the wall clock."""
        found = wall.replace(tzinfo=self.zone)
        while found.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != found.replace(tzinfo=None):
            found += _MINUTE  # the hands skip it
        return found.astimezone(UTC)


@lru_cache(maxsize=256)  # a worker asks every second, and some take a thousand days of looking
def _first_after(cron: Cron, moment: datetime) -> datetime:
    start = moment.astimezone(cron.zone).replace(tzinfo=None)
    return next(t for t in map(cron._instant, _times(cron.text, start)) if t > moment)


def _times(text: str, start: datetime, *, reverse: bool = False) -> Iterator[datetime]:
    from cronsim import CronSim  # here, since most commands know no schedule

    return CronSim(text, start, reverse)


def read_cron(text: str, zone: str) -> Cron:
    """A cron that comes at some time, in its zone; raises ExpressionError, whose `at` is the place in `text`."""
    fields = text.split()
    if len(fields) != len(_fields()):
        message = _("cron has five fields, not {count}").format(count=len(fields))
        raise ExpressionError(message, remedy=_example())
    for number, field in enumerate(fields):
        alone = " ".join(field if place == number else "*" for place in range(len(fields)))
        if not _comes(alone):
            name, values = _fields()[number]
            message = _("{field} is no {name}").format(field=one_line(field, 40), name=name)
            remedy = _("a {name} is {values}, *, a range, a list or a step").format(name=name, values=values)
            raise ExpressionError(message, remedy=f"{remedy}; {_example()}", at=_place(text, number))
    if not _comes(" ".join(fields)):
        raise ExpressionError(
            _("this never comes: the month {months} has no day {days}").format(
                days=fields[2], months=fields[3]
            ),
            remedy=_example(),
            at=_place(text, 2),
        )
    return Cron(" ".join(fields), read_zone(zone))


def read_zone(name: str) -> ZoneInfo:
    """A time zone by its name in the tz database; raises ExpressionError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: `Asia` is a folder
        from zoneinfo import available_timezones  # here, since it reads a folder

        message = _("there is no time zone {name}").format(name=one_line(name, 40))
        raise ExpressionError(message, remedy=nearest(name, available_timezones(), _ZONES)) from error


def _comes(text: str) -> bool:
    """Whether there is such a time within the fifty years that cronsim looks ahead."""
    from cronsim import CronSimError

    try:
        next(_times(text, _ANY_DAY))
    except (CronSimError, StopIteration, ValueError):
        return False
    return True


def _place(text: str, number: int) -> int:
    """Where the field of that number begins."""
    at = 0
    for field in text.split()[:number]:
        at = text.index(field, at) + len(field)
    return at + len(text[at:]) - len(text[at:].lstrip())


def _fields() -> tuple[tuple[str, str], ...]:
    return (
        (_("minute"), "0-59"),
        (_("hour"), "0-23"),
        (_("day of the month"), "1-31"),
        (_("month"), "1-12, JAN-DEC"),
        (_("day of the week"), "0-7, SUN-SAT"),
    )


def _example() -> str:
    return _('write one such as "0 9 * * 1": every Monday at 9:00')
