"""Step scope: what the expressions of a step can name, with the types that are known before a run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from superindividual.errors import ExpressionError, SpecError
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
)
from superindividual.specs.interpolation import expressions_in
from superindividual.specs.order import Order
from superindividual.specs.workflow import ApproveIf, FieldSpec, StepSpec, WorkflowSpec
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

_FIELD = {"file": TEXT, "text": TEXT, "number": NUMBER, "boolean": BOOLEAN, "list": Type("list", ANY)}


def expression_faults(workflow: WorkflowSpec, step: StepSpec, document: Document) -> Iterator[SpecError]:
    """What is wrong with the expressions of a step: how they are written, what they name, what they give."""
    for path, given, wanted, own in _written(step):
        scope = _scope(workflow, step, document, own=own)
        where: Path_ = ("steps", step.id, *path)
        found = list(expressions_in(given))
        if wanted != "any" and (len(found) != 1 or not (found[0].whole or found[0].source is None)):
            message = _("{field} must be one expression").format(field=path[-1])
            remedy = _("write ${{ … }}, as in ${{ inputs.price > 3 }}")
            yield SpecError(document.at(where), message, remedy=remedy, field=str(path[-1]))
            continue
        for written, source, _at, _whole in found:
            place = document.inside(where, written)
            for message, remedy in _faults(source, written, scope, wanted):
                yield SpecError(place, message, remedy=remedy, field=str(path[-1]))


def _written(step: StepSpec) -> Iterator[tuple[Path_, str, str, bool]]:
    """Each text with expressions: where, what, the kind of value wanted, and whether the step's own end is known."""
    yield ("task",), step.task, "any", False
    for name, value in step.with_.items():
        for path, text in [((), value), *(((n,), v) for n, v in enumerate(_listed(value)))]:
            if isinstance(text, str):
                yield ("with", name, *path), text, "any", False
    if step.if_ is not None:
        yield ("if",), step.if_, "boolean", False
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


def _scope(workflow: WorkflowSpec, step: StepSpec, document: Document, *, own: bool) -> Type:
    """The names at the root; a step sees those that have ended before it begins."""
    before = Order(workflow).before(step.id) - {step.id}
    known = [s for s in workflow.steps if s.id in before or (own and s.id == step.id)]
    inputs = {n: _FIELD[i.type] for n, i in workflow.inputs.items()}
    steps = {str(s.id): _ended(s.form) for s in known}
    fields = {
        "inputs": Type("mapping", fields={**_unread(document, "inputs", workflow.inputs), **inputs}),
        "steps": Type(
            "mapping", fields={**_unread(document, "steps", {s.id for s in workflow.steps}), **steps}
        ),
        "loop": Type("mapping", fields={"number": NUMBER}),
        "run": Type("mapping", fields={"id": TEXT, "product": TEXT, "language": TEXT}),
    }
    return Type("mapping", fields={**fields, **({"item": ANY} if step.foreach is not None else {})})


def _unread(document: Document, field: str, known: Collection[str]) -> dict[str, Type]:
    """What the file names but has faults of its own: said once is enough."""
    written = document.data.get(field)
    return {name: ANY for name in written if name not in known} if isinstance(written, dict) else {}


def _ended(form: dict[str, FieldSpec]) -> Type:
    """What is known of a step that has ended; `data` is what its deliverable says, so any value."""
    filled = Type("mapping", fields={name: _FIELD[field.type] for name, field in form.items()})
    texts = {"status": TEXT, "kind": TEXT, "summary": TEXT, "files": TEXTS, "claims": TEXTS}
    return Type("mapping", fields={**texts, "version": NUMBER, "data": ANY, "form": filled})
