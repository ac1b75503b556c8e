"""Dates as notes write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from markdown_site import messages
from markdown_site.dates import Moment, parse_moment, period


def test_a_day() -> None:
    """A day has no time, and counts from midnight UTC in feeds."""
    moment = parse_moment("2026-03-14")
    assert moment == Moment(date(2026, 3, 14))
    assert moment.iso == "2026-03-14"
    assert moment.instant == datetime(2026, 3, 14, tzinfo=UTC)
    assert moment.order == (date(2026, 3, 14), time.min)
    assert str(moment) == messages.day(2026, 3, 14)


@pytest.mark.parametrize("text", ["2026-03-14 19:30", "2026-03-14T19:30:00"])
def test_a_time(text: str) -> None:
    """A time without an offset is the local one, and UTC for feeds."""
    moment = parse_moment(text)
    assert moment.iso == "2026-03-14T19:30"
    assert moment.instant == datetime(2026, 3, 14, 19, 30, tzinfo=UTC)
    assert str(moment) == f"{messages.day(2026, 3, 14)}{messages.AT_TIME}19:30"
    assert moment.order == (date(2026, 3, 14), time(19, 30))


@pytest.mark.parametrize("text", ["2026-03-14 19:30+01:00", "2026-03-14T19:30 +01:00"])
def test_an_offset(text: str) -> None:
    """An offset is kept."""
    moment = parse_moment(text)
    zone = timezone(timedelta(hours=1))
    assert moment.instant == datetime(2026, 3, 14, 19, 30, tzinfo=zone)
    assert moment.iso == "2026-03-14T19:30+01:00"
    assert moment.order == (date(2026, 3, 14), time(19, 30))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "14.03.2026",
        "2026/03/14",
        "2026-3-14",
        "2026-02-30",
        "2026-03-14 25:00",
        "2026-03-14 19",
        "２０２６-03-14",
        "2026-03-14 19:00 CET",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Nothing is guessed: the message shows how to write it."""
    with pytest.raises(ValueError, match="2026-03-14") as caught:
        parse_moment(text)
    assert str(caught.value) == messages.BAD_DATE.format(text=text)


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 3, 1), "year", "2026"),
        (date(2026, 3, 1), "month", "2026-03"),
        (date(987, 3, 1), "year", "0987"),
        (date(2026, 8, 31), "season", "2025/26"),
        (date(2026, 9, 1), "season", "2026/27"),
        (date(1999, 12, 1), "season", "1999/00"),
    ],
)
def test_periods(day: date, kind: str, name: str) -> None:
    """Seasons run from September to August."""
    assert period(day, kind) == name
