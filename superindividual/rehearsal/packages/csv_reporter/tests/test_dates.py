"""Dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from csv_report.dates import UnclearDateError, day_or_month_first, parse_date

THE_DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09",
        "2026/3/9",
        "2026.03.09",
        "20260309",
        "2026年3月9日",
        "09.03.2026",
        "9.3.26",
        "2026-03-09 23:59:59",
        "2026-03-09T08:00:00.123Z",
        "2026-03-09T08:00:00+08:00",
        "09.03.2026 08:15",
        "9 Mar 2026",
        "9. März 2026",
        "09-Mar-2026",
        "Mar 9, 2026",
        "March 9 2026",
        " 2026-03-09 ",
    ],
)
def test_dates_that_need_no_help(text: str) -> None:
    """Year first, dots and names of months are read by themselves."""
    for order in (None, "day", "month"):
        assert parse_date(text, order) == THE_DAY


@pytest.mark.parametrize("offset", range(0, 366, 7))
def test_every_form_of_a_day_gives_that_day(offset: int) -> None:
    """Whatever the day of the year, each form is read back as it was meant."""
    day = date(2028, 1, 1) + timedelta(days=offset)
    assert parse_date(f"{day:%d/%m/%Y}", "day") == day
    assert parse_date(f"{day:%m/%d/%Y}", "month") == day
    assert parse_date(f"{day:%d-%m-%y}", "day") == day
    assert parse_date(f"{day:%d.%m.%Y}", None) == day
    assert parse_date(day.isoformat(), None) == day


def test_day_and_month_are_never_guessed() -> None:
    """03/04/2026 is refused until the order is known; 03/03/2026 is the same anyway."""
    with pytest.raises(UnclearDateError):
        parse_date("03/04/2026", None)
    assert parse_date("03/04/2026", "day") == date(2026, 4, 3)
    assert parse_date("03/04/2026", "month") == date(2026, 3, 4)
    assert parse_date("03/03/2026", None) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["03/04/2026", "13/04/2026"], "day"),
        (["03/04/2026", "04/13/2026"], "month"),
        (["03-04-2026", "13-04-26"], "day"),
        (["12/12/2026", "12/11/2026"], None),
        (["13/04/2026", "04/13/2026"], None),
        (["31.12.2026", "2026-12-31"], None),
        ([], None),
    ],
)
def test_the_order_of_a_file(dates: list[str], order: str | None) -> None:
    """One day above 12 settles the order of a file; a contradiction does not."""
    assert day_or_month_first(dates) == order


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026",
        "2026-02-30",
        "31.04.2026",
        "00.01.2026",
        "2026-13-01",
        "2026-03/09",
        "12 Foo 2026",
        "1.2.3",
        "12345678",
        "2026-03-09 later",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """What is no date, or none that exists, is refused with its text."""
    with pytest.raises(ValueError, match=r".") as caught:
        parse_date(text, "day")
    assert f"{text}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("Jan", 1),
        ("februar", 2),
        ("MRZ", 3),
        ("April", 4),
        ("Mai", 5),
        ("June", 6),
        ("jul", 7),
        ("August", 8),
        ("Sept", 9),
        ("Okt", 10),
        ("November", 11),
        ("Dez", 12),
    ],
)
def test_names_of_months(name: str, month: int) -> None:
    """English and German names are known, short and long, in any case."""
    assert parse_date(f"5 {name} 2026", None) == date(2026, month, 5)
