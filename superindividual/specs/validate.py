"""Validate: what a workflow says, held against what exists. All faults in one go, each at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from superindividual.errors import SpecError
from superindividual.ids import StepId
from superindividual.specs.catalog import Catalog
from superindividual.specs.expression import references
from superindividual.specs.reading import nearest
from superindividual.specs.workflow import StepSpec, WorkflowSpec
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _


def validate(
    workflow: WorkflowSpec, document: Document, catalog: Catalog, checks: Collection[str]
) -> list[SpecError]:
    """The faults, in the order of the file; empty when the workflow can run."""
    faults: list[SpecError] = []
    for step in workflow.steps:
        faults += [*_Step(workflow, step, document).faults(catalog, checks)]
    faults += _cycles(workflow, document)
    return sorted(faults, key=lambda fault: fault.position)


class _Step:
    def __init__(self, workflow: WorkflowSpec, step: StepSpec, document: Document) -> None:
        self._workflow = workflow
        self._step = step
        self._document = document

    def _fault(self, field: Path_, message: str, remedy: str) -> SpecError:
        path: Path_ = ("steps", self._step.id, *field)
        place = (
            self._document.at(path)
            if path in self._document.values
            else self._document.key_at(("steps", self._step.id))
        )
        return SpecError(place, message, remedy=remedy, field=str(field[0]) if field else "")

    def faults(self, catalog: Catalog, checks: Collection[str]) -> Iterator[SpecError]:
        step = self._step
        yield from self._needs()
        yield from self._task()
        if step.effect:
            yield from self._effect()
            return
        if not step.agent:
            yield self._fault(
                (), _("nobody does the step {id}").format(id=step.id), _("add agent: NAME, or effect: CLASS")
            )
        elif step.agent not in catalog.agent_files():
            yield self._fault(
                ("agent",),
                _("there is no agent {name}").format(name=step.agent),
                nearest(step.agent, catalog.agent_files()),
            )
        if not step.deliver:
            yield self._fault(
                (), _("the step {id} hands nothing over").format(id=step.id), _("add deliver: KIND")
            )
        elif step.deliver not in catalog.kinds:
            yield self._fault(
                ("deliver",),
                _("there is no kind {name}").format(name=step.deliver),
                nearest(step.deliver, catalog.kinds),
            )
        for number, check in enumerate(step.checks):
            if check not in checks:
                yield self._fault(
                    ("checks", number),
                    _("there is no check {name}").format(name=check),
                    nearest(check, checks),
                )
        if step.from_:
            yield self._fault(("from",), _("only an effect takes from"), _("use needs"))

    def _needs(self) -> Iterator[SpecError]:
        known = [s.id for s in self._workflow.steps]
        for field, names in (("needs", self._step.needs), ("from", self._step.from_)):
            for number, name in enumerate(names):
                if name == self._step.id:
                    yield self._fault(
                        (field, number), _("the step {id} needs itself").format(id=name), _("remove it")
                    )
                elif name not in known:
                    yield self._fault(
                        (field, number),
                        _("there is no step {name}").format(name=name),
                        nearest(name, set(known) - {self._step.id}),
                    )

    def _task(self) -> Iterator[SpecError]:
        inputs = {*self._workflow.inputs}
        for written, name in references(self._step.task):
            if name is None:
                yield self._fault(
                    ("task",),
                    _("{expression} cannot be read").format(expression=written),
                    _("write ${{ inputs.NAME }}"),
                )
            elif name not in inputs:
                yield self._fault(
                    ("task",), _("there is no input {name}").format(name=name), nearest(name, inputs)
                )

    def _effect(self) -> Iterator[SpecError]:
        step = self._step
        for field in ("agent", "deliver", "checks", "attempts"):
            if ("steps", step.id, field) in self._document.values:
                yield self._fault(
                    (field,),
                    _("an effect has no {field}").format(field=field),
                    _("let an earlier step make what leaves, and name it in from"),
                )
        if step.effect != "publish":
            yield self._fault(
                ("effect",),
                _("nothing here can {effect} yet").format(effect=step.effect),
                _("publish to a local folder"),
            )
        if not step.from_:
            yield self._fault(
                (), _("the effect {id} does not say what leaves").format(id=step.id), _("add from: [STEP]")
            )
        if step.approve == "never":
            yield self._fault(
                ("approve",),
                _("nothing leaves the company without a decision"),
                _("write approve: always, or leave it out"),
            )
        for number, source in enumerate(step.from_):
            if (
                source not in upstream(self._workflow, step.id)
                and source != step.id
                and source in {s.id for s in self._workflow.steps}
            ):
                yield self._fault(
                    ("from", number),
                    _("{source} may not have ended before {id}").format(source=source, id=step.id),
                    _("add it to needs"),
                )


def upstream(workflow: WorkflowSpec, step_id: StepId) -> set[StepId]:
    """Every step that ends before this one begins."""
    needs = {s.id: s.needs for s in workflow.steps}
    found: set[StepId] = set()
    waiting = [*needs.get(step_id, ())]
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += needs.get(step, ())
    return found


def _cycles(workflow: WorkflowSpec, document: Document) -> list[SpecError]:
    """One fault for each step that waits for itself through others."""
    faults = []
    for step in workflow.steps:
        if step.id in upstream(workflow, step.id) and step.id not in step.needs:
            place = document.at(("steps", step.id, "needs"))
            faults.append(
                SpecError(
                    place,
                    _("{id} waits for itself through other steps").format(id=step.id),
                    remedy=_("break the circle"),
                    field="needs",
                )
            )
    return faults[:1]
