"""Waiting: whether a run can go on by itself, or only the founder can move it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from superindividual.ids import StepId
from superindividual.journal.runs import Plan, Run

RunState = Literal["done", "stopped", "failed", "paused", "waits", "running", "stopping", "no_worker"]


def run_state(run: Run, ended: Collection[StepId], asked: Collection[StepId], *, worker: bool) -> RunState:
    """How a run stands: an end is only what the journal says is one."""
    if run.outcome:
        return run.outcome
    if run.paused:
        return "paused"
    if not run.stop and only_founder_moves(run.plan, ended, asked):
        return "waits"
    if not worker:
        return "no_worker"
    return "stopping" if run.stop else "running"


def only_founder_moves(plan: Plan, ended: Collection[StepId], asked: Collection[StepId]) -> bool:
    """Whether every step that has not ended waits for a decision, or for a step that does."""
    blocked: set[StepId] = set()
    remaining = [step for step in plan.steps if step.id not in ended]
    while True:
        more = {s.id for s in remaining if s.id in asked or blocked & set(s.needs)} - blocked
        if not more:
            return bool(remaining) and len(blocked) == len(remaining)
        blocked |= more
