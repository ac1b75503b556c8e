"""Metrics: numbers of a launch from a CSV file, as records that the next design is told.

The file has a heading: `metric,value,date` and, if wanted, `channel` and `unit`; Chinese headings are read too. Names in
such a file may come from anybody on the web, so the records are tainted: quoted, and never followed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from superindividual.errors import Position, SpecError
from superindividual.text import gettext as _

_HEADINGS = {
    "metric": "metric", "name": "metric", "指标": "metric",
    "value": "value", "数值": "value", "值": "value",
    "date": "date", "day": "date", "日期": "date",
    "channel": "channel", "渠道": "channel",
    "unit": "unit", "单位": "unit",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
"""The year first, as ISO and Chinese tables have it; other orders mean different days to different readers."""
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_NUMBER_WITH_COMMA = re.compile(r"[+-]?\d+(,\d+)?", re.ASCII)
"""As programs write them that part cells by semicolons, since the comma is the decimal point there."""
_NEEDED = ("metric", "value", "date")
_LONGEST = 60
_MOST = 10_000


class Metric(NamedTuple):
    """One number."""

    line: int
    name: str
    value: str
    """As it was written, once it is known to be a number."""
    day: date
    channel: str
    unit: str

    @property
    def content(self) -> str:
        """`signups · hackernews · 2026-11-20: 42`; the part before the colon is what it is about."""
        about = " · ".join(part for part in (self.name, self.channel, self.day.isoformat()) if part)
        return f"{about}: {self.value}{f' {self.unit}' if self.unit else ''}"


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 that says so, or GBK as Chinese spreadsheets write it, where its heading is known.

    Raises:
        UnicodeDecodeError: it is none of them.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode()
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
        heading = text.partition("\n")[0]
        cells = {cell.strip() for cell in heading.split(_parted_by(heading))}
        if "\ufffd" in text or not any(not cell.isascii() and cell in _HEADINGS for cell in cells):
            raise
        return text


def _parted_by(heading: str) -> str:
    """What parts its cells: a comma, or what spreadsheets write where the comma is in numbers."""
    return max(",;\t", key=heading.count)


def _number(text: str) -> str:
    """A number whose commas stand between thousands, without them; empty where it could be another one, such as 3,5."""
    return text.replace(",", "") if _NUMBER.fullmatch(text) else ""


def _number_with_comma(text: str) -> str:
    """A number whose comma is the decimal point, with a point; empty where there are points, which could be either."""
    return text.replace(",", ".") if _NUMBER_WITH_COMMA.fullmatch(text) else ""


def read_metrics(text: str, file: str) -> list[Metric]:
    """All numbers of a file; raises SpecError with the line of the first fault."""
    table = text.removeprefix("\ufeff")
    parted_by = _parted_by(table.partition("\n")[0])
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=parted_by, strict=True)
    try:
        heading = next(reader, [])
        columns = [_HEADINGS.get(cell.strip().casefold(), "") for cell in heading]
        missing = [name for name in _NEEDED if name not in columns]
        if missing:
            raise SpecError(
                Position(file),
                _("the heading lacks: {names}").format(names=", ".join(missing)),
                remedy=_("write: metric,value,date,channel,unit"),
            )
        found = list(_metrics(reader, columns, file, _number_with_comma if parted_by == ";" else _number))
    except csv.Error as error:
        raise SpecError(Position(file, reader.line_num), str(error)) from error
    if len(found) > _MOST:
        raise SpecError(Position(file), _("more than {count} numbers").format(count=_MOST))
    return found


def _metrics(
    reader: csv._reader,  # type: ignore[name-defined]
    columns: list[str],
    file: str,
    value_of: Callable[[str], str],
) -> Iterator[Metric]:
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        line = reader.line_num
        given = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
        value, day = value_of(given.get("value", "")), _day(given.get("date", ""))
        if (fault := _fault(given, value)) or day is None:
            raise SpecError(Position(file, line), fault)
        yield Metric(
            line,
            given["metric"],
            value,
            day,
            given.get("channel", ""),
            given.get("unit", ""),
        )


def _fault(given: dict[str, str], value: str) -> str:
    for name in _NEEDED:
        if not given.get(name):
            return _("{name} is empty").format(name=name)
    for name, text in given.items():
        if len(text) > _LONGEST or not text.isprintable():
            return _("{name} is longer than {count} characters, or holds what cannot be printed").format(
                name=name, count=_LONGEST
            )
    if not value:
        return _("{value} is no number").format(value=given["value"])
    if _day(given["date"]) is None:
        return _("{value} is no date, such as 2026-11-20").format(value=given["date"])
    return ""


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
