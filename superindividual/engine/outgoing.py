"""Outgoing: an effect step as policy and grants see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.approvals.outward import Outward, plain
from superindividual.engine.desk import Desk
from superindividual.ids import whole_step
from superindividual.specs.effect import effect_kind
from superindividual.specs.origin import foreign


def outward_of(desk: Desk, action: Mapping[str, Any] | None = None) -> Outward:
    """The effect of a step; without its action only class, way, step and makers are known."""
    kind = effect_kind(desk.step)
    steps = {s.id: s.agent for s in desk.run.workflow.steps}
    makers = {steps.get(whole_step(s)) for s in desk.step.from_}
    return Outward(
        str(desk.step.effect),
        plain(action) if action else {"how": kind.name} if kind else {},
        desk.run.product,
        desk.run.workflow.name,
        desk.step.id,
        sorted(m for m in makers if m),
        foreign(desk.run.workflow, desk.step),
    )
