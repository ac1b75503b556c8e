"""The calendar recipe: every post, the e-mail and the reviews of a launch as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from superindividual.ids import digest_of
from superindividual.rehearsal.launch.launch_date import LaunchDate, launch_date, next_weekday, weekday_wishes
from superindividual.rehearsal.launch.pitch import Pitch, pitch_of
from superindividual.rehearsal.launch.posts import post_path, posted_channels
from superindividual.rehearsal.launch.recipients import recipients_of
from superindividual.rehearsal.launch.remark import remarks
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

if TYPE_CHECKING:
    from icalendar import Event

RECIPE = "calendar@1"
_ZONES = {
    "CN": "Asia/Shanghai", "US": "America/New_York", "GB": "Europe/London", "EU": "Europe/Berlin",
    "DE": "Europe/Berlin", "FR": "Europe/Paris", "JP": "Asia/Tokyo", "SG": "Asia/Singapore",
}  # fmt: skip
_REVIEWS = (1, 7, 28)
_ORDER = (
    "email",
    "hackernews",
    "producthunt",
    "linkedin",
    "x",
    "reddit",
    "wechat_mp",
    "xiaohongshu",
    "douyin",
)
"""Who hears of it first, and what belongs to one day; unknown channels come last."""
_HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Entry:
    """One event."""

    day: date
    at: time
    summary: str
    notes: tuple[str, ...]
    key: str
    """The file to send, or the review's name: what makes the event's UID."""


def calendar(job: Job) -> Proposal:
    """The calendar; raises StepFailed without readable facts."""
    pitch = pitch_of(job)
    plan = _Plan(job, pitch, launch_date(pitch.facts, job.today))
    entries = sorted(plan.entries(), key=lambda e: (e.day, e.at, e.key))
    files = {"marketing/calendar.ics": plan.ics(entries)}
    return Proposal(files=files, summary=plan.summary(entries, files), claims=plan.claims(), recipe=RECIPE)


@dataclass(frozen=True)
class _Plan:
    job: Job
    pitch: Pitch
    launch: LaunchDate

    def say(self, key: str, **values: object) -> str:
        return self.pitch.words.say(f"calendar.{key}", **values)

    @property
    def zone(self) -> str:
        """That of the only or first market; China for a Chinese brief; else UTC."""
        markets = self.pitch.facts.markets
        if self.pitch.words.lang == "zh-CN" and (not markets or "CN" in markets):
            return "Asia/Shanghai"
        ordered = sorted(markets, key=lambda market: market == "CN")  # its founder hardly writes in English
        return next((_ZONES[market] for market in ordered if market in _ZONES), "UTC")

    def entries(self) -> Iterator[Entry]:
        yield self._check()
        yield from self._sends()
        for days in _REVIEWS:
            notes = (self.say("file_review"), *self._always())
            yield Entry(
                self.launch.day + timedelta(days=days),
                time(9),
                self.say(f"review_{days}", product=self.pitch.name),
                notes,
                f"review-{days}",
            )

    def _check(self) -> Entry:
        return Entry(
            self.launch.day,
            time(8),
            self.say("check", product=self.pitch.name),
            (self.say("file_check"), *self._always()),
            "launch/README.md",
        )

    def _sends(self) -> Iterator[Entry]:
        """The e-mail and the posts, half an hour apart, on the launch day or their channel's weekday."""
        wishes = {wish.channel: wish for wish in weekday_wishes(self.pitch.facts)}
        for number, (channel, name, file) in enumerate(self._planned()):
            wish = wishes.get(channel)
            day = next_weekday(self.launch.day, wish.weekday) if wish else self.launch.day
            notes = [self.say("file", file=file)]
            if wish:
                notes.append(self.say("weekday", evidence=wish.evidence))
            at = (datetime.combine(day, time(9)) + number % 16 * _HALF_HOUR).time()
            title = (
                self.say("mail", product=self.pitch.name)
                if channel == "email"
                else self.say("post", channel=name, product=self.pitch.name)
            )
            yield Entry(day, at, title, (*notes, *self._always(), self.say("ask_approval")), file)

    def _planned(self) -> list[tuple[str, str, str]]:
        """Channel, its name, and the file to send."""
        lang, facts = self.pitch.words.lang, self.pitch.facts
        posts = self.job.input_of_kind("posts")
        channels = posted_channels(facts, posts)
        planned = [(c.id, c.name[lang], post_path(c)) for c in channels]
        mailed = posts is None and ("email" in facts.channels or bool(recipients_of(self.pitch)))
        if self.job.input_of_kind("email") is not None or mailed:
            planned.append(("email", "", "marketing/email/message.txt"))
        rank = {name: n for n, name in enumerate(_ORDER)}
        return sorted(planned, key=lambda one: rank.get(one[0], len(_ORDER)))

    def _always(self) -> tuple[str, ...]:
        assumed = () if self.launch.evidence else (self.say("assumed"),)
        if self.launch.limit:
            assumed = (self.say("limit", limit=self.launch.limit),)
        return (*assumed, self.say("zone", zone=self.zone))

    @property
    def weekday(self) -> str:
        return self.pitch.words.phrases("calendar.weekdays")[self.launch.day.weekday()]

    @property
    def rule(self) -> str:
        key = "rule_tuesday" if self.launch.day.weekday() == 1 else "rule_weekday"
        return self.say(key, today=self.job.today.isoformat(), weekday=self.weekday)

    def ics(self, entries: list[Entry]) -> bytes:
        from icalendar import Calendar

        kind = "limit" if self.launch.limit else "known" if self.launch.evidence else "assumed"
        about = self.say(
            f"description_{kind}",
            start=entries[0].day, end=entries[-1].day, launch=self.launch.day, zone=self.zone,
            source=self.launch.evidence or "", rule=self.rule, limit=self.launch.limit, weekday=self.weekday,
        )  # fmt: skip
        made = Calendar()
        made.add("version", "2.0")
        made.add("prodid", "-//superindividual//rehearsal, no AI//EN")
        made.add("calscale", "GREGORIAN")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", self.say("name", product=self.pitch.name))
        made.add("x-wr-caldesc", about)
        made.add("x-wr-timezone", self.zone)
        for entry in entries:
            made.add_component(self._event(entry))
        if self.zone != "UTC":
            made.add_missing_timezones(
                first_date=entries[0].day, last_date=entries[-1].day + timedelta(days=366)
            )
        return bytes(made.to_ical())

    def _event(self, entry: Entry) -> Event:
        from icalendar import Event

        start = datetime.combine(entry.day, entry.at, UTC if self.zone == "UTC" else ZoneInfo(self.zone))
        event = Event()
        event.add("uid", f"{digest_of([self.pitch.facts.slug, entry.key])[:32]}@superindividual")
        event.add("dtstamp", datetime.combine(self.job.today, time(0), UTC))
        event.add("dtstart", start)
        event.add("dtend", start + _HALF_HOUR)
        event.add("summary", entry.summary)
        event.add("description", "\n".join(entry.notes))
        event.add("transp", "TRANSPARENT")
        return event

    def claims(self) -> tuple[Claim, ...]:
        named = self.launch.limit or self.launch.day
        day = [Claim(text=named.isoformat(), evidence=(self.launch.evidence or "assumption:launch_date",))]
        wished = [
            Claim(text=self.pitch.words.phrases("calendar.weekdays")[w.weekday], evidence=(w.evidence,))
            for w in weekday_wishes(self.pitch.facts)
        ]
        return (*day, *wished, *self.pitch.wishes.claims())

    def summary(self, entries: list[Entry], files: dict[str, bytes]) -> str:
        parts = [
            self.say("summary", count=len(entries), start=entries[0].day, end=entries[-1].day, zone=self.zone)
        ]
        if self.launch.past:
            parts.append(self.say("summary_past", date=self.launch.past))
        if self.launch.limit:
            parts.append(self.say("summary_limit", limit=self.launch.limit, weekday=self.weekday))
        if self.launch.evidence is None:
            parts.append(self.say("summary_assumed", rule=self.rule))
        if not self._planned():
            parts.append(self.say("summary_no_files"))
        return self.pitch.words.sentences([*parts, *remarks(self.pitch, files)])
