"""The calendar."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, good, refused, subject

ICS = "marketing/calendar.ics"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("UID:2@tidewatch", "UID:1@tidewatch", 12, "the UID stands twice"),
        ("UID:1@tidewatch\r\n", "", 4, "UID is missing"),
        ("DTSTART:20261208T090000Z\r\n", "", 4, "DTSTART is missing"),
        ("DTSTART:20261208T090000Z", "DTSTART:2026-12-08", 4, "DTSTART"),
        ("DTSTART:20261208T090000Z", "DTSTART:20251208T090000Z", 4, "lies before today"),
        ("DTEND:20261208T093000Z", "DTEND:20261207T093000Z", 4, "ends before it begins"),
        ("DTEND:20261208T093000Z", "DTEND;VALUE=DATE:20261209", 4, "of different kinds"),
        (
            "DTSTART:20261208T090000Z",
            "DTSTART;TZID=Europe/Berlin:20261208T090000",
            4,
            "not defined in the file",
        ),
        (
            "Send marketing/posts/hackernews.md",
            "Send marketing/posts/reddit.md",
            4,
            "no file marketing/posts/reddit.md",
        ),
        (
            "Send marketing/posts/hackernews.md",
            "Send marketing/posts/x.md",
            None,
            "No event sends marketing/posts/hackernews.md",
        ),
        ("Send marketing/posts/hackernews.md", "Send it", 4, "names no file to send"),
        ("PRODID:-//Tidewatch//EN\r\n", "", 1, "lacks PRODID"),
        ("VERSION:2.0\r\n", "VERSION:2.0\n", 2, "CR LF"),
        ("BEGIN:VCALENDAR", "BEGIN:VCARD", 1, "no calendar"),
        ("SUMMARY:Post on Hacker News", "SUMMARY Post on Hacker News", 9, "could not be parsed"),
    ],
)
async def test_a_calendar_with_defects_is_refused(old: str, new: str, line: int | None, says: str) -> None:
    """Each event is complete, distinct, ahead, and sends what exists."""
    await refused(
        "calendar_valid", subject("calendar", bent("calendar", ICS, old, new)), path=ICS, line=line, says=says
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n", b"\xff\xfe"],
)
async def test_no_calendar_is_no_pass(content: bytes) -> None:
    """An empty calendar and no calendar fail."""
    assert (await ask("calendar_valid", subject("calendar", {ICS: content}))).verdict is Verdict.FAIL


async def test_a_long_line_is_only_pointed_out() -> None:
    """Folding is asked for, but every program reads long lines."""
    files = bent("calendar", ICS, "Look at the numbers", "Look at the numbers " * 6)
    result = await ask("calendar_valid", subject("calendar", files))
    assert result.verdict is Verdict.PASS
    assert any("75 octets" in one.message for one in result.findings)


async def test_without_earlier_deliverables_it_is_not_assessed() -> None:
    """Files that could not be looked up are no pass."""
    assert (await ask("calendar_valid", subject("calendar", inputs={}))).verdict is Verdict.NOT_ASSESSED


async def test_everything_to_send_is_counted() -> None:
    """Three posts and one e-mail, found under the kit's paths too."""
    result = await ask("calendar_valid", subject("calendar"))
    assert result.evidence == {"events": 4, "files_named": 4, "to_send": 4}
    assert good("calendar")
