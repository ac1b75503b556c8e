"""The clock, injected wherever time is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives an aware UTC time."""


def now() -> datetime:
    """The real time, UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as every record stores it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """Read a stamp back."""
    return datetime.fromisoformat(text)


def is_stamp(text: str) -> bool:
    """Whether it is a time as `stamp` writes it: only such ones are in order where their texts are."""
    try:
        return stamp(parse(text)) == text
    except (ValueError, OverflowError):
        return False
