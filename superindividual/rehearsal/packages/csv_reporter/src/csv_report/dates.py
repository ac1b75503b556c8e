"""Dates as banks write them; which of day and month comes first is never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Literal

from . import messages

Order = Literal["day", "month"]
"""Which comes first in dates such as 03/04/2026."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan jän january januar",
            "feb february februar",
            "mar mär mrz march märz",
            "apr april",
            "may mai",
            "jun june juni",
            "jul july juli",
            "aug august",
            "sep sept september",
            "oct okt october oktober",
            "nov november",
            "dec dez december dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONE = r"(?:Z|UTC|[+-]\d{2}:?\d{2})"
_TIME = rf"(?:[T ]\s*\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s*{_ZONE}?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_CHINESE = re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{_TIME}")
_DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}|\d{{2}}){_TIME}")
_EITHER = re.compile(rf"(\d{{1,2}})([-/])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_DAY_NAME = re.compile(rf"(\d{{1,2}})[.\s-]+([^\W\d]+)\.?[\s,-]+(\d{{4}}){_TIME}")
_NAME_DAY = re.compile(rf"([^\W\d]+)\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){_TIME}")


class UnclearDateError(ValueError):
    """`03/04/2026` is in March or in April."""


def day_or_month_first(dates: Iterable[str]) -> Order | None:
    """Give the order that all clear dates agree on; None when none or not all do."""
    orders: set[Order] = set()
    for text in dates:
        match = _EITHER.fullmatch(_folded(text))
        if match and int(match[1]) > 12:
            orders.add("day")
        elif match and int(match[3]) > 12:
            orders.add("month")
    return orders.pop() if len(orders) == 1 else None


def parse_date(text: str, order: Order | None) -> date:
    """Read a date; a time behind it is left out.

    Raises:
        UnclearDateError: day and month may be swapped and `order` does not settle it.
        ValueError: it is no date, or none that exists; the message says so.
    """
    parts = _parts(_folded(text), order)
    if parts is None:
        raise ValueError(messages.NO_DATE.format(text=text.strip()))
    year, month, day = parts
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(messages.NO_SUCH_DATE.format(text=text.strip())) from None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _parts(text: str, order: Order | None) -> tuple[int, int, int] | None:
    """Give year, month and day, or None when the text has no form of a date."""
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.fullmatch(text) or _CHINESE.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DOTTED.fullmatch(text):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _EITHER.fullmatch(text):
        return _either(match, order)
    if match := _DAY_NAME.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _NAME_DAY.fullmatch(text):
        return _named(match[3], match[1], match[2])
    return None


def _either(match: re.Match[str], order: Order | None) -> tuple[int, int, int]:
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    if order is None and first != second:
        raise UnclearDateError(messages.UNCLEAR_DATE.format(text=match[0]))
    day, month = (second, first) if order == "month" else (first, second)
    return year, month, day


def _named(year: str, name: str, day: str) -> tuple[int, int, int] | None:
    month = _MONTHS.get(name.casefold())
    return (int(year), month, int(day)) if month else None


def _year(digits: str) -> int:
    """Two digits are of this century: statements are not older."""
    return int(digits) + (2000 if len(digits) == 2 else 0)
