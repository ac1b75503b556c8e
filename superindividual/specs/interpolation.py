"""Interpolation: expressions in a text, `Turn ${{ inputs.brief }} into a PRD`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from superindividual.errors import ExpressionError
from superindividual.specs.bound import Bound
from superindividual.specs.evaluation import MOST_TEXT, evaluate
from superindividual.specs.expression import ROOTS, parse_expression
from superindividual.specs.expression_token import MOST_CHARACTERS
from superindividual.text import gettext as _

_BEGIN = re.compile(rf"\$\{{\{{|(?<!\$)\{{\{{\s*(?:{'|'.join(ROOTS)})\b[^{{}}]*\}}\}}")
_INSIDE = re.compile(r"(?:[^'\"}]|'[^']*+'|\"[^\"]*+\"|\}(?!\}))*+\}\}")
_NAME = re.compile(r"[^\W\d]\w*")


class Found(NamedTuple):
    """One expression in a text."""

    written: str
    """With its marks, as it stands in the text."""
    source: str | None
    """What stands between the marks; None where it is unfinished or lacks the dollar sign."""
    at: int
    """Where it begins in the text, counting from 0; its source begins 3 characters later."""
    whole: bool
    """Whether the text holds nothing else, so that the value keeps its type."""


def is_name(text: str) -> bool:
    """Whether an expression can name an input so."""
    return _NAME.fullmatch(text) is not None


def expressions_in(text: str) -> Iterator[Found]:
    """Each expression of a text, and what was meant to be one."""
    end, alone = 0, text.strip()
    while begin := _BEGIN.search(text, end):
        at, end = begin.start(), begin.end()
        if begin.group() == "${{":
            end = _end(text, end)
        written = text[at:end]
        closed = written.startswith("${{") and written.endswith("}}")
        whole = closed and written == alone
        yield Found(written, written[3:-2] if closed else None, at, whole)


def _end(text: str, at: int) -> int:
    """Where an expression ends: after the first braces outside quotes, else the first at all, else the text."""
    inside = _INSIDE.match(text, at, at + MOST_CHARACTERS + 2)
    closing = text.find("}}", at)
    return inside.end() if inside else closing + 2 if closing >= 0 else len(text)


def fill(text: str, scope: Mapping[str, Any]) -> str:
    """The text with the value of every expression in its place; what is unfinished stays as it is written.

    Raises:
        ExpressionError: an expression cannot be evaluated, or the text becomes longer than MOST_TEXT characters.
    """
    pieces: list[str] = []
    end, length = 0, 0
    for found in expressions_in(text):
        value = found.written if found.source is None else _written(_value(found, scope))
        pieces += text[end : found.at], value
        end = found.at + len(found.written)
        length += len(value)
        if length > MOST_TEXT:
            raise ExpressionError(
                _("the text becomes too long with what stands in it"),
                remedy=_("name a part of it"),
            )
    return "".join((*pieces, text[end:]))


def value_of(given: Any, scope: Mapping[str, Any]) -> Any:
    """The value of a text that is one expression; other texts are filled, and other values are themselves.

    Raises:
        ExpressionError: the expression cannot be evaluated.
    """
    if not isinstance(given, str):
        return given
    first = next(expressions_in(given), None)
    return _value(first, scope) if first and first.whole else fill(given, scope)


def _value(found: Found, scope: Mapping[str, Any]) -> Any:
    return evaluate(parse_expression(found.source or ""), scope)


def _written(value: Any) -> str:
    """A value as a person would write it; a mapping as JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ", ".join(map(_written, value))
    if isinstance(value, Bound):
        return value.path
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=dict)
    return "" if value is None else str(value)
