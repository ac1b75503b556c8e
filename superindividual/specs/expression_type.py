"""Expression types: what an expression will give, told before a run; only what a deliverable says is known later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from superindividual.specs.expression import FUNCTIONS, Both, Call, Listing, Literal, Node, Not, Path
from superindividual.specs.nearest import nearest
from superindividual.text import gettext as _
from superindividual.text import one_line


@dataclass(frozen=True)
class Type:
    """A kind of value; `any` fits everything."""

    kind: str
    item: Type | None = None
    """What a list holds."""
    fields: Mapping[str, Type] = field(default_factory=dict)
    """What a mapping has; none means it is not known."""


ANY, TEXT, NUMBER, BOOLEAN, NULL = (Type(kind) for kind in ("any", "text", "number", "boolean", "null"))
TEXTS = Type("list", TEXT)


class Misfit(NamedTuple):
    """What is wrong with an expression, at a place in its text."""

    at: int
    message: str
    remedy: str


def check_expression(node: Node, scope: Type, wanted: str = "any") -> list[Misfit]:
    """Everything that cannot be right, whatever the run brings; `wanted` is the kind of value it must give."""
    checker = _Checker(scope)
    found = checker.kind(node)
    if not checker.misfits and wanted not in ("any", found.kind) and found.kind != "any":
        message = _("this is {found}, where {wanted} is needed")
        remedy = _("compare it with something, such as == or >") if wanted == "boolean" else _("name a list")
        checker.wrong(node, message.format(found=_said(found), wanted=_said(Type(wanted))), remedy)
    return sorted(checker.misfits)


def _said(kind: Type) -> str:
    return {
        "text": _("text"),
        "number": _("a number"),
        "boolean": _("true or false"),
        "list": _("a list"),
        "mapping": _("a mapping"),
        "null": _("nothing"),
    }[kind.kind]


class _Checker:
    """Walks the tree once and collects what is wrong."""

    def __init__(self, scope: Type) -> None:
        self._scope = scope
        self.misfits: list[Misfit] = []

    def wrong(self, node: Node, message: str, remedy: str) -> Type:
        self.misfits.append(Misfit(node.at, message, remedy))
        return ANY

    def kind(self, node: Node) -> Type:
        """The type of a node."""
        match node:
            case Literal(value=value):
                return _of(value)
            case Listing(items=items):
                kinds = {self.kind(item).kind for item in items}
                return Type("list", Type(kinds.pop()) if len(kinds) == 1 else ANY)
            case Path():
                return self._path(node)
            case Not(value=value):
                return self._truth(value)
            case Both(sign="and" | "or", left=left, right=right):
                self._truth(left)
                return self._truth(right)
            case Both():
                return self._compared(node)
            case Call():
                return self._call(node)
        raise AssertionError(node)

    def _truth(self, node: Node) -> Type:
        found = self.kind(node)
        if found.kind not in ("boolean", "any"):
            message = _("this is {found}, where {wanted} is needed")
            self.wrong(
                node,
                message.format(found=_said(found), wanted=_said(BOOLEAN)),
                _("compare it with something, such as == or >"),
            )
        return BOOLEAN

    def _path(self, node: Path) -> Type:
        found = self._scope
        for name in node.names:
            if found.kind == "any":
                return ANY
            if isinstance(name, int) and found.kind == "list":
                found = found.item or ANY
            elif isinstance(name, str) and found.kind == "mapping":
                if name not in found.fields:
                    return self._unknown(node, name, found)
                found = found.fields[name]
            else:
                message = _("{path} has no part {name}").format(path=one_line(str(node), 40), name=name)
                return self.wrong(node, message, _("it is {found}").format(found=_said(found)))
        return found

    def _unknown(self, node: Path, name: str, within: Type) -> Type:
        root = node.names[0]
        if len(node.names) > 1 and node.names[:2] == (root, name) and root in ("inputs", "steps"):
            sort = {"inputs": _("there is no input {name}"), "steps": _("there is no earlier step {name}")}[
                root
            ]
            none = {"inputs": _("name it under inputs:"), "steps": _("add it to needs")}[root]
            remedy = nearest(name, within.fields) if within.fields else none
            return self.wrong(node, sort.format(name=one_line(name, 40)), remedy)
        message = _("there is no {name} in an expression here").format(name=one_line(name, 40))
        return self.wrong(node, message, nearest(name, within.fields))

    def _compared(self, node: Both) -> Type:
        left, right = self.kind(node.left), self.kind(node.right)
        if node.sign in ("in", "not in"):
            fits = right.kind in ("list", "any") or (right.kind == "text" and left.kind in ("text", "any"))
        elif node.sign in ("==", "!="):
            fits = left.kind == right.kind or not {left.kind, right.kind}.isdisjoint({"any", "null"})
        else:
            kinds = {left.kind, right.kind} - {"any"}
            fits = len(kinds) <= 1 and kinds <= {"number", "text"}
        if not fits:
            message = _("{left} and {right} cannot be compared so").format(
                left=_said(left), right=_said(right)
            )
            self.wrong(node, message, _("compare two numbers or two texts"))
        return BOOLEAN

    def _call(self, node: Call) -> Type:
        kinds = [self.kind(argument) for argument in node.arguments]
        if node.name not in FUNCTIONS:
            message = _("there is no function {name}").format(name=one_line(node.name, 40))
            return self.wrong(node, message, nearest(node.name, FUNCTIONS))
        if len(kinds) != FUNCTIONS[node.name] or (
            node.name == "len" and kinds[0].kind not in ("text", "list", "mapping", "any")
        ):
            message = _("{name} cannot be used so").format(name=node.name)
            return self.wrong(node, message, _("write len(x) or default(x, y)"))
        if node.name == "len":
            return NUMBER
        return kinds[0] if kinds[0].kind not in ("any", "null") else kinds[1] if kinds[0] == NULL else ANY


def _of(value: object) -> Type:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    return NUMBER if isinstance(value, int | float) else TEXT
