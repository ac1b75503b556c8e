"""Expressions: `${{ inputs.NAME }}` in a step's task."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_INPUT = re.compile(r"\s*inputs\.([A-Za-z_]\w*)\s*")


def references(text: str) -> list[tuple[str, str | None]]:
    """Each expression as written, with the input it names; None where it is of another form."""
    found = []
    for match in _EXPRESSION.finditer(text):
        named = _INPUT.fullmatch(match.group(1))
        found.append((match.group(), named.group(1) if named else None))
    return found


def fill(text: str, inputs: Mapping[str, Any]) -> str:
    """The text with every input in its place; validated workflows name only inputs that exist."""

    def value(match: re.Match[str]) -> str:
        named = _INPUT.fullmatch(match.group(1))
        found = inputs.get(named.group(1)) if named else None
        return ", ".join(map(str, found)) if isinstance(found, list) else "" if found is None else str(found)

    return _EXPRESSION.sub(value, text)
