"""Scalar: a word written without quotes as a value, by the core schema of YAML 1.2."""

from __future__ import annotations

import math
import re

MOST_DIGITS = 18
"""What fits a signed 64-bit number, as SQLite and most readers of JSON hold it."""

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_BROKEN = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)

Scalar = str | int | float | bool | None


def resolve(word: str) -> Scalar:
    """The value of an unquoted word (https://yaml.org/spec/1.2.2/#103-core-schema, read 2026-11-23).

    Raises:
        ValueError: a number that is not finite, or has more digits than 64 bits hold.
    """
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word) or _BASED.fullmatch(word):
        if len(word.lstrip("+-0")) > MOST_DIGITS:
            raise ValueError(word)
        return int(word, 0 if word[:2] in ("0o", "0x") else 10)
    if _BROKEN.fullmatch(word):
        number = float(word.lower().replace(".inf", "inf").replace(".nan", "nan"))
        if not math.isfinite(number):
            raise ValueError(word)
        return number
    return word
