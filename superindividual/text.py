"""Text a founder reads: translation, and foreign text made safe for a screen."""

from __future__ import annotations

import gettext as _gettext
import math
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh-CN"]
"""The two languages everything exists in."""

_shown: Language | None = None
_VARIABLES = ("SUPERINDIVIDUAL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_LOCALE = Path(__file__).parent / "locale"
# Patterns are compiled where they are first needed: most commands show plain text only.
LONE_JOINER = "(?<![\ufe0f\u2600-\u27bf\U0001f000-\U0001faff\u0600-\u0dff])[\u200c\u200d]"
"""A joiner that joins nothing, as a pattern: inside an emoji, and in scripts that need them, joiners hide nothing."""
_HIDDEN = (
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
    f"|[\U000e0000-\U000e007f]|{LONE_JOINER}"
)
_MOST_MARKS = 8
"""On one character: more than any script stacks, and few enough to stay within a line."""
_UNUSUAL = f"[^\x00-\u02ff\u3100-\ua66e\uac00-\ud7ff]{{{_MOST_MARKS + 1},}}"
"""Where a heap of marks could stand; most text has no such run, and is not looked through sign by sign."""
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"
_CJK = "[\u3400-\u9fff\uf900-\ufaff]"
_ANSI = (
    "\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[PX^_][^\x1b]*(?:\x1b\\\\)?|[@-Z\\\\-_])"
)

PICTURE = "data:image/png;base64,[A-Za-z0-9+/=]+"
"""A picture in what models are told, as a pattern."""


def language(preferred: str | None = None) -> Language:
    """The founder's language: the given one, what `showing` set, `SUPERINDIVIDUAL_LANG`, then the locale; or English."""
    told = preferred or _shown
    found = told or next((value for value in map(os.environ.get, _VARIABLES) if value), "en")
    return "zh-CN" if found.lower().startswith("zh") else "en"


@contextmanager
def showing(lang: Language) -> Iterator[None]:
    """Show every message in this language while the block runs, in all threads of the process."""
    global _shown
    before, _shown = _shown, lang
    try:
        yield
    finally:
        _shown = before


@lru_cache(maxsize=2)
def _catalogue(lang: Language) -> _gettext.NullTranslations:
    return _gettext.translation("superindividual", _LOCALE, languages=[lang.replace("-", "_")], fallback=True)


def gettext(message: str, lang: Language | None = None) -> str:
    """Translate a message into the founder's language, or into the one given."""
    return _catalogue(lang or language()).gettext(message)


def ngettext(one: str, many: str, count: int, lang: Language | None = None) -> str:
    """Translate a message about `count` things: `one` where English counts one, `many` for every other number."""
    return _catalogue(lang or language()).ngettext(one, many, count)


_ = gettext


def own_words(description: str) -> str:
    """What a workflow that ships says of itself and of its inputs, in the founder's language; any other text as it is."""
    return gettext(description) if description else ""


def language_of(text: str) -> Language:
    """The language a text is written in: Chinese when Han characters outnumber Latin words."""
    return "zh-CN" if len(re.findall(_CJK, text)) > len(re.findall(r"[A-Za-z]{2,}", text)) else "en"


def safe_text(foreign: str) -> str:
    """Foreign text for a terminal: no escape sequences, no controls but newline and tab, hidden characters shown, no heaps of marks."""
    if foreign.isascii() and foreign.isprintable():
        return foreign
    plain = re.sub(_CONTROL, "", re.sub(_ANSI, "", foreign.replace("\r\n", "\n")))
    return _without_heaps(re.sub(_HIDDEN, lambda match: f"<U+{ord(match.group()):04X}>", plain))


def shown(foreign: str) -> str:
    """Foreign text on one line with nothing hidden: controls, direction marks and the like as `<U+001B>`."""
    return _without_heaps("".join(c if c.isprintable() else _seen(c) for c in foreign))


def _seen(character: str) -> str:
    blank = character in "\t\n\r" or unicodedata.category(character).startswith("Z")
    return " " if blank else f"<U+{ord(character):04X}>"


def _without_heaps(text: str) -> str:
    """Of the marks that one character bears the first few, then how many more there are: `<U+0301 ×192>`."""
    return re.sub(_UNUSUAL, lambda match: "".join(_bounded(match.group()))[:-1], text)


def _bounded(run: str) -> Iterator[str]:
    """In pieces; a blank that ends the last heap comes with them."""
    heap = ""
    for character in f"{run} ":
        if unicodedata.category(character).startswith("M"):
            heap += character
            continue
        rest = heap[_MOST_MARKS:]
        yield heap[:_MOST_MARKS] + (f"<U+{ord(rest[0]):04X} ×{len(rest)}>" if rest else "") + character
        heap = ""


def slug(name: str) -> str:
    """A folder name: ASCII letters, digits and hyphens; Han characters are kept, since people read them."""
    folded = unicodedata.normalize("NFKC", name).strip().lower()
    return (
        re.sub(r"-{2,}", "-", re.sub(r"[^0-9a-z\u3400-\u9fff]+", "-", folded)).strip("-")[:48].strip("-")
        or "product"
    )


def cell_width(text: str) -> int:
    """Columns that a text takes in a terminal, where a Han character takes two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def one_line(text: str, width: int = 100) -> str:
    """The text on one line, cut with an ellipsis."""
    flat = " ".join(safe_text(text).split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def number(value: float, digits: int = 6) -> str:
    """A number as people write it: so many digits at least, none cut off before the point, and never an exponent."""
    if not math.isfinite(value) or not value:
        return f"{value:g}"
    places = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text
