"""The calendar: every send and review as an event that calendar programs can read."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

PRODUCTS = sorted(path.stem for path in (Path(__file__).parent / "products").glob("*.json"))


def events(proposal: Any) -> list[Any]:
    """The events, as an independent reading gives them."""
    return list(Calendar.from_ical(proposal.files["marketing/calendar.ics"]).walk("VEVENT"))


def days(proposal: Any, file: str) -> list[date]:
    """The days of the events that name a file."""
    return [e["DTSTART"].dt.date() for e in events(proposal) if file in str(e["DESCRIPTION"])]


@pytest.mark.parametrize("product", PRODUCTS)
def test_events_are_complete(launch: Any, product: str) -> None:
    """Each event has what RFC 5545 and the contract ask for; UIDs differ; the stamp is the run's day."""
    proposal = launch.propose("calendar", product)
    found = events(proposal)
    assert len({str(e["UID"]) for e in found}) == len(found) >= 4
    for event in found:
        assert event["DTSTAMP"].dt.date() == launch.today
        assert event["DTSTART"].dt.tzinfo is not None
        assert event["DTEND"].dt > event["DTSTART"].dt
        assert event["SUMMARY"]
        assert "." in str(event["DESCRIPTION"])
    text = proposal.files["marketing/calendar.ics"].decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    zones = {e["DTSTART"].params["TZID"] for e in found if "TZID" in e["DTSTART"].params}
    assert zones == {str(z["TZID"]) for z in Calendar.from_ical(text).walk("VTIMEZONE")}


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_post_and_mail_has_its_event(launch: Any, product: str) -> None:
    """Each post that the posts recipe makes, and the e-mail where one is wanted, is sent by an event."""
    proposal = launch.propose("calendar", product)
    for path in launch.propose("posts", product).files:
        assert len(days(proposal, path)) == 1, path
    wants_mail = "email" in launch.product(product)["facts"].get("channels", [])
    assert len(days(proposal, "marketing/email/message.txt")) == int(wants_mail)


def test_named_date_is_the_launch(launch: Any) -> None:
    """A date in the brief is kept, in both languages."""
    assert days(launch.propose("calendar", "ledger"), "posts/hackernews.md") == [date(2026, 4, 14)]
    assert days(launch.propose("calendar", "converter"), "posts/xiaohongshu.md") == [date(2026, 5, 12)]
    assert "brief:8" in launch.propose("calendar", "ledger").files["marketing/calendar.ics"].decode()


@pytest.mark.parametrize(
    ("today", "tuesday"),
    [
        (date(2026, 3, 2), date(2026, 3, 17)),
        (date(2026, 3, 3), date(2026, 3, 17)),
        (date(2026, 3, 4), date(2026, 3, 24)),
    ],
)
def test_without_a_date_it_starts_on_a_tuesday(launch: Any, today: date, tuesday: date) -> None:
    """The first event lies on the next Tuesday at least 14 days ahead, and is called a proposal."""
    proposal = launch.propose("calendar", "meetup", today=today)
    assert min(e["DTSTART"].dt.date() for e in events(proposal)) == tuesday
    assert tuesday - today >= timedelta(days=14)
    assert all("no launch date is named" in str(e["DESCRIPTION"]) for e in events(proposal))
    assert "when do you want to launch?" in proposal.summary


def test_weekday_of_a_channel_is_kept(launch: Any) -> None:
    """`Hacker News on a Wednesday` and `周三发公众号` fall on a Wednesday; the launch day stays."""
    for product, file in (("links", "posts/hackernews.md"), ("tutoring", "posts/wechat_mp.md")):
        proposal = launch.propose("calendar", product)
        assert [day.weekday() for day in days(proposal, file)] == [2], product
        assert min(e["DTSTART"].dt.date() for e in events(proposal)) == date(2026, 3, 17)


def test_past_date_is_not_used(launch: Any) -> None:
    """A launch date before the run's day is reported and replaced by a proposal."""
    proposal = launch.propose("calendar", "ledger", today=date(2026, 6, 1))
    assert min(e["DTSTART"].dt.date() for e in events(proposal)) == date(2026, 6, 16)
    assert "2026-04-14" in proposal.summary


def test_uid_rests_on_product_and_file(launch: Any) -> None:
    """Another run's date moves the events but keeps their UIDs; another product has others."""
    one, later, other = (
        {str(e["UID"]) for e in events(p)}
        for p in (
            launch.propose("calendar", "meetup"),
            launch.propose("calendar", "meetup", today=date(2026, 7, 1)),
            launch.propose("calendar", "game"),
        )
    )
    assert one == later
    assert not one & other


def test_time_zone_follows_the_market(launch: Any) -> None:
    """China is served in its own time, the US in that of New York."""
    assert (
        b"DTSTART;TZID=Asia/Shanghai"
        in launch.propose("calendar", "converter").files["marketing/calendar.ics"]
    )
    assert (
        b"DTSTART;TZID=America/New_York"
        in launch.propose("calendar", "meetup").files["marketing/calendar.ics"]
    )


@pytest.mark.parametrize(
    "said", ["People order by e-mail until Thursday", "Pick-up at the shop from 5 May 2026 at noon"]
)
def test_other_days_are_no_launch_date(launch: Any, said: str) -> None:
    """A weekday or date that is about something else than launching moves nothing."""
    dates = {"dates": [{"text": said, "evidence": "brief:1"}]}
    proposal = launch.propose("calendar", "meetup", facts=dates)
    assert days(proposal, "message.txt") == [date(2026, 3, 17)]
