"""Expressions: `inputs.price > 3 and 'CN' in inputs.markets`: our own small tree, read within limits.

Paths, literals, comparison, `and`, `or`, `not`, `in`, `len(x)` and `default(x, y)`; no arithmetic, no other calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from superindividual.errors import ExpressionError
from superindividual.text import gettext as _
from superindividual.text import one_line

MOST_CHARACTERS, MOST_TOKENS, MOST_DEPTH, MOST_DIGITS = 1_000, 200, 32, 15

_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[^\W\d][\w\-]*)|(?P<sign>==|!=|<=|>=|[<>()\[\],.]))"
)
_COMPARE = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
FUNCTIONS = {"len": 1, "default": 2}
"""Each with the number of its arguments."""
ROOTS = ("inputs", "steps", "item", "loop", "run")


@dataclass(frozen=True)
class Node:
    """A part of an expression; `at` is where it begins, counting from 0."""

    at: int = field(compare=False)


@dataclass(frozen=True)
class Literal(Node):
    """A number, a text, true, false or null."""

    value: Any


@dataclass(frozen=True)
class Listing(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Path(Node):
    """`steps.prd.files[0]`."""

    names: tuple[str | int, ...]

    def __str__(self) -> str:
        """As it is written."""
        rest = (f"[{name}]" if isinstance(name, int) else f".{name}" for name in self.names[1:])
        return f"{self.names[0]}{''.join(rest)}"


@dataclass(frozen=True)
class Not(Node):
    """`not x`."""

    value: Node


@dataclass(frozen=True)
class Both(Node):
    """Two values and what stands between them: a comparison, `and`, or `or`."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call(Node):
    """`len(x)` or `default(x, y)`."""

    name: str
    arguments: tuple[Node, ...]


def parse_expression(source: str) -> Node:
    """The tree of an expression.

    Raises:
        ExpressionError: it cannot be read, with the place in `at`.
    """
    return _Parser(source).whole()


def paths(node: Node) -> Iterator[Path]:
    """The paths that an expression reads."""
    if isinstance(node, Path):
        yield node
    for part in parts(node):
        yield from paths(part)


def parts(node: Node) -> tuple[Node, ...]:
    """What a node is made of."""
    match node:
        case Listing(items=found) | Call(arguments=found):
            return found
        case Not(value=value):
            return (value,)
        case Both(left=left, right=right):
            return (left, right)
    return ()


class _Parser:
    """One token ahead; every level of precedence is a method."""

    def __init__(self, source: str) -> None:
        if len(source) > MOST_CHARACTERS:
            raise ExpressionError(_("the expression is too long"), remedy=_("divide it over several steps"))
        self._source = source
        self._tokens = list(self._scan())
        self._next = 0
        self._depth = 0

    def _scan(self) -> Iterator[tuple[str, str, int]]:
        at, end = 0, len(self._source.rstrip())
        for _count in range(MOST_TOKENS):
            if at >= end:
                return
            match = _TOKEN.match(self._source, at, end)
            kind = match.lastgroup if match else None
            if match is None or kind is None or (kind == "number" and len(match[kind]) > MOST_DIGITS):
                raise self._fault(end - len(self._source[at:end].lstrip()))
            yield kind, match[kind], match.start(kind)
            at = match.end()
        if at < end:
            raise ExpressionError(_("the expression is too long"), remedy=_("divide it over several steps"))

    def _fault(self, at: int | None = None) -> ExpressionError:
        if at is None:
            at = self._tokens[self._next][2] if self._next < len(self._tokens) else len(self._source)
        rest = one_line(self._source[at:].strip(), 20)
        message = (
            _("{rest} does not belong here").format(rest=rest)
            if rest
            else _("something is missing at the end")
        )
        remedy = _("write it as in: inputs.price > 3")
        return ExpressionError(message, remedy=remedy, at=at)

    def _peek(self) -> str:
        return self._tokens[self._next][1] if self._next < len(self._tokens) else ""

    def _kind(self) -> str:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else ""

    def _at(self) -> int:
        return self._tokens[self._next][2] if self._next < len(self._tokens) else len(self._source)

    def _take(self, wanted: str) -> bool:
        if self._peek() != wanted or self._kind() == "text":
            return False
        self._next += 1
        return True

    def _expect(self, wanted: str) -> None:
        if not self._take(wanted):
            raise self._fault()

    def whole(self) -> Node:
        found = self._either()
        if self._next < len(self._tokens):
            raise self._fault()
        return found

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise ExpressionError(
                _("the expression is nested too deeply"), remedy=_("divide it over several steps")
            )
        found = self._joined("or", lambda: self._joined("and", self._negated))
        self._depth -= 1
        return found

    def _joined(self, sign: str, inner: Callable[[], Node]) -> Node:
        found = inner()
        while self._take(sign):
            found = Both(found.at, sign, found, inner())
        return found

    def _negated(self) -> Node:
        at, count = self._at(), 0
        while self._take("not"):
            count += 1
        found = self._compared()
        for _time in range(min(count, MOST_DEPTH)):
            found = Not(at, found)
        return found

    def _compared(self) -> Node:
        left = self._value()
        sign = self._sign()
        if sign is None:
            return left
        found = Both(left.at, sign, left, self._value())
        at = self._at()
        if self._sign():
            raise ExpressionError(
                _("two comparisons cannot be chained"), remedy=_("join them with and: a < b and b < c"), at=at
            )
        return found

    def _sign(self) -> str | None:
        if self._kind() == "text":
            return None
        if self._take("not"):
            self._expect("in")
            return "not in"
        return next((sign for sign in _COMPARE if self._take(sign)), None)

    def _value(self) -> Node:
        at, kind, word = self._at(), self._kind(), self._peek()
        if self._take("("):
            found = self._either()
            self._expect(")")
            return found
        if self._take("["):
            return Listing(at, self._several("]"))
        self._next += 1
        match kind:
            case "number":
                return Literal(at, float(word) if "." in word else int(word))
            case "text":
                return Literal(at, word[1:-1])
            case "word" if word in _WORDS:
                return Literal(at, _WORDS[word])
            case "word" if word not in ("and", "or", "not", "in"):
                return Call(at, word, self._several(")")) if self._take("(") else self._path(at, word)
        self._next -= 1
        raise self._fault()

    def _several(self, end: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._take(end):
            if found:
                self._expect(",")
            found.append(self._either())
        return tuple(found)

    def _path(self, at: int, first: str) -> Node:
        names: list[str | int] = [first]
        while True:
            if self._take("."):
                if self._kind() != "word":
                    raise self._fault()
                names.append(self._peek())
                self._next += 1
            elif self._take("["):
                if self._kind() != "text" and not self._peek().lstrip("-").isdigit():
                    raise self._fault()
                text = self._peek()
                names.append(int(text) if self._kind() == "number" else text[1:-1])
                self._next += 1
                self._expect("]")
            else:
                return Path(at, tuple(names))
