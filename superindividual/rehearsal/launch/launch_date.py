"""LaunchDate: the day the founder named, or the proposal that the contract prescribes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from superindividual.rehearsal.launch.patterns import pattern
from superindividual.specs.channels import load_channels
from superindividual.specs.facts import ProductFacts, Statement

_NOTICE = timedelta(days=14)
_TUESDAY = 1
_BARE_DATE = 24
"""Up to so many characters a statement is a date and nothing else."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_FORMS = (
    re.compile(r"\b(?P<year>\d{4})-(?P<m>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"(?:(?P<year>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE
    ),
)
_SLASHED = re.compile(r"(?<![\d/])(?P<m>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])(?![\d/])")
"""Month and day as people write them in Chinese; elsewhere it could be day and month."""
_WEEKDAY = re.compile(
    rf"\b(?P<en>{'|'.join(_DAYS)})s?\b|(?:星期|周|礼拜)(?P<zh>[一二三四五六日天])", re.IGNORECASE
)


@dataclass(frozen=True)
class LaunchDate:
    """The day of the launch."""

    day: date
    evidence: str | None
    """None when the day is a proposal."""
    past: date | None = None
    """A day that the founder named and that lies before the run's date."""
    limit: date | None = None
    """A day that the founder named as the latest one, where `day` is a proposal that keeps to it."""


@dataclass(frozen=True)
class WeekdayWish:
    """A weekday that the founder named, for one channel or for all."""

    weekday: int
    """0 is Monday."""
    channel: str | None
    evidence: str


def launch_date(facts: ProductFacts, today: date) -> LaunchDate:
    """The first date that is not past; else the next Tuesday, or the named weekday, 14 days ahead."""
    past = None
    wish = next((w for w in weekday_wishes(facts) if w.channel is None), None)
    weekday = wish.weekday if wish else _TUESDAY
    for named in _dates(facts, today):
        if named.day >= today:
            return _before(named, weekday, today) if named.limit else LaunchDate(named.day, named.evidence)
        past = past or named.day
    return LaunchDate(next_weekday(today + _NOTICE, weekday), None, past)


@dataclass(frozen=True)
class _Named:
    """A day in the brief, and whether it is a limit: `before 15 January`."""

    day: date
    evidence: str
    limit: bool


def _before(named: _Named, weekday: int, today: date) -> LaunchDate:
    """The last such weekday before a limit; the day before it when today is too near."""
    last = named.day - timedelta(days=1)
    day = last - timedelta(days=(last.weekday() - weekday) % 7)
    return LaunchDate(day if day >= today else max(today, last), named.evidence, limit=named.day)


def next_weekday(start: date, weekday: int) -> date:
    """The first such weekday on or after a day."""
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def weekday_wishes(facts: ProductFacts) -> list[WeekdayWish]:
    """Weekdays in the founder's dates and wishes, with the channel that the same sentence names."""
    found = []
    for statement in (*facts.dates, *facts.wanted):
        match = _WEEKDAY.search(statement.text)
        if match and pattern("launching").search(statement.text):
            weekday = (
                _DAYS.index(match["en"].lower())
                if match["en"]
                else "一二三四五六日".index(match["zh"].replace("天", "日"))
            )
            found.append(WeekdayWish(weekday, _channel_in(statement.text), statement.evidence))
    return found


def _channel_in(text: str) -> str | None:
    """The channel that a text names; short aliases count as whole words only."""
    for channel in load_channels().values():
        names = [n for n in (*channel.name.values(), *channel.aliases) if len(n) > 1]
        if any(re.search(rf"(?<![A-Za-z]){re.escape(n)}(?![A-Za-z])", text, re.IGNORECASE) for n in names):
            return channel.id
    return None


def _dates(facts: ProductFacts, today: date) -> Iterator[_Named]:
    for statement in facts.dates:
        bare = len(statement.text) <= _BARE_DATE
        named = _date_in(statement, today) if bare or pattern("launching").search(statement.text) else None
        if named:
            yield named


def _date_in(statement: Statement, today: date) -> _Named | None:
    """A full date in a statement; without a year the next one that comes."""
    text = statement.text
    forms = (*_FORMS, _SLASHED) if re.search(r"[\u3400-\u9fff]", text) else _FORMS
    for form in forms:
        match = form.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        month = int(groups["m"]) if groups.get("m") else _month(groups["month"])
        for year in [int(groups["year"])] if groups.get("year") else [today.year, today.year + 1]:
            try:
                day = date(year, month, int(groups["day"]))
            except ValueError:
                continue
            if groups.get("year") or day >= today:
                before, after = text[: match.start()], text[match.end() :]
                limit = pattern("limit_before").search(before) or pattern("limit_after").search(after)
                return _Named(day, statement.evidence, limit is not None)
    return None


def _month(word: str) -> int:
    return _MONTHS.index(word.lower()[:3]) + 1
