"""Evaluation: the value of an expression, held against what a run knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.errors import ExpressionError
from superindividual.specs.expression import FUNCTIONS, Both, Call, Listing, Literal, Node, Not, Path
from superindividual.specs.wording import shown_value
from superindividual.text import gettext as _


def evaluate(node: Node, scope: Mapping[str, Any]) -> Any:
    """The value of an expression; what a path does not find is None.

    Raises:
        ExpressionError: values cannot be compared so, or `and`, `or`, `not` meet something neither true nor false.
    """
    match node:
        case Literal(value=value):
            return value
        case Listing(items=items):
            return [evaluate(item, scope) for item in items]
        case Path(names=names):
            return _found(names, scope)
        case Not(value=value):
            return not _truth(evaluate(value, scope))
        case Both(sign="and", left=left, right=right):
            return _truth(evaluate(left, scope)) and _truth(evaluate(right, scope))
        case Both(sign="or", left=left, right=right):
            return _truth(evaluate(left, scope)) or _truth(evaluate(right, scope))
        case Both(sign=sign, left=left, right=right):
            return _compare(sign, evaluate(left, scope), evaluate(right, scope))
        case Call(name=name, arguments=arguments):
            return _call(name, [evaluate(argument, scope) for argument in arguments])
    raise AssertionError(node)


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


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ExpressionError(
        _("{value} is neither true nor false").format(value=shown_value(value)),
        remedy=_("compare it with something, such as == or >"),
    )


def _compare(sign: str, left: Any, right: Any) -> bool:
    if sign in ("==", "!="):
        same = left == right and isinstance(left, bool) == isinstance(right, bool)
        return same == (sign == "==")
    if sign in ("in", "not in"):
        if not isinstance(right, list | tuple) and not (isinstance(left, str) and isinstance(right, str)):
            raise _mismatch(left, right)
        return (left in right) == (sign == "in")
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (left, right))
    if not numbers and not (isinstance(left, str) and isinstance(right, str)):
        raise _mismatch(left, right)
    less, same = left < right, left == right
    return bool({"<": less, "<=": less or same, ">": not less and not same, ">=": not less}[sign])


def _mismatch(left: Any, right: Any) -> ExpressionError:
    return ExpressionError(
        _("{left} and {right} cannot be compared so").format(
            left=shown_value(left), right=shown_value(right)
        ),
        remedy=_("compare two numbers or two texts; what is missing gets a value from default(x, y)"),
    )


def _call(name: str, values: list[Any]) -> Any:
    if name == "default" and len(values) == FUNCTIONS[name]:
        return values[1] if values[0] is None or values[0] in ("", []) else values[0]
    if name == "len" and len(values) == 1 and isinstance(values[0], str | list | tuple | Mapping):
        return len(values[0])
    raise ExpressionError(
        _("{name} cannot be used so").format(name=name), remedy=_("write len(x) or default(x, y)")
    )
