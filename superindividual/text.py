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
_HIDDEN = (
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f]"
)
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
    """Foreign text for a terminal: no escape sequences, no controls but newline and tab, hidden characters shown."""
    if foreign.isprintable():
        return foreign
    plain = re.sub(_CONTROL, "", re.sub(_ANSI, "", foreign.replace("\r\n", "\n")))
    return re.sub(_HIDDEN, lambda match: f"<U+{ord(match.group()):04X}>", plain)


def shown(foreign: str) -> str:
    """Foreign text on one line with nothing hidden: controls, direction marks and the like as `<U+001B>`."""
    return "".join(character if character.isprintable() else _seen(character) for character in foreign)


def _seen(character: str) -> str:
    blank = character in "\t\n\r" or unicodedata.category(character).startswith("Z")
    return " " if blank else f"<U+{ord(character):04X}>"


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
