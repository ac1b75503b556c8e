"""Outgoing: an effect step as policy and grants see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.approvals.outward import Outward, plain
from superindividual.engine.desk import Desk
from superindividual.ids import whole_step
from superindividual.specs.interpolation import expressions_in


def outward_of(desk: Desk, action: Mapping[str, Any] | None = None) -> Outward:
    """The effect of a step; without its action only class, step and makers are known."""
    steps = {s.id: s.agent for s in desk.run.workflow.steps}
    makers = {steps.get(whole_step(s)) for s in desk.step.from_}
    return Outward(
        str(desk.step.effect),
        plain(action) if action else {},
        desk.run.product,
        desk.run.workflow.name,
        desk.step.id,
        sorted(m for m in makers if m),
        sorted(name for name, value in desk.step.with_.items() if _tainted(value)),
    )


def _tainted(value: Any) -> bool:
    """Whether an argument is computed from anything but what the founder wrote or gave."""
    texts = value if isinstance(value, list) else [value]
    return any(
        source is None or not source.strip().startswith("inputs.") or not _one_path(source)
        for text in texts
        if isinstance(text, str)
        for _written, source, _at, _whole in expressions_in(text)
    )


def _one_path(source: str) -> bool:
    """Whether an expression is one input and nothing else; anything cleverer is looked at by the founder."""
    return all(part.isidentifier() for part in source.strip().split("."))
