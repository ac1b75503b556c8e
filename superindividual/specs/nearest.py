"""Nearest: a remedy that names the valid name closest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from superindividual.text import gettext as _

_LONGEST = 48  # no valid name is longer, and comparing grows with the square of the length
_LISTED = 24
_TELLING = 4  # fewer letters begin too many names by chance


def nearest(wrong: str, known: Iterable[str], examples: Iterable[str] = ()) -> str:
    """A remedy that names the nearest valid name; when none is near `examples`, or else the first of them."""
    names = sorted(known)
    if close := closest(wrong, names) or next(iter(_begun_alike(wrong.casefold(), names)), ""):
        return _("did you mean {name}?").format(name=close)
    if examples:
        return _("write one such as {example}").format(example=", ".join(examples))
    listed = ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
    return _("choose one of: {names}").format(names=listed) if names else _("remove it")


def closest(wrong: str, names: Sequence[str]) -> str:
    """The name that a wrong one looks like; empty where none does."""
    same = [name for name in names if name.casefold() == wrong.casefold()]
    close = same or (get_close_matches(wrong, names, n=1, cutoff=0.6) if len(wrong) <= _LONGEST else [])
    return close[0] if close else ""


def _begun_alike(wrong: str, names: list[str]) -> list[str]:
    """The one name whose first word begins a wrong one, or that a wrong one begins: `lint` and `linty` for `lint_clean`."""
    alike = [
        name
        for name in names
        if (word := _first_word(name)) and (wrong.startswith(word) or word.startswith(wrong))
    ]
    return alike if len(alike) == 1 and len(wrong) >= _TELLING else []


def _first_word(name: str) -> str:
    word = name.casefold().replace("-", "_").partition("_")[0]
    return word if len(word) >= _TELLING else ""
