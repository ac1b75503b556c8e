"""Period: of which time the records of the memory are to be; asked in a form, told in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.errors import MemoryRefused
from superindividual.memory.span import Span, day
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual_tui.fields import Field


def period_fields(span: Span) -> tuple[Field, ...]:
    """Three days, each of which may be left out; what holds now is filled in."""
    asked = {
        "since": (_("Said since"), _("a day, such as 2026-12-31")),
        "until": (_("Said until"), _("a day, included")),
        "at": (_("As it stood on"), _("a day; what held at its end, corrected later or not")),
    }
    return tuple(
        Field(name, FieldSpec(description=about), title=title, stands=_written(span, name))
        for name, (title, about) in asked.items()
    )


def _written(span: Span, name: str) -> str:
    found = getattr(span, name)
    return found.isoformat() if found else ""


def period(given: Mapping[str, Any]) -> Span:
    """What was filled in; raises MemoryRefused for what is no day."""
    return Span(*(day(str(given.get(name, "")).strip()) for name in ("since", "until", "at")))


def no_day(given: Mapping[str, Any]) -> str:
    """The first field that holds no day, or else the first of all."""
    for name in ("since", "until", "at"):
        try:
            day(str(given.get(name, "")).strip())
        except MemoryRefused:
            return name
    return "since"


def told(span: Span) -> str:
    """The period in words."""
    return ", ".join(_parts(span)) or _("of any day, as it stands now")


def _parts(span: Span) -> Iterator[str]:
    if span.since:
        yield _("said since {day}").format(day=span.since)
    if span.until:
        yield _("said until {day}").format(day=span.until)
    if span.at:
        yield _("as it stood on {day}").format(day=span.at)
