"""Mutation: one small fault planted into a source, always the same ones for the same sources."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_TURNED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_EXCHANGED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
_NEVER_RUN = frozenset({"__name__", "TYPE_CHECKING", "version_info", "platform"})
"""A test of one of these holds or not whatever the tests do."""


@dataclass(frozen=True)
class Mutant:
    """A source with one fault."""

    path: str
    line: int
    what: str
    source: str


def mutants(sources: Mapping[str, str], count: int) -> list[Mutant]:
    """At most `count` mutants, spread evenly over all lines where a fault can be planted, one a line."""
    places = [(path, index) for path, text in sorted(sources.items()) for index in _places(path, text)]
    wanted = min(count, len(places))
    chosen = [places[(2 * turn + 1) * len(places) // (2 * wanted)] for turn in range(wanted)]
    return [_plant(path, sources[path], index) for path, index in chosen]


def unchanged(source: str) -> str:
    """The source in the form in which mutants are written, without a fault."""
    return ast.unparse(ast.parse(source)) + "\n"


def _places(path: str, text: str) -> Iterator[int]:
    """Where in `ast.walk` order a fault can be planted, in the order of lines."""
    if path.endswith("__main__.py"):
        return
    nodes = list(ast.walk(ast.parse(text)))
    possible = {id(node) for node in nodes if _fault(node)} - _hidden(nodes)
    first_of_line: dict[int, int] = {}
    for index, node in enumerate(nodes):
        if id(node) in possible:
            first_of_line.setdefault(getattr(node, "lineno", 0), index)
    yield from (index for _line, index in sorted(first_of_line.items()))


def _hidden(nodes: list[ast.AST]) -> set[int]:
    """Nodes below a test that does not depend on the tests."""
    tests = [node.test for node in nodes if isinstance(node, ast.If | ast.IfExp)]
    names = {id(test): {getattr(n, "id", getattr(n, "attr", "")) for n in ast.walk(test)} for test in tests}
    return {id(n) for test in tests if names[id(test)] & _NEVER_RUN for n in ast.walk(test)}


def _fault(node: ast.AST) -> tuple[str, Callable[[], None]] | None:
    """What would be wrong, and how to make it so."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _TURNED:
        return "comparison turned round", lambda: node.ops.__setitem__(0, _TURNED[type(node.ops[0])]())
    if isinstance(node, ast.BinOp) and type(node.op) in _EXCHANGED and not _is_text(node.left):
        return "arithmetic exchanged", lambda: setattr(node, "op", _EXCHANGED[type(node.op)]())
    if isinstance(node, ast.BoolOp):
        other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return "and and or exchanged", lambda: setattr(node, "op", other)
    if isinstance(node, ast.Return) and node.value is not None:
        return _wrong_return(node, node.value)
    return None


def _wrong_return(node: ast.Return, value: ast.expr) -> tuple[str, Callable[[], None]] | None:
    if not isinstance(value, ast.Constant):
        return "returns nothing", lambda: setattr(node, "value", ast.Constant(None))
    if value.value is None:
        return None
    if isinstance(value.value, bool):
        return "returns the opposite", lambda: setattr(node, "value", ast.Constant(not value.value))
    if isinstance(value.value, int):  # None in place of 0 would be no fault: both are exit code 0
        return "returns one more", lambda: setattr(node, "value", ast.Constant(int(str(value.value)) + 1))
    return "returns nothing", lambda: setattr(node, "value", ast.Constant(None))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _plant(path: str, text: str, index: int) -> Mutant:
    tree = ast.parse(text)
    node = list(ast.walk(tree))[index]
    fault = _fault(node)
    assert fault is not None
    what, make = fault
    make()
    return Mutant(path, getattr(node, "lineno", 1), what, ast.unparse(ast.fix_missing_locations(tree)) + "\n")
