"""Mutation: one small fault planted into a source, always the same ones for the same source."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_FLIPPED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_SWAPPED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """A source with one fault."""

    path: str
    line: int
    what: str
    source: str


def mutants(sources: Mapping[str, str], count: int) -> list[Mutant]:
    """At most `count` mutants, spread over the sources."""
    by_file = [list(_places(path, text)) for path, text in sorted(sources.items())]
    by_file = [places for places in by_file if places]
    if not by_file:
        return []
    files = by_file if len(by_file) <= count else [by_file[i * len(by_file) // count] for i in range(count)]
    chosen: list[tuple[str, int]] = []
    turn = 0
    while len(chosen) < count and turn < count:
        for places in files:
            step = max(1, len(places) // (count + 1))
            position = (turn + 1) * step - 1
            if len(chosen) < count and position < len(places):
                chosen.append(places[position])
        turn += 1
    return [_plant(path, sources[path], index) for path, index in chosen]


def _places(path: str, text: str) -> Iterator[tuple[str, int]]:
    for index, node in enumerate(ast.walk(ast.parse(text))):
        if _fault(node):
            yield path, index


def _fault(node: ast.AST) -> str:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _FLIPPED:
        return "comparison turned round"
    if (
        isinstance(node, ast.BinOp)
        and type(node.op) in _SWAPPED
        and not isinstance(node.left, ast.Constant | ast.JoinedStr)
    ):
        return "arithmetic exchanged"
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        return "returns nothing"
    return ""


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _plant(path: str, text: str, index: int) -> Mutant:
    tree = ast.parse(text)
    node = list(ast.walk(tree))[index]
    what = _fault(node)
    if isinstance(node, ast.Compare):
        node.ops[0] = _FLIPPED[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp):
        node.op = _SWAPPED[type(node.op)]()
    elif isinstance(node, ast.Return):
        node.value = ast.Constant(None)
    return Mutant(path, getattr(node, "lineno", 1), what, ast.unparse(ast.fix_missing_locations(tree)))
