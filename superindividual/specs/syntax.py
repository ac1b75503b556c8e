"""Syntax: what the parser says about broken YAML, in a founder's words."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from superindividual.text import gettext as _

MAX_DEPTH = 20
NESTED = "nested too deeply"

_KEY = re.compile(r" *[^\s:]*")
_COLON = re.compile(r":(?:\s|$)")
_COMMENT = re.compile(r"(?:^|\s)\s*#.*|\s+$")
_NO_COLON = re.compile(r"\s*[\w-]+(：|:(?=[^\s:/]))")
"""A key followed by the colon of Chinese, or by a colon without a blank."""


class Place(NamedTuple):
    """Where something stands; line and column count from 0, as in the parser's marks."""

    line: int
    column: int


class Problem(NamedTuple):
    """A fault of form: where it stands (a mark of the parser, a place, or None), what it is, how to mend it."""

    mark: Any
    message: str
    remedy: str


def explain(error: Any, text: str) -> Problem:
    """A parser's error (`ruamel.yaml.error.MarkedYAMLError`) on reading `text` as a problem."""
    said = f"{error.context or ''}: {error.problem or ''}"
    mark, begun = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    if error.problem == NESTED:
        return nested(mark)
    lines = text.split("\n")
    found = (
        _opened(said, begun)
        or _no_colon(lines, mark.line if mark else 0)
        or _without_colon(said, begun, mark, lines)
        or _misplaced(said, mark)
    )
    return found or Problem(
        mark, _("this is not valid YAML"), _("check indentation, quotes and colons around here")
    )


def nested(mark: Any) -> Problem:
    """Too many levels."""
    return Problem(
        mark, _("this is nested more than {most} deep").format(most=MAX_DEPTH), _("make it flatter")
    )


def _opened(said: str, begun: Any) -> Problem | None:
    """What was begun and never ended, at the place where it begins."""
    if "quoted scalar" in said and ("end of stream" in said or "document separator" in said):
        return Problem(begun, _("a quote opens here and is not closed"), _("close it"))
    if "flow" in said and "expected ',' or" in said:
        return Problem(
            begun,
            _("a bracket opens here, and what follows does not fit it"),
            _("close it, and put commas between its entries"),
        )
    return None


def colon_needed() -> str:
    """How a key is ended."""
    return _("write KEY: value, with an ASCII colon and a blank after it")


def _no_colon(lines: list[str], last: int) -> Problem | None:
    """A key without a colon that counts, on the line of the error or one of the two before."""
    for number in range(last, max(last - 3, -1), -1):
        found = _NO_COLON.match(lines[number]) if number < len(lines) else None
        if found:
            return Problem(Place(number, found.start(1)), _("this colon ends no key"), colon_needed())
    return None


def _without_colon(said: str, begun: Any, mark: Any, lines: list[str]) -> Problem | None:
    """A line that says nothing of a key; the parser takes it for the beginning of the next line's key."""
    if "could not find expected ':'" in said:
        place = begun
    elif "mapping values are not allowed" in said or "expected <block end>" in said:
        place = _line_before(mark, lines)
    else:
        return None
    return place and Problem(
        place,
        _("this line has no colon with a space after it"),
        _("write KEY: value, or indent what belongs to the line above"),
    )


def _line_before(mark: Any, lines: list[str]) -> Place | None:
    """The first of the lines above with the indentation of this one, but without a key, when this one has a key."""
    *above, here = lines[: mark.line + 1]
    if not _KEY.fullmatch(here[: mark.column]):
        return None
    found = None
    for number in range(len(above) - 1, -1, -1):
        line = _COMMENT.sub("", above[number])
        if line and (_indent(line) != _indent(here) or _COLON.search(line) or line.lstrip().startswith("-")):
            break
        found = Place(number, _indent(line)) if line else found
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _misplaced(said: str, mark: Any) -> Problem | None:
    for words, message, remedy in (
        (
            "mapping values are not allowed",
            _("a colon stands where none is expected"),
            _("put a text that holds a colon in quotes, and check the indentation"),
        ),
        (
            "character '\\t'",
            _("a tab stands where spaces are expected"),
            _("indent with spaces"),
        ),
        (
            "cannot start any token",
            _("no value begins with this character"),
            _("put the text in quotes"),
        ),
        (
            "expected <block end>",
            _("this line fits nothing above it"),
            _("indent it like its neighbours"),
        ),
        (
            "sequence entries are not allowed",
            _("a list cannot begin here"),
            _("put each - on a line of its own"),
        ),
        (
            "unknown escape character",
            _("this is no escape in double quotes"),
            _("write \\\\ for a backslash, or use single quotes"),
        ),
        (
            "expected escape sequence",
            _("this escape lacks digits"),
            _("write \\\\ for a backslash, or use single quotes"),
        ),
        (
            "expected a comment or a line break",
            _("the text of | or > begins on the next line"),
            _("put it there, indented"),
        ),
    ):
        if words in said:
            return Problem(mark, message, remedy)
    return None
