"""Expression types: what an expression will give, told before a run; only what a deliverable says is known later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from superindividual.specs.expression import (
    FUNCTIONS,
    WORDS,
    Both,
    Call,
    Listing,
    Literal,
    Node,
    Not,
    Path,
)
from superindividual.specs.nearest import nearest
from superindividual.text import gettext as _
from superindividual.text import one_line


@dataclass(frozen=True)
class Type:
    """A kind of value: text, number, boolean, list, mapping, null; or any, which fits everything."""

    kind: str
    item: Type | None = None
    """What a list holds; None means any."""
    fields: Mapping[str, Type] | None = None
    """What a mapping has; None means that its names are not known."""


ANY, TEXT, NUMBER, BOOLEAN, NULL = (Type(kind) for kind in ("any", "text", "number", "boolean", "null"))
TEXTS = Type("list", TEXT)


class Misfit(NamedTuple):
    """What is wrong with an expression, at a place in its text: where, and how many characters."""

    at: int
    length: int
    message: str
    remedy: str


def kind_of(node: Node, scope: Type) -> Type:
    """What an expression gives; any where that cannot be told, or where it has faults."""
    return _Checker(scope).kind(node)


def check_expression(node: Node, scope: Type, wanted: str = "any") -> list[Misfit]:
    """Everything that cannot be right, whatever the run brings; `wanted` is the kind of value it must give."""
    checker = _Checker(scope)
    found = checker.kind(node)
    if not checker.misfits and not _may_be(found, wanted):
        remedies = {"boolean": _("compare it with something, such as == or >"), "list": _("name a list")}
        checker.unfit(node, found, _said(wanted), remedies.get(wanted, _("name another value")))
    return sorted(checker.misfits)


def _may_be(found: Type, *kinds: str) -> bool:
    return found.kind in ("any", *kinds) or "any" in kinds


def _said(kind: str) -> str:
    return {
        "text": _("text"),
        "number": _("a number"),
        "boolean": _("true or false"),
        "list": _("a list"),
        "mapping": _("a mapping"),
        "null": _("nothing"),
    }[kind]


class _Checker:
    """Walks the tree once and collects what is wrong."""

    def __init__(self, scope: Type) -> None:
        self._scope = scope
        self.misfits: list[Misfit] = []

    def wrong(self, node: Node, message: str, remedy: str) -> Type:
        self.misfits.append(Misfit(node.at, node.end - node.at, message, remedy))
        return ANY

    def unfit(self, node: Node, found: Type, wanted: str, remedy: str) -> Type:
        message = _("this is {found}, where {wanted} is needed")
        return self.wrong(node, message.format(found=_said(found.kind), wanted=wanted), remedy)

    def kind(self, node: Node) -> Type:
        """The type of a node."""
        match node:
            case Literal(value=value):
                return _of(value)
            case Listing(items=items):
                kinds = [self.kind(item) for item in items]
                return Type("list", kinds[0] if kinds and kinds.count(kinds[0]) == len(kinds) else ANY)
            case Path():
                return self._path(node)
            case Not(value=inner):
                return self._truth(inner)
            case Both(sign="and" | "or", left=left, right=right):
                self._truth(left)
                return self._truth(right)
            case Both():
                return self._compared(node)
            case Call():
                return self._call(node)
        raise AssertionError(type(node))

    def _truth(self, node: Node) -> Type:
        found = self.kind(node)
        if not _may_be(found, "boolean"):
            self.unfit(node, found, _said("boolean"), _("compare it with something, such as == or >"))
        return BOOLEAN

    def _path(self, node: Path) -> Type:
        found = self._scope
        for count, name in enumerate(node.names):
            if found.kind == "list" and isinstance(name, int):
                found = found.item or ANY
            elif found.kind == "mapping" and isinstance(name, str):
                if found.fields is None:
                    return ANY
                if name not in found.fields:
                    return self._unknown(node, count, found.fields)
                found = found.fields[name]
            elif found.kind == "any":
                return ANY
            else:
                message = self._no_part(node, count)
                return self.wrong(node, message, _("it is {found}").format(found=_said(found.kind)))
        return found

    def _unknown(self, node: Path, count: int, known: Mapping[str, Type]) -> Type:
        """Name number `count` of a path is not there."""
        root, name = node.names[0], one_line(str(node.names[count]), 40)
        if count == 0:
            message = _("there is no {name} in an expression here").format(name=name)
            remedy = nearest(name, WORDS if name.casefold() in WORDS else known)
            if name == "item":
                remedy = _("only a step with foreach has one")
            return self.wrong(node, message, remedy)
        if count == 1 and root == "inputs":
            remedy = nearest(name, known) if known else _("name it under inputs:")
            return self.wrong(node, _("there is no input {name}").format(name=name), remedy)
        if count == 1 and root == "steps":
            remedy = nearest(name, known) if known else _("add it to needs")
            return self.wrong(node, _("there is no earlier step {name}").format(name=name), remedy)
        return self.wrong(node, self._no_part(node, count), nearest(name, known))

    @staticmethod
    def _no_part(node: Path, count: int) -> str:
        path = Path(node.at, node.end, node.names[:count])
        return _("{path} has no part {name}").format(
            path=one_line(str(path), 40), name=one_line(str(node.names[count]), 40)
        )

    def _compared(self, node: Both) -> Type:
        left, right = self.kind(node.left), self.kind(node.right)
        if node.sign in ("==", "!="):
            self._alike(node, left, right)
        elif node.sign in ("in", "not in"):
            self._search(node, left, right)
        else:
            self._order(node, left, right)
        return BOOLEAN

    def _alike(self, node: Both, left: Type, right: Type) -> None:
        if left.kind != right.kind and {left.kind, right.kind}.isdisjoint({"any", "null"}):
            message = _("{left} and {right} cannot be compared so")
            self.wrong(
                node,
                message.format(left=_said(left.kind), right=_said(right.kind)),
                _("compare two numbers or two texts"),
            )

    def _search(self, node: Both, left: Type, right: Type) -> None:
        if not _may_be(right, "list", "text"):
            self.unfit(node.right, right, _("a list or text"), _("name a list or text after in"))
        elif right.kind == "text" and not _may_be(left, "text"):
            self.unfit(node.left, left, _said("text"), _("write it in quotes"))
        elif right.kind == "list":
            self._alike(node, left, right.item or ANY)

    def _order(self, node: Both, left: Type, right: Type) -> None:
        for part, found in ((node.left, left), (node.right, right)):
            if not _may_be(found, "number", "text"):
                self.unfit(part, found, _("a number or text"), _("compare two numbers or two texts"))
                return
        self._alike(node, left, right)

    def _call(self, node: Call) -> Type:
        kinds = [self.kind(argument) for argument in node.arguments]
        name = one_line(node.name, 40)
        if node.name not in FUNCTIONS:
            message = _("there is no function {name}").format(name=name)
            return self.wrong(node, message, nearest(node.name, FUNCTIONS))
        if len(kinds) != FUNCTIONS[node.name]:
            return self.wrong(
                node, _("{name} cannot be used so").format(name=name), _("write len(x) or default(x, y)")
            )
        if node.name == "default":
            return _either(*kinds)
        if not _may_be(kinds[0], "text", "list", "mapping"):
            self.unfit(node.arguments[0], kinds[0], _("a list or text"), _("name a list or text"))
        return NUMBER


def _either(given: Type, instead: Type) -> Type:
    """What `default` gives: nobody knows before a run which of the two."""
    if given in (NULL, instead):
        return instead
    return Type(given.kind) if given.kind == instead.kind else ANY


def _of(value: object) -> Type:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    return NUMBER if isinstance(value, int | float) else TEXT
