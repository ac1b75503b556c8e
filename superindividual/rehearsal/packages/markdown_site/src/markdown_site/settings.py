"""Settings: what a site is like, from site.yaml beside the notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from . import PRODUCT, defaults, messages
from .dates import parse_moment
from .values import Text, Value, ValuesError, line_of, read_mapping

FILE = "site.yaml"


@dataclass(frozen=True)
class Sponsor:
    """One line on the home page."""

    name: str
    line: str = ""
    url: str = ""
    until: date | None = None
    """The last day it stands there."""


@dataclass(frozen=True)
class Settings:
    """The fields are those of site.yaml; README.md explains them."""

    title: str = PRODUCT
    description: str = ""
    url: str = ""
    """Empty, or it ends with a slash."""
    author: str = ""
    language: str = messages.LANGUAGE
    fields: Mapping[str, str] = field(default_factory=lambda: defaults.FIELDS)
    groups: tuple[str, ...] = defaults.GROUPS
    dated: bool = defaults.DATED
    archive: str = defaults.ARCHIVE
    latest: int = defaults.LATEST
    home_by: str = defaults.HOME_BY
    next: str = defaults.NEXT
    feeds: tuple[str, ...] = defaults.FEEDS
    sidebar: bool = defaults.SIDEBAR
    sponsors: tuple[Sponsor, ...] = ()

    @property
    def root(self) -> str:
        """The path of the home page on its server."""
        return urlsplit(self.url).path or "/"

    @property
    def grouped(self) -> tuple[str, ...]:
        """Every field that is a list of values."""
        by = (self.home_by,) if self.home_by else ()
        return tuple(dict.fromkeys((*self.groups, *by)))


def read_settings(text: str) -> Settings:
    """Read site.yaml.

    Raises:
        ValuesError: a line of it cannot be used.
    """
    values = read_mapping(text)
    read: dict[str, Any] = {}
    for key, value in values.items():
        if key not in _READERS:
            raise ValuesError(key.line, _unknown(key))
        read[str(key)] = _READERS[key](key, value)
    return Settings(**read)


def _unknown(key: str) -> str:
    close = get_close_matches(key, _READERS, n=1)
    known = messages.BETWEEN.join(sorted(_READERS))
    text = messages.UNKNOWN_SETTING.format(key=key, known=known)
    return messages.DID_YOU_MEAN.format(text=text, close=close[0]) if close else text


def _bad(key: Text, value: Value, message: str) -> ValuesError:
    return ValuesError(line_of(value, key.line), message.format(key=key))


def _text(key: Text, value: Value) -> str:
    if not isinstance(value, Text) or "\n" in value:
        raise _bad(key, value, messages.ONE_LINE)
    return str(value)


def _title(key: Text, value: Value) -> str:
    text = _text(key, value)
    if not text:
        raise _bad(key, value, messages.ONE_LINE)
    return text


def _language(key: Text, value: Value) -> str:
    text = _text(key, value)
    parts = text.split("-")
    if not all(p.isascii() and p.isalnum() and len(p) <= 8 for p in parts):
        raise _bad(key, value, messages.BAD_LANGUAGE)
    return text


def _url(key: Text, value: Value) -> str:
    text = _text(key, value)
    if not text:
        return ""
    if not is_web_address(text) or urlsplit(text).query or urlsplit(text).fragment:
        raise _bad(key, value, messages.BAD_URL)
    return text if text.endswith("/") else f"{text}/"


def is_web_address(text: str) -> bool:
    """Whether it is a whole address such as `https://example.org/talks/`."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _port = parts.port
    except ValueError:
        return False
    if any(c.isspace() for c in text) or not text.isascii():
        return False
    return parts.scheme in ("http", "https") and bool(host)


def _names(key: Text, value: Value) -> tuple[str, ...]:
    if isinstance(value, Text):
        value = [value] if value else []
    if not isinstance(value, list):
        raise _bad(key, value, messages.A_LIST)
    found = [_text(key, item) for item in value]
    if not all(found):
        raise _bad(key, value, messages.A_LIST)
    return tuple(dict.fromkeys(found))


def _labels(key: Text, value: Value) -> dict[str, str]:
    if isinstance(value, dict):
        return {str(name): _text(name, text) or name for name, text in value.items()}
    return {name: name[:1].upper() + name[1:] for name in _names(key, value)}


def _flag(key: Text, value: Value) -> bool:
    if value not in ("true", "false"):
        raise _bad(key, value, messages.TRUE_OR_FALSE)
    return value == "true"


def _number(key: Text, value: Value) -> int:
    text = _text(key, value)
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise _bad(key, value, messages.A_NUMBER)
    return int(text)


def _archive(key: Text, value: Value) -> str:
    if value not in ("year", "month", "season", "none"):
        raise _bad(key, value, messages.BAD_ARCHIVE)
    return str(value)


def _feeds(key: Text, value: Value) -> tuple[str, ...]:
    found = _names(key, value)
    if not set(found) <= {"atom", "rss"}:
        raise _bad(key, value, messages.BAD_FEEDS)
    return found


def _sponsors(key: Text, value: Value) -> tuple[Sponsor, ...]:
    if not isinstance(value, list):
        raise _bad(key, value, messages.BAD_SPONSOR)
    return tuple(_sponsor(key, item) for item in value)


def _sponsor(key: Text, value: Value) -> Sponsor:
    if not isinstance(value, dict) or not set(value) <= {
        "name",
        "line",
        "url",
        "until",
    }:
        raise _bad(key, value, messages.BAD_SPONSOR)
    words = {str(name): _text(name, text) for name, text in value.items()}
    if not words.get("name"):
        raise _bad(key, value, messages.BAD_SPONSOR)
    if words.get("url") and not is_web_address(words["url"]):
        raise _bad(key, value, messages.BAD_SPONSOR_URL)
    until = words.pop("until", "")
    try:
        last = parse_moment(until).day if until else None
    except ValueError as error:
        raise ValuesError(line_of(value, key.line), str(error)) from None
    return Sponsor(until=last, **words)


_READERS = {
    "title": _title,
    "description": _text,
    "url": _url,
    "author": _text,
    "language": _language,
    "fields": _labels,
    "groups": _names,
    "dated": _flag,
    "archive": _archive,
    "latest": _number,
    "home_by": _text,
    "next": _text,
    "feeds": _feeds,
    "sidebar": _flag,
    "sponsors": _sponsors,
}
