"""Interpolation: expressions in a text, `Turn ${{ inputs.brief }} into a PRD`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from superindividual.specs.evaluation import evaluate
from superindividual.specs.expression import parse_expression

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_MEANT = re.compile(r"\$\{\{.*?(?:\}\}|\Z)|\{\{\s*(?:inputs|steps|item|loop|run)\b.*?\}\}", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")

MOST_TEXT = 100_000
"""Characters that a filled text may have."""


class Found(NamedTuple):
    """One expression in a text."""

    written: str
    """With its marks, as it stands in the text."""
    source: str | None
    """What stands between the marks; None where it is unfinished or lacks the dollar sign."""


def is_name(text: str) -> bool:
    """Whether an expression can name an input so."""
    return _NAME.fullmatch(text) is not None


def expressions_in(text: str) -> Iterator[Found]:
    """Each expression of a text, and what was meant to be one."""
    for match in _MEANT.finditer(text):
        whole = _EXPRESSION.fullmatch(match.group())
        yield Found(match.group(), whole.group(1) if whole else None)


def fill(text: str, scope: Mapping[str, Any]) -> str:
    """The text with the value of every expression in its place; raises ExpressionError."""
    filled = _EXPRESSION.sub(lambda match: _written(evaluate(parse_expression(match.group(1)), scope)), text)
    return filled[:MOST_TEXT]


def value_of(given: Any, scope: Mapping[str, Any]) -> Any:
    """The value of a text that is one expression; other texts are filled, and other values are themselves.

    Raises:
        ExpressionError: the expression cannot be evaluated.
    """
    if not isinstance(given, str):
        return given
    whole = _EXPRESSION.fullmatch(given.strip())
    return evaluate(parse_expression(whole.group(1)), scope) if whole else fill(given, scope)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ", ".join(map(_written, value))
    return "" if value is None else str(value)
