from __future__ import annotations

from superindividual.engine.lanes import fold
from superindividual.specs.workflow import WorkflowSpec


def lanes(**needs: list[str]) -> list[tuple[str, ...]]:
    steps = [{"id": s, "agent": "a", "deliver": "prd", "needs": n} for s, n in needs.items()]
    return [lane.steps for lane in fold(WorkflowSpec.model_validate({"name": "w", "steps": steps}))]


def test_a_chain_is_one_lane() -> None:
    """One way in, one way out."""
    assert lanes(a=[], b=["a"], c=["b"]) == [("a", "b", "c")]


def test_a_diamond_has_four_lanes() -> None:
    """A fork and a join end lanes."""
    assert lanes(a=[], b=["a"], c=["a"], d=["b", "c"]) == [("a",), ("b",), ("c",), ("d",)]


def test_branches_fold_on_their_own() -> None:
    """Each branch is a lane of its own length."""
    assert lanes(a=[], b=["a"], b2=["b"], c=["a"], d=["b2", "c"], e=["d"]) == [
        ("a",),
        ("b", "b2"),
        ("c",),
        ("d", "e"),
    ]


def test_every_step_is_in_exactly_one_lane() -> None:
    """Nothing is lost, nothing runs twice, in whatever order the file names the steps."""
    found = lanes(z=["y"], y=["x", "w"], x=[], w=[], v=["x"])
    assert sorted(s for lane in found for s in lane) == ["v", "w", "x", "y", "z"]
