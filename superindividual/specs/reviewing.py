"""Reviewing: who made something never judges it."""

from __future__ import annotations

from collections.abc import Mapping

from superindividual.ids import StepId, whole_step
from superindividual.specs.kind import Kind
from superindividual.specs.order import Order
from superindividual.specs.workflow import StepSpec, WorkflowSpec


def own_work(
    workflow: WorkflowSpec,
    step: StepSpec,
    kinds: Mapping[str, Kind],
    makers: Mapping[StepId, str] | None = None,
) -> StepId | None:
    """The first earlier step whose deliverable a reviewing step would judge although its own agent made it; else None.

    `makers` tells who really made the versions of a run's steps; without it the workflow's word counts.
    """
    if not _reviews(step, kinds):
        return None
    before = Order(workflow).before(whole_step(step.id))
    for made in workflow.steps:
        judged = made.id in before - {whole_step(step.id)} and made.agent and not _reviews(made, kinds)
        if judged and step.agent in (made.agent, (makers or {}).get(made.id)):
            return made.id
    return None


def _reviews(step: StepSpec, kinds: Mapping[str, Kind]) -> bool:
    return step.deliver in kinds and kinds[str(step.deliver)].reviews
