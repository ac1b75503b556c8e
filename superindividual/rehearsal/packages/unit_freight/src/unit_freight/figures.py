"""Numbers: read exactly, written exactly or as near as said."""

from __future__ import annotations

import re
from fractions import Fraction

from . import messages

NUMBER = r"(?:[0-9]+[ -]+)?[0-9]+/[0-9]+|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
"""`12`, `12.5`, `.5`, `1/2`, `12 1/2`."""

PLACES = 12
"""Decimals that are written at most."""

_LONGEST = 12
_HALVES = frozenset({2, 4, 8, 16, 32, 64})


def parse_number(text: str) -> Fraction:
    """Read what `NUMBER` matches.

    Raises:
        ValueError: it is zero, too long, or no fraction of a ruler.
    """
    if max(map(len, re.findall("[0-9]+", text))) > _LONGEST:
        raise ValueError(messages.TOO_LONG.format(text=text[:40]))
    *whole, last = re.split("[ -]+", text)
    if "/" in last:
        top, bottom = (int(part) for part in last.split("/"))
        if bottom not in _HALVES or top >= bottom:
            raise ValueError(messages.BAD_FRACTION.format(text=text))
        value = Fraction(top, bottom) + sum(int(part) for part in whole)
    else:
        value = Fraction(last)
    if value == 0:
        raise ValueError(messages.NOT_POSITIVE.format(text=text))
    return value


def rounded(value: Fraction, places: int = PLACES) -> str:
    """Write at most so many decimals, half rounded up, without zeros at the end."""
    whole, rest = divmod((value * 10**places * 2 + 1) // 2, 10**places)
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")


def shown(value: Fraction) -> str:
    """Write it for people: a value that had to be rounded says so."""
    text = rounded(value)
    return text if Fraction(text) == value else messages.ABOUT_VALUE.format(value=text)
