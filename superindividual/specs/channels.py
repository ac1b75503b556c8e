"""Channel: where a launch is announced, with its dated limits, and the ways in which channels count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from superindividual.specs.workflow import Spec
from superindividual.text import Language, slug

Unit = Literal["characters", "utf16", "weighted", "items"]

_FILE = Path(__file__).parent / "channels.yaml"
_URL_WEIGHT = 23
_URL = re.compile(
    r"https?://[^\s<>\"'，。！？；、（）“”]+"
    r"|(?<![@\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|io|dev|app|ai|co|me|cn|eu|de|uk|us)(?![\w.-]\w)(?:/[^\s<>\"']*)?"
    r"|\{\{[\w.]*url\}\}",
    re.IGNORECASE,
)
_LIGHT = ((0x0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\U0001f000-\U0001faff]"
)
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    f"|{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]?(?:\u200d{_PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]?)*"
)


class Limit(Spec):
    """How long one field of a post may be."""

    field: str
    """A key of the front matter, or `body`."""
    most: int | None
    """Inclusive; None where the channel names none."""
    least: int = 0
    unit: Unit
    fold: int | None = None
    """What is seen before the reader opens the rest, in the same unit."""
    required: bool = False

    def length(self, value: str) -> int:
        """The length of a text in this limit's unit."""
        return COUNTERS[self.unit](value)

    def holds(self, value: str) -> bool:
        """Whether a text lies inside."""
        return self.least <= self.length(value) and (self.most is None or self.length(value) <= self.most)


class ChannelSource(Spec):
    """Where the limits stand, and when somebody looked."""

    url: str | None
    tier: Literal["documented", "reported", "custom"]
    read: date


class Channel(Spec):
    """One channel."""

    id: str
    name: dict[Language, str]
    aliases: tuple[str, ...] = ()
    kind: Literal["posts", "email"]
    """The kind of deliverable that serves it."""
    language: Language | None = None
    """The language its readers expect; None where it depends on the readers."""
    limits: tuple[Limit, ...]
    rules: tuple[Literal["no_vote_solicitation", "show_hn_tryable"], ...] = ()
    source: ChannelSource

    def limit(self, field: str) -> Limit:
        """The limit of a field; KeyError when the channel has no such field."""
        found = next((one for one in self.limits if one.field == field), None)
        if found is None:
            raise KeyError(field)
        return found


@lru_cache(maxsize=1)
def load_channels() -> Mapping[str, Channel]:
    """All known channels by id, in the order of the file."""
    entries = YAML(typ="safe", pure=True).load(_FILE.read_text(encoding="utf-8"))
    return {key: Channel.model_validate({"id": key, **entry}) for key, entry in entries.items()}


def find_channel(name: str) -> Channel | None:
    """The channel of that id, name or alias, whatever its case; None when it is unknown."""
    wanted = _folded(name)
    for channel in load_channels().values():
        if wanted in map(_folded, (channel.id, *channel.name.values(), *channel.aliases)):
            return channel
    return None


def channel_named_by(item: Any) -> str | None:
    """The channel that an item of `foreach` is about: a name, or a mapping with `channel`; None for anything else."""
    named = item.get("channel") if isinstance(item, Mapping) else item
    return named if isinstance(named, str) and slug(named) else None


def _folded(name: str) -> str:
    return re.sub(r"[\s_.\-]+", "", unicodedata.normalize("NFKC", name).lower())


def character_length(text: str) -> int:
    """Code points."""
    return len(text)


def utf16_length(text: str) -> int:
    """UTF-16 code units: a character outside the basic plane counts 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weighted_length(text: str) -> int:
    """Length on X, by https://docs.x.com/resources/fundamentals/counting-characters, read 2026-10-02.

    After NFC, a URL counts 23 whatever its length (so does a placeholder such as `{{product.url}}`), an emoji
    sequence 2, Latin and most other alphabets 1, everything else, such as Han characters, 2. Bare domains are
    recognised with the common endings only.
    """
    composed = unicodedata.normalize("NFC", text)
    without_urls, urls = _URL.subn("", composed)
    without_emoji, emoji = _EMOJI.subn("", without_urls)
    return urls * _URL_WEIGHT + emoji * 2 + sum(_weight(character) for character in without_emoji)


def _weight(character: str) -> int:
    return 1 if any(low <= ord(character) <= high for low, high in _LIGHT) else 2


COUNTERS: Mapping[Unit, Callable[[str], int]] = {
    "characters": character_length,
    "utf16": utf16_length,
    "weighted": weighted_length,
    "items": character_length,
}
"""How each unit counts a text. Items are counted by whoever holds the list."""
