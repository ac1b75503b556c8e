"""Evaluation: the value of an expression, held against what a run knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from superindividual.errors import ExpressionError
from superindividual.specs.expression import (
    FUNCTIONS,
    MOST_DEPTH,
    Both,
    Call,
    Listing,
    Literal,
    Node,
    Not,
    Path,
)
from superindividual.specs.wording import shown_value
from superindividual.text import gettext as _
from superindividual.text import one_line

MOST_TEXT = 100_000
"""Characters in a text that an expression reads or that is filled."""
MOST_ITEMS = 10_000
"""Items in each list that an expression reads."""
MOST_VALUES = 200_000
"""Values in all, however deep, in what an expression reads."""
_MOST_BITS = 1_024  # what a float holds: a longer number is no amount of anything


def evaluate(node: Node, scope: Mapping[str, Any]) -> Any:
    """The value of an expression; what a path does not find is None.

    Args:
        node: What `parse_expression` gave.
        scope: The names at the root; below them stands what JSON can say.

    Raises:
        ExpressionError: values cannot be compared so, `and`, `or`, `not` meet something neither true nor false, or a
            value is larger than the limits.
    """
    match node:
        case Literal(value=value):
            return value
        case Listing(items=items):
            return [evaluate(item, scope) for item in items]
        case Path(names=names):
            return _bounded(_found(names, scope), node)
        case Not(value=inner):
            return not _truth(inner, scope)
        case Both(sign="and", left=left, right=right):
            return _truth(left, scope) and _truth(right, scope)
        case Both(sign="or", left=left, right=right):
            return _truth(left, scope) or _truth(right, scope)
        case Both():
            return _compared(node, evaluate(node.left, scope), evaluate(node.right, scope))
        case Call(arguments=arguments):
            return _called(node, [evaluate(argument, scope) for argument in arguments])
    raise AssertionError(type(node))


def _found(names: tuple[str | int, ...], scope: Mapping[str, Any]) -> Any:
    value: Any = scope
    for name in names:
        if isinstance(value, Mapping) and isinstance(name, str):
            value = value.get(name)
        elif isinstance(value, list | tuple) and isinstance(name, int) and -len(value) <= name < len(value):
            value = value[name]
        else:
            return None
    return value


def _bounded(value: Any, path: Path) -> Any:
    """The value, when it is of JSON and within the limits, so that all that follows ends soon."""
    level, count = [value], 0
    for _depth in range(MOST_DEPTH):
        following: list[Any] = []
        for each in level:
            following += _within(each, path)
            count += 1
            if count + len(following) > MOST_VALUES:
                raise _refused(path, _("it is too large"))
        if not following:
            return value
        level = following
    raise _refused(path, _("it is nested too deeply"))


def _within(value: Any, path: Path) -> Iterable[Any]:
    """What a value holds."""
    if value is None or isinstance(value, bool | float):
        return ()
    if isinstance(value, int):
        fits = value.bit_length() <= _MOST_BITS
    elif isinstance(value, str):
        fits = len(value) <= MOST_TEXT
    elif isinstance(value, list | tuple):
        fits = len(value) <= MOST_ITEMS
    elif isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return value.values()
    else:
        raise _refused(path, _("it is neither text, number, list nor mapping"))
    if not fits:
        raise _refused(path, _("it is too large"))
    return value if isinstance(value, list | tuple) else ()


def _refused(path: Path, reason: str) -> ExpressionError:
    message = _("{path} cannot be used: {reason}").format(path=one_line(str(path), 60), reason=reason)
    return ExpressionError(message, remedy=_("name a part of it"), at=path.at)


def _told(node: Node, value: Any) -> str:
    """A value as it was found, with the path that found it."""
    found = shown_value(value)
    return f"{one_line(str(node), 60)} ({found})" if isinstance(node, Path) else found


def _truth(node: Node, scope: Mapping[str, Any]) -> bool:
    value = evaluate(node, scope)
    if isinstance(value, bool):
        return value
    raise ExpressionError(
        _("{value} is neither true nor false").format(value=_told(node, value)),
        remedy=_("compare it with something, such as == or >"),
        at=node.at,
    )


def _compared(node: Both, left: Any, right: Any) -> bool:
    match node.sign:
        case "==" | "!=":
            return _same(left, right) == (node.sign == "==")
        case "in" | "not in" if isinstance(right, list | tuple):
            return any(_same(left, item) for item in right) == (node.sign == "in")
        case "in" | "not in" if isinstance(left, str) and isinstance(right, str):
            return (left in right) == (node.sign == "in")
        case "<" | "<=" | ">" | ">=" if _ordered(left, right):
            less, more = left < right, left > right
            same = not less and not more and left == right  # nothing is true of what is not a number
            return bool({"<": less, "<=": less or same, ">": more, ">=": more or same}[node.sign])
    raise ExpressionError(
        _("{left} and {right} cannot be compared so").format(
            left=_told(node.left, left), right=_told(node.right, right)
        ),
        remedy=_("compare two numbers or two texts; what is missing gets a value from default(x, y)"),
        at=node.at,
    )


def _ordered(left: Any, right: Any) -> bool:
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (left, right))
    return numbers or (isinstance(left, str) and isinstance(right, str))


def _same(left: Any, right: Any) -> bool:
    """Equal as JSON is: 1 and 1.0 are, 1 and true are not, inside lists and mappings too."""
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _called(node: Call, values: list[Any]) -> Any:
    if node.name == "default" and len(values) == FUNCTIONS[node.name]:
        empty = values[0] is None or (isinstance(values[0], str | list | tuple) and not values[0])
        return values[1] if empty else values[0]
    if node.name == "len" and len(values) == 1 and isinstance(values[0], str | list | tuple | Mapping):
        return len(values[0])
    raise ExpressionError(
        _("{name} cannot be used so").format(name=one_line(node.name, 40)),
        remedy=_("write len(x) or default(x, y)"),
        at=node.at,
    )
