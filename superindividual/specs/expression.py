"""Expressions: `inputs.price > 3 and 'CN' in inputs.markets`: our own small tree, read within limits.

Paths, literals, comparison, `and`, `or`, `not`, `in`, `len(x)` and `default(x, y)`; no arithmetic, no other calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile
from typing import Any, TypeVar

from superindividual.errors import ExpressionError
from superindividual.specs.expression_token import NAME, Token, misplaced, tokens, too_large
from superindividual.text import gettext as _

MOST_DEPTH = 32
FUNCTIONS = {"len": 1, "default": 2}
"""Each with the number of its arguments."""
ROOTS = ("inputs", "steps", "item", "loop", "run")
WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")

_NOT, _COMPARED, _ALONE = 3, 4, 5
_BINDS = {"or": 1, "and": 2, **dict.fromkeys(COMPARISONS, _COMPARED)}
"""How tightly a sign binds; `not` stands between `and` and the comparisons, as in Python."""
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Node:
    """A part of an expression; `at` and `end` are where it stands in the text, counting from 0."""

    at: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        """As it is written."""
        return _written(self)


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


def names_used(node: Node) -> set[tuple[str, ...]]:
    """The names of each path up to its first number: `("steps", "prd", "files")` for `steps.prd.files[0]`."""
    return {tuple(map(str, takewhile(_is_name, path.names))) for path in paths(node)}


def _is_name(part: str | int) -> bool:
    return isinstance(part, str)


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


def _written(node: Node) -> str:
    match node:
        case Literal(value=str(text)):
            return f'"{text}"' if "'" in text else f"'{text}'"
        case Literal(value=value):
            word = next((word for word, meant in WORDS.items() if value is meant), None)
            return word or f"{Decimal(repr(value)):f}"  # 0.00001, never 1e-05
        case Listing(items=items):
            return f"[{', '.join(map(str, items))}]"
        case Path(names=names):
            return f"{names[0]}{''.join(map(_part, names[1:]))}"
        case Not(value=value):
            return f"not {_inside(value, _NOT)}"
        case Both(sign=sign, left=left, right=right):
            binds = _BINDS[sign]
            first = _inside(left, _ALONE if binds == _COMPARED else binds)
            return f"{first} {sign} {_inside(right, binds + 1)}"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(str, arguments))})"
    raise AssertionError(type(node))


def _part(name: str | int) -> str:
    if isinstance(name, str) and NAME.fullmatch(name):
        return f".{name}"
    return f"[{Literal(0, 0, name)}]"


def _inside(node: Node, least: int) -> str:
    """A part, in parentheses where it binds less tightly than what stands around it."""
    binds = _BINDS[node.sign] if isinstance(node, Both) else _NOT if isinstance(node, Not) else _ALONE
    return f"({node})" if binds < least else str(node)


class _Parser:
    """Precedence climbing (Pratt), one token ahead."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = tokens(source)
        self._next = 0
        self._depth = 0

    @property
    def _ahead(self) -> Token:
        return self._tokens[self._next]

    @property
    def _end(self) -> int:
        return self._tokens[self._next - 1].end

    def _take(self, wanted: str) -> bool:
        if self._ahead.text != wanted or self._ahead.kind not in ("sign", "word"):
            return False
        self._next += 1
        return True

    def _need(self, wanted: str) -> None:
        if not self._take(wanted):
            raise self._fault()

    def _fault(self) -> ExpressionError:
        return misplaced(self._source, self._ahead.at)

    def whole(self) -> Node:
        found = self._expression()
        if self._ahead.kind != "end":
            raise self._fault()
        return found

    def _expression(self, least: int = 0) -> Node:
        """A value and all that binds to it more tightly than `least`."""
        at, left = self._ahead.at, self._prefixed(least)
        while (binds := _BINDS.get(sign := self._sign(), 0)) > least:
            self._next += len(sign.split())
            right = self._expression(binds)
            left = Both(at, self._end, sign, left, right)
            if binds == _BINDS.get(self._sign()) == _COMPARED:
                remedy = _("join them with and: a < b and b < c")
                raise ExpressionError(
                    _("two comparisons cannot be chained"), remedy=remedy, at=self._ahead.at
                )
        return left

    def _sign(self) -> str:
        """The sign ahead, or nothing."""
        kind, word, *_place = self._ahead
        if word == "not" and kind == "word":
            following = self._tokens[self._next + 1]
            return "not in" if following[:2] == ("word", "in") else ""
        return word if kind in ("sign", "word") else ""

    def _prefixed(self, least: int) -> Node:
        at = self._ahead.at
        if least < _COMPARED and self._take("not"):
            value = self._deeper(lambda: self._expression(_NOT))
            return Not(at, self._end, value)
        return self._value()

    def _deeper(self, read: Callable[[], _Read]) -> _Read:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise too_large(_("the expression is nested too deeply"), self._ahead.at)
        found = read()
        self._depth -= 1
        return found

    def _value(self) -> Node:
        kind, word, at, end = self._ahead
        if self._take("("):
            found = self._deeper(self._expression)
            self._need(")")
            return found
        if self._take("["):
            items = self._several("]")
            return Listing(at, self._end, items)
        if kind in ("end", "sign") or word in ("and", "or", "not", "in"):
            raise self._fault()
        self._next += 1
        if kind == "number":
            return Literal(at, end, float(word) if "." in word else int(word))
        if kind == "text":
            return Literal(at, end, word[1:-1])
        if word in WORDS:
            return Literal(at, end, WORDS[word])
        if self._take("("):
            arguments = self._several(")")
            return Call(at, self._end, word, arguments)
        names = (word, *self._names())
        return Path(at, self._end, names)

    def _several(self, end: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._take(end):
            if found:
                self._need(",")
            found.append(self._deeper(self._expression))
        return tuple(found)

    def _names(self) -> Iterator[str | int]:
        """What follows the first name of a path."""
        while True:
            if self._take("."):
                wanted: tuple[str, ...] = ("word",)
            elif self._take("["):
                wanted = ("text", "number")
            else:
                return
            kind, word, *_place = self._ahead
            if kind not in wanted or (kind == "number" and "." in word):
                raise self._fault()
            self._next += 1
            yield word if kind == "word" else word[1:-1] if kind == "text" else int(word)
            if kind != "word":
                self._need("]")
