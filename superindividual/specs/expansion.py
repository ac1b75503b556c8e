"""Expansion: a workflow with the steps of every workflow it uses in the place of the step that uses it.

A run keeps it so, and knows steps only: `legal/review` is the step `review` of what the step `legal` uses, and sees the
inputs and steps of that workflow alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ConfigDict, Field

from superindividual.ids import StepId
from superindividual.specs.library import Entry, Library
from superindividual.specs.order import Order
from superindividual.specs.workflow import BudgetSpec, FieldSpec, OutputSpec, Spec, StepSpec, WorkflowSpec


class PartSpec(Spec):
    """What was said where a workflow is used, and what the used one says beside its steps."""

    workflow: str
    """The name of the used workflow."""
    if_: str | None = Field(default=None, alias="if")
    """A condition for all its steps, read where it is used."""
    with_: dict[str, Any] = Field(default={}, alias="with")
    """Its inputs, read where it is used."""
    inputs: dict[str, FieldSpec] = {}
    """The types of its inputs."""
    outputs: dict[str, OutputSpec] = {}
    """What it gives to whoever uses it."""
    budget: BudgetSpec = BudgetSpec()
    """The limits of all its steps together."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Expansion(WorkflowSpec):
    """A workflow of which no step uses another any more."""

    parts: dict[str, PartSpec] = {}
    """What was used, by the id of the step that used it; the parts of a part stand here too."""

    def conditions(self, step: StepSpec) -> list[str]:
        """Every `if` that must hold for a step: of the parts around it, the outermost first, and its own."""
        found = [self.parts[name].if_ for name in reversed(around(step.id))]
        return [condition for condition in (*found, step.if_) if condition is not None]


def expanded(entry: Entry, library: Library) -> Expansion:
    """A workflow without faults, of which every used workflow has none either, as a run keeps it."""
    spec = entry.spec
    steps, parts = _unfolded(entry, library, "", ())
    return Expansion.model_validate({**_own(spec), "steps": tuple(steps), "parts": parts})


def _own(spec: WorkflowSpec) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in type(spec).model_fields}


def _unfolded(
    entry: Entry, library: Library, prefix: str, outer: tuple[StepId, ...]
) -> tuple[list[StepSpec], dict[str, PartSpec]]:
    """The steps below `prefix`; those that need nothing there wait for `outer`."""
    steps: list[StepSpec] = []
    parts: dict[str, PartSpec] = {}
    for step in entry.spec.steps:
        needs = tuple(dict.fromkeys(n for need in step.needs for n in ends(entry, library, prefix, need)))
        if step.uses is None:
            steps.append(_placed(step, prefix, needs or outer))
            continue
        used = library.used(entry, step)
        name = f"{prefix}{step.id}"
        parts[name] = _part(step, used.spec)
        inner = _unfolded(used, library, f"{name}/", needs or outer)
        steps += [s.model_copy(update={"data": (*step.data, *s.data)}) for s in inner[0]]
        parts |= inner[1]
    return steps, parts


def _placed(step: StepSpec, prefix: str, needs: tuple[StepId, ...]) -> StepSpec:
    back = step.on_fail
    return step.model_copy(
        update={
            "id": StepId(prefix + step.id),
            "needs": needs,
            "from_": tuple(StepId(prefix + source) for source in step.from_),
            "on_fail": back and back.model_copy(update={"goto": StepId(prefix + back.goto)}),
        }
    )


def _part(step: StepSpec, used: WorkflowSpec) -> PartSpec:
    return PartSpec(
        workflow=used.name,
        if_=step.if_,
        with_=step.with_,
        inputs=used.inputs,
        outputs=used.outputs,
        budget=used.budget,
    )


def ends(entry: Entry, library: Library, prefix: str, name: StepId) -> Iterator[StepId]:
    """The steps of the expansion for which whoever needs `name` waits: itself, or the last ones of what it uses."""
    step = next((s for s in entry.spec.steps if s.id == name), None)
    if step is None or step.uses is None:
        yield StepId(prefix + name)
        return
    used = library.used(entry, step)
    needed = {need for inner in used.spec.steps for need in inner.needs}
    for inner in used.spec.steps:
        if inner.id not in needed:
            yield from ends(used, library, f"{prefix}{name}/", inner.id)


def around(step: str) -> list[str]:
    """The parts in which a step or part stands, the innermost first: `a/b/c` stands in `a/b` and `a`."""
    names = step.split("/")[:-1]
    return ["/".join(names[:count]) for count in range(len(names), 0, -1)]


def part_of(step: str) -> str:
    """The part in which a step or part stands; nothing for those of the workflow itself."""
    return next(iter(around(step)), "")


def meaning(workflow: WorkflowSpec, step: StepSpec) -> Mapping[str, Any]:
    """What a step says, with what the parts around it are given and what those give that have ended before it."""
    found = step.model_dump(mode="json", by_alias=True)
    parts = workflow.parts if isinstance(workflow, Expansion) else {}
    inside = around(step.id)
    for name in inside:
        said = parts[name].model_dump(mode="json", by_alias=True, include={"if_", "with_", "inputs"})
        found |= {f"{field} of {name}": value for field, value in said.items()}
    before = Order(workflow).before(step.id)
    for name, part in parts.items():
        if name not in inside and any(other.startswith(f"{name}/") for other in before):
            found[f"outputs of {name}"] = part.model_dump(mode="json")["outputs"]
    return found
