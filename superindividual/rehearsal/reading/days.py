"""Days: whether a sentence names a day or a period, and whether that is one for the launch."""

from __future__ import annotations

from superindividual.rehearsal.reading.vocabulary import pattern, phrase


def names_day(text: str) -> bool:
    """Whether a sentence names a day or a period at all."""
    return any(pattern("dates", kind).search(text) for kind in ("exact", "loose"))


def is_date(text: str) -> bool:
    """Whether a sentence names a day or a period for the launch; `30 paying teams by June` is a goal."""
    goal = phrase("counted_users").search(text) and not pattern("launch").search(text)
    return names_day(text) and pattern("dates", "context").search(text) is not None and not goal
