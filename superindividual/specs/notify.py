"""NotifySpec: where a founder is told that something needs them; addresses by reference only, since they are secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from superindividual.errors import ExpressionError, SpecError
from superindividual.specs.cron import read_zone
from superindividual.specs.workflow import DURATION, Spec
from superindividual.specs.yaml import Document
from superindividual.text import gettext as _

Occasion = Literal["request", "failed", "effect", "halted", "budget"]

REFERENCE = (
    r"^(env:SUPERINDIVIDUAL_NOTIFY_[A-Z0-9_]{1,60}|keyring:[A-Za-z0-9_.-]{1,60}/[A-Za-z0-9_.@-]{1,60})$"
)
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_EXAMPLE = "env:SUPERINDIVIDUAL_NOTIFY_PHONE"


class QuietSpec(Spec):
    """Hours in which nothing is sent; what comes up meanwhile is sent at their end, in one message."""

    from_: str = Field(alias="from", pattern=_CLOCK)
    """Their beginning: `22:00`, in quotes."""
    until: str = Field(pattern=_CLOCK)
    """Their end; earlier than the beginning means the next day."""
    zone: str = ""
    """The time zone: `Asia/Shanghai`; empty means the machine's."""

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies in these hours."""
        local = moment.astimezone(ZoneInfo(self.zone) if self.zone else None).time()
        begin, end = time.fromisoformat(self.from_), time.fromisoformat(self.until)
        return begin <= local < end if begin <= end else not end <= local < begin


class NotifySpec(Spec):
    """Messages to the founder; they tell and never decide."""

    to: tuple[str, ...] = Field(default=(), max_length=20)
    """References to Apprise addresses: `env:SUPERINDIVIDUAL_NOTIFY_PHONE` or `keyring:SERVICE/NAME`. Never an address."""
    when: tuple[Occasion, ...] = ("request", "failed", "effect", "halted", "budget")
    """What is told: a request waits, a run failed, something left, a run or the whole company was halted, a budget is used up."""
    quiet: QuietSpec | None = None
    """Hours in which nothing is sent."""
    digest: str | None = Field(default=None, pattern=DURATION)
    """Wait so long and send what came up in one message: `15m`."""


def notify_faults(document: Document) -> Iterator[SpecError]:
    """What stands in place of a reference, never quoted, since it may be a secret; and time zones that are none."""
    settings = document.data.get("notify") if isinstance(document.data, Mapping) else None
    if not isinstance(settings, Mapping):
        return
    for number, _written in literal_addresses(settings.get("to")):
        path = ("notify", "to") if number is None else ("notify", "to", number)
        yield SpecError(
            document.at(path),
            _("an address stands here itself; addresses are secrets and never stand in a file"),
            remedy=_("put it into the environment and write {example}").format(example=_EXAMPLE),
            field="to",
        )
    quiet = settings.get("quiet")
    zone = quiet.get("zone") if isinstance(quiet, Mapping) else None
    try:
        read_zone(zone if isinstance(zone, str) and zone else "UTC")
    except ExpressionError as error:
        place = document.at(("notify", "quiet", "zone"))
        yield SpecError(place, error.message, remedy=error.remedy, field="zone")


def literal_addresses(to: Any) -> Iterator[tuple[int | None, Any]]:
    """Place and value of everything in `to` that is no reference; the place is None where `to` is no list."""
    if isinstance(to, str):
        yield None, to
    for number, entry in enumerate(to if isinstance(to, list) else ()):
        if not (isinstance(entry, str) and re.fullmatch(REFERENCE, entry)):
            yield number, entry


def without_literals(data: dict[str, Any]) -> dict[str, Any]:
    """The same settings with an example in place of what is no reference, so that nothing else can quote it."""
    settings = data.get("notify")
    if not isinstance(settings, dict) or not any(True for _found in literal_addresses(settings.get("to"))):
        return data
    count = len(settings["to"]) if isinstance(settings["to"], list) else 1
    return {**data, "notify": {**settings, "to": [_EXAMPLE] * count}}
