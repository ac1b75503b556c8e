"""Waiting: whether a run can go on by itself, or only the founder can move it."""

from __future__ import annotations

from collections.abc import Collection

from superindividual.ids import StepId
from superindividual.specs.workflow import WorkflowSpec


def only_founder_moves(workflow: WorkflowSpec, ended: Collection[StepId], asked: Collection[StepId]) -> bool:
    """Whether every step that has not ended waits for a decision, or for a step that does."""
    blocked: set[StepId] = set()
    remaining = [step for step in workflow.steps if step.id not in ended]
    while True:
        more = {s.id for s in remaining if s.id in asked or blocked & set(s.needs)} - blocked
        if not more:
            return bool(remaining) and len(blocked) == len(remaining)
        blocked |= more
