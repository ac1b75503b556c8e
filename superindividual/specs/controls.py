"""Controls: how a workflow's steps run: ways back, time limits, forms; and what cannot be meant so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from superindividual.errors import SpecError
from superindividual.specs.bound import BOUND, BRIEF
from superindividual.specs.interpolation import is_name
from superindividual.specs.nearest import nearest
from superindividual.specs.order import Order
from superindividual.specs.value import misfit
from superindividual.specs.workflow import MOST_FOREACH, ApproveIf, FieldSpec, StepSpec, WorkflowSpec
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

_OF_AGENTS = (
    "agent",
    "via",
    "deliver",
    "checks",
    "attempts",
    "task",
    "foreach",
    "at_once",
    "until",
    "at_most",
)
NOT_OF_EFFECTS = (*_OF_AGENTS, "on_fail", "retry", "form", "budget")
"""Fields that only a step of an agent can have."""


def control_faults(workflow: WorkflowSpec, step: StepSpec, document: Document) -> Iterator[SpecError]:
    """The faults of one step."""
    written = document.data["steps"][step.id]

    def fault(path: Path_, message: str, remedy: str) -> SpecError:
        where: Path_ = ("steps", step.id, *path)
        return SpecError(document.at(where), message, remedy=remedy, field=str(path[0]))

    yield from (fault(*found) for found in _goto(workflow, step))
    yield from (fault(*found) for found in _timeout(step))
    yield from (fault(*found) for found in _pairs(step, written))
    if step.effect and isinstance(step.approve, ApproveIf):
        yield fault(
            ("approve",),
            _("what leaves the company is always asked for"),
            _("write approve: always, or leave it out"),
        )
    yield from field_faults(step.form, ("steps", step.id, "form"), document)


Told = tuple[Path_, str, str]


def _goto(workflow: WorkflowSpec, step: StepSpec) -> Iterator[Told]:
    if step.on_fail is None:
        return
    name, before = step.on_fail.goto, Order(workflow).before(step.id) - {step.id}
    if name not in before:
        exists = name in {s.id for s in workflow.steps}
        message = _("{name} does not end before {id} begins") if exists else _("there is no step {name}")
        remedy = nearest(name, before) if before else _("name an earlier step in needs")
        yield ("on_fail", "goto"), message.format(name=one_line(name, 40), id=step.id), remedy


def _timeout(step: StepSpec) -> Iterator[Told]:
    if step.timeout is None or step.timeout.then == "deny":
        return
    place: Path_ = ("timeout", "then")
    if step.effect:
        yield place, _("time never lets anything out of the company"), _("write then: deny")
    elif step.needs_founder:
        yield (
            place,
            _("the form has a field that only you can fill in"),
            _("give it a default, or write then: deny"),
        )
    elif step.timeout.then == "default" and not step.form:
        yield (
            place,
            _("there is no form whose defaults could be taken"),
            _("write then: deny or then: approve"),
        )


def _pairs(step: StepSpec, written: Mapping[str, object]) -> Iterator[Told]:
    """Fields that mean nothing without another one, or beside it."""
    if "at_once" in written and step.foreach is None:
        yield ("at_once",), _("at_once means nothing without foreach"), _("remove it, or add foreach")
    if "at_most" in written and step.until is None and not step.effect:
        yield ("at_most",), _("at_most means nothing without until"), _("remove it, or add until")
    if step.foreach is not None and step.until is not None:
        yield (
            ("until",),
            _("foreach and until cannot stand in one step"),
            _("let a later step look at the result"),
        )
    if step.foreach is not None and not step.foreach:
        yield ("foreach",), _("there is nothing to work on: the list is empty"), _("name at least one item")
    if isinstance(step.foreach, tuple) and len(step.foreach) > MOST_FOREACH:
        message = _("{count} items are too many").format(count=len(step.foreach))
        yield ("foreach",), message, _("at most {most}").format(most=MOST_FOREACH)


def field_faults(fields: Mapping[str, FieldSpec], path: Path_, document: Document) -> Iterator[SpecError]:
    """Names that no expression could use, and defaults and choices that do not fit."""
    for name, field in fields.items():
        if not is_name(name):
            sort = (
                _("{name} cannot name an input") if path == ("inputs",) else _("{name} cannot name a field")
            )
            remedy = _("use letters, digits and _, beginning with a letter")
            place = document.key_at((*path, name))
            yield SpecError(place, sort.format(name=one_line(name, 40)), remedy=remedy, field=name)
        if field.min is not None and field.max is not None and field.min > field.max:
            place = document.at((*path, name, "min"))
            yield SpecError(place, _("min is larger than max"), remedy=_("change one of them"), field="min")
        named = _("the default of {name}").format(name=one_line(name, 40))
        wrong = misfit(named, field, field.default) if field.default is not None else None
        if wrong:
            place = document.at((*path, name, "default"))
            yield SpecError(place, *wrong[:1], remedy=_("change default or type"), field="default")


def output_names(workflow: WorkflowSpec, document: Document) -> Iterator[SpecError]:
    """Names of outputs that no expression could use."""
    for name in workflow.outputs:
        if not is_name(name):
            message = _("{name} cannot name an output").format(name=one_line(name, 40))
            remedy = _("use letters, digits and _, beginning with a letter")
            yield SpecError(document.key_at(("outputs", name)), message, remedy=remedy, field=name)


def material_faults(workflow: WorkflowSpec, document: Document) -> Iterator[SpecError]:
    """Files and folders where a run cannot be given any: an input named as a step is, a field of a form."""
    steps = {step.id.casefold() for step in workflow.steps}
    for name, field in workflow.inputs.items():
        if field.type in BOUND and name != BRIEF and name.casefold() in steps:
            message = _("{name} names a step too, and both would lie below inputs/{name}")
            yield SpecError(
                document.key_at(("inputs", name)),
                message.format(name=one_line(name, 40)),
                remedy=_("rename one of them"),
                field=name,
            )
    for step in workflow.steps:
        for name, field in step.form.items():
            if field.type == "folder":
                place = document.at(("steps", step.id, "form", name, "type"))
                remedy = _("make it an input of the run, or ask for a text")
                yield SpecError(place, _("a form cannot take a folder"), remedy=remedy, field="type")
