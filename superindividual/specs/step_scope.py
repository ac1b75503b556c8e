"""Step scope: what the expressions of a step can name, with the types that are known before a run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from superindividual.errors import ExpressionError, SpecError
from superindividual.ids import StepId
from superindividual.specs.bound import BOUND, BRIEF
from superindividual.specs.evaluation import evaluate
from superindividual.specs.expression import parse_expression, paths
from superindividual.specs.expression_type import (
    ANY,
    BOOLEAN,
    NUMBER,
    TEXT,
    TEXTS,
    Type,
    check_expression,
    kind_of,
)
from superindividual.specs.interpolation import expressions_in
from superindividual.specs.library import Entry, Library
from superindividual.specs.order import Order
from superindividual.specs.workflow import ApproveIf, FieldSpec, StepSpec, WorkflowSpec
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

FIELD = {"file": TEXT, "text": TEXT, "number": NUMBER, "boolean": BOOLEAN, "list": Type("list", ANY)}
"""What an expression finds in an input or a field of a form, by its type."""
_BOUND = Type(
    "mapping", fields={"name": TEXT, "path": TEXT, "files": TEXTS, "count": NUMBER, "left_out": TEXTS}
)


def expression_faults(entry: Entry, step: StepSpec, library: Library) -> Iterator[SpecError]:
    """What is wrong with the expressions of a step: how they are written, what they name, what they give."""
    for path, given, wanted, own in _written(step):
        scope = scope_of(entry, library, step, own=own)
        yield from text_faults(entry, ("steps", step.id, *path), given, scope, wanted, one=wanted != "any")


def output_faults(entry: Entry, library: Library) -> Iterator[SpecError]:
    """What is wrong with the expressions of a workflow's outputs, and with their names."""
    scope = scope_of(entry, library)
    for name, output in entry.spec.outputs.items():
        yield from text_faults(entry, ("outputs", name, "value"), output.value, scope, "any", one=True)


def text_faults(
    entry: Entry, where: Path_, given: str, scope: Type, wanted: str, *, one: bool
) -> Iterator[SpecError]:
    """What is wrong with the expressions in a text; `one` of them is the whole of it, or it may hold several."""
    assert entry.reading is not None
    document, field = entry.reading.document, str(where[-1])
    found = list(expressions_in(given))
    if one and (len(found) != 1 or not (found[0].whole or found[0].source is None)):
        message = _("{field} must be one expression").format(field=field)
        remedy = _("write ${{ … }}, as in ${{ inputs.price > 3 }}")
        yield SpecError(document.at(where), message, remedy=remedy, field=field)
        return
    for written, source, _at, _whole in found:
        place = document.inside(where, written)
        for message, remedy in _faults(source, written, scope, wanted):
            yield SpecError(place, message, remedy=remedy, field=field)


def _written(step: StepSpec) -> Iterator[tuple[Path_, str, str, bool]]:
    """Each text with expressions: where, what, the kind of value wanted, and whether the step's own end is known."""
    if step.if_ is not None:
        yield ("if",), step.if_, "boolean", False
    if step.uses is not None:
        return  # what is given to it has types of its own
    yield ("task",), step.task, "any", False
    for name, value in step.with_.items():
        for path, text in [((), value), *(((n,), v) for n, v in enumerate(_listed(value)))]:
            if isinstance(text, str):
                yield ("with", name, *path), text, "any", False
    if step.spends is not None and isinstance(step.spends.amount, str):
        yield ("spends", "amount"), step.spends.amount, "number", False
    if isinstance(step.foreach, str):
        yield ("foreach",), step.foreach, "list", False
    if step.until is not None:
        yield ("until",), step.until, "boolean", True
    if isinstance(step.approve, ApproveIf):
        yield ("approve", "if"), step.approve.if_, "boolean", True


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _faults(source: str | None, written: str, scope: Type, wanted: str) -> Iterator[tuple[str, str]]:
    if source is None:
        message = _("{expression} cannot be read").format(expression=one_line(written, 40))
        yield message, _("write ${{ inputs.NAME }}")
        return
    try:
        node = parse_expression(source)
        for misfit in check_expression(node, scope, wanted):
            yield misfit.message, misfit.remedy
        if wanted == "boolean" and not list(paths(node)) and isinstance(evaluate(node, {}), bool):
            message = _("{expression} is always the same").format(expression=one_line(written, 40))
            yield message, _("name an input or an earlier step in it, or leave it out")
    except ExpressionError as error:
        message = _("{expression} cannot be read").format(expression=one_line(written, 40))
        yield _("{fault}: {reason}").format(fault=message, reason=error.message), error.remedy


def scope_of(entry: Entry, library: Library, step: StepSpec | None = None, *, own: bool = False) -> Type:
    """The names at the root; a step sees those that have ended before it begins, outputs and what is given all."""
    assert entry.reading is not None
    document, workflow = entry.reading.document, entry.spec
    seen = _seen(workflow, step, own=own) if step else {s.id for s in workflow.steps}
    known = [s for s in workflow.steps if s.id in seen]
    inputs = {n: _input(n, i) for n, i in workflow.inputs.items()}
    steps = {str(s.id): _ended(entry, s, library) for s in known}
    fields = {
        "inputs": Type("mapping", fields={**_unread(document, "inputs", workflow.inputs), **inputs}),
        "steps": Type(
            "mapping", fields={**_unread(document, "steps", {s.id for s in workflow.steps}), **steps}
        ),
        "run": Type("mapping", fields={"id": TEXT, "product": TEXT, "language": TEXT}),
    }
    if step is not None and step.uses is None:
        fields["loop"] = Type("mapping", fields={"number": NUMBER})
    return Type("mapping", fields={**fields, **({"item": ANY} if step and step.foreach is not None else {})})


def _seen(workflow: WorkflowSpec, step: StepSpec, *, own: bool) -> set[StepId]:
    before = Order(workflow).before(step.id) - {step.id}
    return before | {step.id} if own else before


def _input(name: str, field: FieldSpec) -> Type:
    return _BOUND if field.type in BOUND and name != BRIEF else FIELD[field.type]


def _unread(document: Document, field: str, known: Collection[str]) -> dict[str, Type]:
    """What the file names but has faults of its own: said once is enough."""
    written = document.data.get(field)
    return {name: ANY for name in written if name not in known} if isinstance(written, dict) else {}


def _ended(entry: Entry, step: StepSpec, library: Library) -> Type:
    """What is known of a step that has ended; `data` is what its deliverable says, so any value."""
    if step.uses is not None:
        return Type(
            "mapping", fields={"status": TEXT, "outputs": _outputs(library.found(entry, step), library)}
        )
    filled = Type("mapping", fields={name: FIELD.get(field.type, ANY) for name, field in step.form.items()})
    texts = {"status": TEXT, "kind": TEXT, "summary": TEXT, "files": TEXTS, "claims": TEXTS}
    return Type("mapping", fields={**texts, "version": NUMBER, "data": ANY, "form": filled})


def _outputs(used: Entry | None, library: Library) -> Type:
    """What a workflow gives to whoever uses it; its faults are its own."""
    if used is None or used.faults:
        return Type("mapping")
    if used.path not in library.outputs:
        library.outputs[used.path] = Type("mapping")  # for one that uses itself
        scope = scope_of(used, library)
        kinds = {name: _kind(output.value, scope) for name, output in used.spec.outputs.items()}
        library.outputs[used.path] = Type("mapping", fields=kinds)
    return library.outputs[used.path]


def _kind(text: str, scope: Type) -> Type:
    found = next(expressions_in(text), None)
    try:
        return kind_of(parse_expression(found.source), scope) if found and found.source else ANY
    except ExpressionError:
        return ANY
