"""Expressions: `${{ inputs.NAME }}` in a step's task."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_INPUT = re.compile(r"\s*inputs\.([^\W\d]\w*)\s*")
_MEANT = re.compile(r"\$\{\{.*?(?:\}\}|\Z)|\{\{\s*inputs\..*?\}\}", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")


def is_name(text: str) -> bool:
    """Whether an expression can name an input so."""
    return _NAME.fullmatch(text) is not None


def references(text: str) -> list[tuple[str, str | None]]:
    """Each expression as written, with the input it names; None where it is unfinished or of another form."""
    found = []
    for match in _MEANT.finditer(text):
        whole = _EXPRESSION.fullmatch(match.group())
        named = _INPUT.fullmatch(whole.group(1)) if whole else None
        found.append((match.group(), named.group(1) if named else None))
    return found


def fill(text: str, inputs: Mapping[str, Any]) -> str:
    """The text with every input in its place; validated workflows name only inputs that exist."""

    def value(match: re.Match[str]) -> str:
        named = _INPUT.fullmatch(match.group(1))
        return _written(inputs.get(named.group(1)) if named else None)

    return _EXPRESSION.sub(value, text)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ", ".join(map(_written, value))
    return "" if value is None else str(value)
