"""Values: YAML in which every scalar is text and knows its line.

YAML's own types are not asked for: `title: 007` must stay 007, and a wrong date must
be told from a text. Anchors are refused, so no small text can grow into a large one.
"""

from __future__ import annotations

import unicodedata
from typing import Self, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from . import messages

_DEEPEST = 4


class Text(str):
    """A scalar and the line where it stands."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, text: str, line: int) -> Self:
        """Join the two."""
        made = super().__new__(cls, text)
        made.line = line
        return made


Value: TypeAlias = "Text | list[Value] | dict[Text, Value]"


class ValuesError(ValueError):
    """A text is no YAML of the plain kind."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_mapping(text: str, first_line: int = 1) -> dict[Text, Value]:
    """Read a mapping; an empty text is an empty one.

    Raises:
        ValuesError: it is no YAML, no mapping, or says something twice.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (min(mark.line, text.count("\n")) if mark else 0)
        raise ValuesError(line, messages.NOT_YAML) from None
    except (YAMLError, ValueError, RecursionError):
        raise ValuesError(first_line, messages.NOT_YAML) from None
    if node is None:
        return {}
    value = _convert(node, first_line, 0, set())
    if not isinstance(value, dict):
        raise ValuesError(line_of(value), messages.NOT_A_MAPPING)
    return value


def line_of(value: Value, default: int = 1) -> int:
    """Give the line of a value's first scalar."""
    if isinstance(value, Text):
        return value.line
    first = next(iter(value), None)
    return default if first is None else line_of(first, default)


def is_plain(text: str) -> bool:
    """Whether no character of it is invisible or forbidden in XML."""
    return all(_is_visible(character) for character in text)


def _is_visible(character: str) -> bool:
    if character in "\t\n":
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and (
        ord(character) & 0xFFFE != 0xFFFE  # the last two of every plane
    )


def _convert(node: Node, first: int, depth: int, seen: set[int]) -> Value:
    line = first + node.start_mark.line
    if id(node) in seen or depth > _DEEPEST:
        raise ValuesError(line, messages.ANCHOR)
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        text = str(node.value)
        if not is_plain(text):
            raise ValuesError(line, messages.CONTROL)
        return Text(text.strip(), line)
    if isinstance(node, SequenceNode):
        return [_convert(item, first, depth + 1, seen) for item in node.value]
    if isinstance(node, MappingNode):
        return _mapping(node, first, depth, seen)
    raise ValuesError(line, messages.NOT_YAML)


def _mapping(
    node: MappingNode, first: int, depth: int, seen: set[int]
) -> dict[Text, Value]:
    made: dict[Text, Value] = {}
    for name, value in node.value:
        key = _convert(name, first, depth + 1, seen)
        line = first + name.start_mark.line
        if not isinstance(key, Text):
            raise ValuesError(line, messages.NOT_A_MAPPING)
        if key in made:
            raise ValuesError(line, messages.TWICE.format(key=key))
        made[key] = _convert(value, first, depth + 1, seen)
    return made
