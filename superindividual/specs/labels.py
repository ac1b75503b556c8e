"""Labels: what kind of data a step works with, so that it goes only where it may."""

from __future__ import annotations

from superindividual.ids import StepId, whole_step
from superindividual.specs.expansion import Expansion
from superindividual.specs.order import Order


def labels_of(workflow: Expansion, step: StepId) -> frozenset[str]:
    """A step's own labels, and those of all that it is told of.

    That is every step before it, whose deliverables it reads, every step that sends work back to it or to those, whose
    words it is given, and the inputs of the run and of the workflows that it uses.
    """
    order = Order(workflow)
    told = _with_before(order, {whole_step(step)})
    while True:
        back = {s.id for s in workflow.steps if s.on_fail and s.on_fail.goto in told}
        if back <= told:
            break
        told |= _with_before(order, back)
    inputs = [workflow.inputs, *(part.inputs for part in workflow.parts.values())]
    of_inputs = {label for fields in inputs for field in fields.values() for label in field.data}
    return frozenset(of_inputs | {label for s in workflow.steps if s.id in told for label in s.data})


def _with_before(order: Order, steps: set[StepId]) -> set[StepId]:
    return steps.union(*(order.before(s) for s in steps))
