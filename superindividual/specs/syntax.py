"""Syntax: what the parser says about broken YAML, in a founder's words."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from superindividual.text import gettext as _

MAX_DEPTH = 20
NESTED = "nested too deeply"

_NO_COLON = re.compile(r"\s*[\w-]+(：|:(?=[^\s:/]))")
"""A key followed by the colon of Chinese, or by a colon without a blank."""


class Place(NamedTuple):
    """Where something stands; line and column count from 0, as in the parser's marks."""

    line: int
    column: int


class Problem(NamedTuple):
    """A fault of form: where it stands (a mark of the parser, or None), what it is, how to mend it."""

    mark: Any
    message: str
    remedy: str


def explain(error: Any, lines: list[str]) -> Problem:
    """A parser's error (`ruamel.yaml.error.MarkedYAMLError`) about these lines as a problem."""
    said = f"{error.context or ''}: {error.problem or ''}"
    mark, begun = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    if error.problem == NESTED:
        return nested(mark)
    found = _opened(said, begun) or _no_colon(lines, mark.line if mark else 0) or _misplaced(said, mark)
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
            "could not find expected ':'",
            _("a line before this one has no colon"),
            _("write KEY: value, or indent what belongs to the line above"),
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
