"""Wording: what is wrong with a value, and what to write in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.specs.workflow import ACP, ADDRESS, CURRENCY, DURATION, KEPT_AT, NAME
from superindividual.text import gettext as _
from superindividual.text import number, one_line


def sentence(kind: str, name: str, given: Any, limits: Mapping[str, Any]) -> tuple[str, str]:
    """Message and remedy for one of pydantic's error types."""
    what = _needed(kind, given)
    if what is not None:
        message = _("{name} must be {what}, not {value}").format(
            name=name, what=what[0], value=shown_value(given)
        )
        return message, _("write it after the colon, or remove the line") if given is None else what[1]
    outside = _outside(kind, limits)
    if outside is not None:
        return f"{name} {outside[0]}", outside[1]
    pattern = limits.get("pattern")
    if (
        pattern == KEPT_AT
    ):  # what stands there may be the secret itself: it is not repeated on a screen or in a log
        return _("{name} names no place where a secret is kept").format(name=name), _form(pattern)
    remedy = _("write a day such as 2027-03-31") if kind.startswith("date_") else _form(pattern)
    return _("{value} does not fit {name}").format(value=shown_value(given), name=name), remedy


def shown_value(value: Any) -> str:
    """A value as a founder wrote it, short and on one line."""
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return _("a list")
    if isinstance(value, dict):
        return _("a mapping")
    return f"“{one_line(value, 40)}”" if isinstance(value, str) else str(value)


def _needed(kind: str, given: Any) -> tuple[str, str] | None:
    """The type that is needed, with an example."""
    name = kind.removesuffix("_type").removesuffix("_parsing")
    return {
        "string": (
            _("text"),
            _("write one text") if isinstance(given, list | dict) else _("put it in quotes"),
        ),
        "int": (_("a whole number"), _("write one such as 3")),
        "int_from_float": (_("a whole number"), _("write one such as 3")),
        "float": (_("a number"), _("write one such as 2.5")),
        "bool": (_("true or false"), _("write one of the two, without quotes")),
        "tuple": (
            _("a list"),
            f"{_('write')} [{one_line(given, 40)}]" if isinstance(given, str) else _("write [one, two]"),
        ),
        "dict": (_("a mapping"), _("write {key: value}")),
        "model": (_("a mapping"), _("write {key: value}")),
    }.get(name)


def _outside(kind: str, limits: Mapping[str, Any]) -> tuple[str, str] | None:
    """Which limit is passed, and what would keep it."""
    found = {
        "too_short": (_("must not be empty"), _("add an entry")),
        "too_long": (_("must have at most {max_length} entries"), _("remove some")),
        "string_too_short": (_("must not be empty"), _("write it between the quotes")),
        "string_too_long": (_("must have at most {max_length} characters"), _("shorten it")),
        "greater_than_equal": (_("must be at least {ge}"), _("write {ge} or more")),
        "less_than_equal": (_("must be at most {le}"), _("write {le} or less")),
        "greater_than": (_("must be more than {gt}"), _("write more than {gt}")),
    }.get(kind)
    numbers = {key: number(value) for key, value in limits.items() if isinstance(value, int | float)}
    return (found[0].format(**numbers), found[1].format(**numbers)) if found else None


def _form(pattern: str | None) -> str:
    return {
        NAME: _("use small letters, digits, - and _, beginning with a letter"),
        ACP: _("write acp:claude-code, acp:codex, or acp: and a command without quotes"),
        KEPT_AT: _("write env:NAME or keyring:SERVICE/USER; the secret itself stands in no file"),
        ADDRESS: _("write one like https://api.example.com/v1"),
        CURRENCY: _("write three capital letters such as USD"),
        DURATION: _("write a number and one of s, m, h, d, such as 30m"),
    }.get(pattern or "", _("check its form"))
