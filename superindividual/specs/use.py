"""Use: a step that runs another workflow: what stands beside `uses`, and what is given to the inputs of that workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from superindividual.errors import CompanyError, ExpressionError, SpecError
from superindividual.specs.bound import BRIEF
from superindividual.specs.expression import Path, parse_expression
from superindividual.specs.interpolation import expressions_in
from superindividual.specs.library import Entry, Library
from superindividual.specs.nearest import nearest
from superindividual.specs.step_scope import FIELD, scope_of, text_faults
from superindividual.specs.value import misfit
from superindividual.specs.workflow import FieldSpec, StepSpec
from superindividual.specs.yaml import Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

BESIDE_USES = frozenset({"uses", "with", "needs", "if", "data"})
"""The fields of a step that uses a workflow; all others are said by the steps of that workflow."""
WRITTEN = ("text", "number", "boolean", "list")
"""Types whose values can be written down; others are bound to what the run was given."""


def use_faults(entry: Entry, step: StepSpec, library: Library) -> Iterator[SpecError]:
    """The faults of one such step; those of the used workflow are told in its own file."""
    yield from _Use(entry, step, library).faults()


class _Use:
    def __init__(self, entry: Entry, step: StepSpec, library: Library) -> None:
        assert entry.reading is not None
        self._entry = entry
        self._step = step
        self._library = library
        self._document = entry.reading.document
        self._written: Mapping[str, Any] = self._document.data["steps"][step.id]

    def faults(self) -> Iterator[SpecError]:
        for field in self._written:
            if field not in BESIDE_USES and field in _FIELDS:
                message = _("a step that uses a workflow has no {field}").format(field=field)
                yield self._fault((field,), message, _("write it into the steps of that workflow"))
        try:
            used = self._library.used(self._entry, self._step)
        except CompanyError as error:
            yield self._fault(("uses",), error.message, error.remedy)
            return
        if not used.faults:
            yield from self._inputs(used.spec.inputs)

    def _fault(self, field: Path_, message: str, remedy: str, *, key: bool = False) -> SpecError:
        path: Path_ = ("steps", self._step.id, *field)
        place = self._document.key_at(path) if key else self._document.at(path)
        return SpecError(place, message, remedy=remedy, field=str(field[0]))

    def _inputs(self, fields: Mapping[str, FieldSpec]) -> Iterator[SpecError]:
        given = self._written.get("with")
        names = given if isinstance(given, dict) else {}
        unread = given is not None and not isinstance(given, dict)
        for name in names:
            if name not in fields:
                message = _("{workflow} has no input {name}").format(
                    workflow=one_line(str(self._step.uses), 40), name=one_line(name, 40)
                )
                yield self._fault(("with", name), message, nearest(name, fields), key=True)
            elif name in self._step.with_:
                yield from self._given(name, fields[name], self._step.with_[name])
        for name, field in fields.items() if not unread and set(names) <= set(fields) else ():
            if field.only_founder_fills and name not in names and not (name == BRIEF and self._has_brief()):
                message = _("the input {name} of {workflow} is not given").format(
                    name=name, workflow=one_line(str(self._step.uses), 40)
                )
                remedy = _("add with: {{{name}: …}}") if name != BRIEF else _("add it to inputs:")
                yield self._fault(("uses",), message, remedy.format(name=name))

    def _has_brief(self) -> bool:
        return BRIEF in (self._document.data.get("inputs") or ())

    def _given(self, name: str, field: FieldSpec, value: Any) -> Iterator[SpecError]:
        if field.type not in WRITTEN:
            yield from self._bound(name, field, value)
        elif isinstance(value, str) and any(expressions_in(value)):
            scope = scope_of(self._entry, self._library, self._step)
            where: Path_ = ("steps", self._step.id, "with", name)
            one = field.type != "text" or _whole(value)
            kind = FIELD[field.type].kind if one else "any"
            yield from text_faults(self._entry, where, value, scope, kind, one=one)
        elif any(True for text in _texts(value) for _found in expressions_in(text)):
            message = _("{name} has an expression inside a list or mapping").format(name=name)
            yield self._fault(("with", name), message, _("write all of it as one: ${{ [a, b] }}"))
        elif wrong := misfit(name, field, value):
            yield self._fault(("with", name), *wrong)

    def _bound(self, name: str, field: FieldSpec, value: Any) -> Iterator[SpecError]:
        """A file is passed on as the run was given it; the brief is always the run's own."""
        source = _source(value)
        known = self._entry.spec.inputs.get(source) if source else None
        if name == BRIEF and source != BRIEF:
            message = _("the brief is that of the run, whatever workflow reads it")
            yield self._fault(("with", name), message, _("leave it out"))
        elif known is None and source in (self._document.data.get("inputs") or ()):
            return  # it has faults of its own
        elif known is None or known.type != field.type or (source == BRIEF) != (name == BRIEF):
            message = _("{name} must be an input of the type {type}").format(name=name, type=field.type)
            yield self._fault(("with", name), message, _("write ${{ inputs.NAME }}"))


def _whole(text: str) -> bool:
    return any(found.whole or found.source is None for found in expressions_in(text))


def _source(value: Any) -> str | None:
    """The input whose value is passed on as it is."""
    found = next(expressions_in(value), None) if isinstance(value, str) else None
    try:
        node = parse_expression(found.source or "") if found and found.whole else None
    except ExpressionError:
        return None
    names = node.names if isinstance(node, Path) else ()
    return str(names[1]) if len(names) == 2 and names[0] == "inputs" else None


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


_FIELDS = {field.alias or name for name, field in StepSpec.model_fields.items()}
