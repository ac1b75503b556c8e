from __future__ import annotations

import pytest

from superindividual.approvals.waiting import only_founder_moves
from superindividual.specs.workflow import WorkflowSpec

FLOW = WorkflowSpec.model_validate(
    {
        "name": "w",
        "steps": [
            {"id": "a", "agent": "x", "deliver": "prd"},
            {"id": "b", "agent": "x", "deliver": "prd", "needs": ["a"]},
            {"id": "c", "agent": "x", "deliver": "prd"},
        ],
    }
)


@pytest.mark.parametrize(
    ("ended", "asked", "waits"),
    [
        ((), (), False),
        ((), ("a",), False),
        ((), ("a", "c"), True),
        (("c",), ("a",), True),
        (("a", "c"), (), False),
        (("a", "b", "c"), (), False),
        (("a", "c"), ("b",), True),
    ],
)
def test_a_run_waits_when_nothing_else_can_move(
    ended: tuple[str, ...], asked: tuple[str, ...], waits: bool
) -> None:
    """Every open step waits for a decision or for a step that does."""
    assert only_founder_moves(FLOW, ended, asked) is waits  # type: ignore[arg-type]
