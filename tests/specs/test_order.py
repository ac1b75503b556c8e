"""What ends before what."""

from __future__ import annotations

from superindividual.specs.order import Order
from superindividual.specs.workflow import WorkflowSpec


def order(**needs: str) -> Order:
    steps = [{"id": step, "needs": list(names)} for step, names in needs.items()]
    return Order(WorkflowSpec.model_validate({"name": "w", "steps": steps}))


def test_before_follows_needs_through_others() -> None:
    """Direct and indirect, and nothing beside."""
    found = order(a="", b="a", c="b", d="a")
    assert found.before("c") == {"a", "b"}
    assert found.before("d") == {"a"}
    assert found.circles() == []


def test_names_that_are_no_steps_count_for_nothing() -> None:
    """They are told elsewhere."""
    assert order(a="x", b="ay").before("b") == {"a"}


def test_each_circle_is_found_once_on_its_shortest_way() -> None:
    """Two circles apart, one of them with a longer way round as well."""
    found = order(a="c", b="a", c="ba", d="c", e="f", f="e", g="ef")
    assert found.circles() == [["a", "c", "a"], ["e", "f", "e"]]
    assert "a" in found.before("a")
    assert "d" not in found.before("d")


def test_a_step_that_needs_itself() -> None:
    """The smallest circle."""
    assert order(a="a").circles() == [["a", "a"]]
