"""Cron in a time zone: what is read, what is refused, and how often a time comes when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superindividual.errors import ExpressionError
from superindividual.specs.cron import read_cron

BERLIN = "Europe/Berlin"
SPRING, AUTUMN = "2026-03-28T12:00+00:00", "2026-10-24T12:00+00:00"


def walls(text: str, zone: str, start: str, count: int) -> list[str]:
    """The next times as the zone's clock shows them, with the offset from UTC."""
    cron, moment, found = read_cron(text, zone), datetime.fromisoformat(start), []
    for _number in range(count):
        moment = cron.after(moment)
        found.append(moment.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M %z"))
    return found


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("0 9 * * 1", "11-30 09:00 +0800", "12-07 09:00 +0800"),
        ("0 9 * * mon", "11-30 09:00 +0800", "12-07 09:00 +0800"),
        ("30 8 1 JAN,JUL *", "01-01 08:30 +0800", "07-01 08:30 +0800"),
        ("*/20 9-10 * * *", "11-29 09:00 +0800", "11-29 09:20 +0800"),
        ("0 0 29 2 *", "02-29 00:00 +0800", "02-29 00:00 +0800"),
        ("0 0 * * 7", "11-29 00:00 +0800", "12-06 00:00 +0800"),
        ("0 18 L * *", "11-30 18:00 +0800", "12-31 18:00 +0800"),
    ],
)
def test_fields_names_ranges_steps_and_lists(text: str, first: str, second: str) -> None:
    """Times are those of the zone, whatever the zone of the moment that is asked from."""
    assert walls(text, "Asia/Shanghai", "2026-11-28T12:00+00:00", 2) == [first, second]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 2 * * *", ["03-29 03:00 +0200", "03-30 02:30 +0200"]),
        ("*/15 2 * * *", ["03-29 03:00 +0200", "03-30 02:00 +0200"]),
        ("0 2,3 * * *", ["03-29 03:00 +0200", "03-30 02:00 +0200"]),
    ],
)
def test_a_time_that_a_change_skips_comes_once_after_it(text: str, expected: list[str]) -> None:
    """At 2:00 the clock goes to 3:00: what would be due in between is due at 3:00, once."""
    assert walls(text, BERLIN, SPRING, 2) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30 2 * * *", ["10-25 02:30 +0200", "10-26 02:30 +0100"]),
        ("*/30 2 * * *", ["10-25 02:00 +0200", "10-25 02:30 +0200", "10-26 02:00 +0100"]),
        ("0 1-3 * * *", ["10-25 01:00 +0200", "10-25 02:00 +0200", "10-25 03:00 +0100"]),
    ],
)
def test_a_time_that_a_change_repeats_comes_once(text: str, expected: list[str]) -> None:
    """At 3:00 the clock goes back to 2:00: only the first of both counts, also for whoever asks in between."""
    assert walls(text, BERLIN, AUTUMN, len(expected)) == expected
    between = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 2:10 for the second time
    assert read_cron(text, BERLIN).after(between) > between
    assert read_cron("45 2 * * *", BERLIN).latest(between) == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)


@given(
    text=st.sampled_from(
        ["* * * * *", "*/7 * * * *", "30 2 * * *", "0 */6 * * *", "0 9 * * 1", "15 2,3 * 3,10 *"]
    ),
    zone=st.sampled_from([BERLIN, "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    minutes=st.integers(0, 366 * 24 * 60),
)
def test_forwards_and_backwards_agree(text: str, zone: str, minutes: int) -> None:
    """The time after a moment lies past it, is the latest at itself, and nothing lies between it and the one before."""
    cron, moment = (
        read_cron(text, zone),
        datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes, seconds=7),
    )
    following = cron.after(moment)
    assert following > moment
    assert cron.latest(following) == following
    before = cron.latest(moment)
    assert before <= moment
    assert cron.after(before) == following


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("* * * *", 0, "five fields, not 4"),
        ("0 0 9 * * 1", 0, "five fields, not 6"),
        ("@weekly", 0, "five fields, not 1"),
        ("0  61 * * *", 3, "61 is no hour"),
        ("0 9 * * MOX", 8, "MOX is no day of the week"),
        ("0 9 5-1 * *", 4, "5-1 is no day of the month"),
        ("0 9 * * fri/0", 8, "fri/0 is no day of the week"),
        ("0 0 30 2 *", 4, "never comes: the month 2 has no day 30"),
        ("0 0 31 4,6,9,11 *", 4, "never comes"),
    ],
)
def test_what_is_no_cron(text: str, at: int, says: str) -> None:
    """The field is named and its place told; what never comes is a fault too."""
    with pytest.raises(ExpressionError, match=says) as caught:
        read_cron(text, "UTC")
    assert (caught.value.at, '"0 9 * * 1"' in caught.value.remedy) == (at, True)


@given(st.text(alphabet="0123456789*/,-#LWmonMON²é ", max_size=24))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is written is a cron that comes, or one clear refusal."""
    try:
        cron = read_cron(text, "UTC")
    except ExpressionError as error:
        assert error.remedy
    else:
        assert cron.after(datetime(2026, 1, 1, tzinfo=UTC)) > datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("asia/shanghai", "did you mean Asia/Shanghai"),
        ("Asia/Shanghi", "did you mean Asia/Shanghai"),
        ("北京", "such as Asia/Shanghai, "),
        ("Asia", "did you mean Asia/"),
        ("../../etc/passwd", "such as"),
        ("/etc/localtime", "did you mean"),
        ("", "such as"),
        ("\0", "such as"),
    ],
)
def test_a_zone_that_does_not_exist(zone: str, hint: str) -> None:
    """The nearest name is offered; nothing outside the database is opened."""
    with pytest.raises(ExpressionError, match="there is no time zone") as caught:
        read_cron("0 9 * * 1", zone)
    assert hint in caught.value.remedy
