"""Lanes: chains of steps with one way in and one way out, so that branches need not wait for each other."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.ids import StepId
from superindividual.specs.workflow import WorkflowSpec


@dataclass(frozen=True)
class Lane:
    """Steps that run one after the other, once all of `needs` have ended."""

    steps: tuple[StepId, ...]
    needs: tuple[StepId, ...]

    @property
    def name(self) -> str:
        """The lane's node in the graph."""
        return f"lane-{self.steps[0]}"


def fold(workflow: WorkflowSpec) -> list[Lane]:
    """Fold the workflow's steps into lanes, in the order of the file."""
    followers: dict[StepId, list[StepId]] = {step.id: [] for step in workflow.steps}
    for step in workflow.steps:
        for need in step.needs:
            followers[need].append(step.id)
    needs = {step.id: step.needs for step in workflow.steps}

    def continues(step: StepId) -> bool:
        return len(needs[step]) == 1 and followers[needs[step][0]] == [step]

    lanes = []
    for step in workflow.steps:
        if continues(step.id):
            continue
        chain = [step.id]
        while len(followers[chain[-1]]) == 1 and continues(followers[chain[-1]][0]):
            chain.append(followers[chain[-1]][0])
        lanes.append(Lane(tuple(chain), step.needs))
    return lanes
