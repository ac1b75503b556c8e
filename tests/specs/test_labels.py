"""Which labels a step's data has."""

from __future__ import annotations

from typing import Any

from superindividual.ids import StepId
from superindividual.specs.expansion import Expansion
from superindividual.specs.labels import labels_of


def flow(inputs: dict[str, Any] | None = None, **steps: dict[str, Any]) -> Expansion:
    listed = [{"id": name, **fields} for name, fields in steps.items()]
    return Expansion.model_validate({"name": "w", "steps": listed, "inputs": inputs or {}})


def of(workflow: Expansion, step: str) -> set[str]:
    return set(labels_of(workflow, StepId(step)))


def test_a_label_holds_for_all_that_comes_after_it() -> None:
    """What comes before, or beside, does not have it."""
    made = flow(a={}, b={"needs": ["a"], "data": ["client"]}, c={"needs": ["b"]}, d={"needs": ["a"]})
    assert {step: of(made, step) for step in "abcd"} == {
        "a": set(),
        "b": {"client"},
        "c": {"client"},
        "d": set(),
    }
    assert of(made, "c[2]") == {"client"}


def test_a_step_to_which_work_is_sent_back_is_told_of_it() -> None:
    """The words of a check come from the later step's deliverable."""
    made = flow(
        a={}, b={"needs": ["a"], "data": ["client"], "on_fail": {"goto": "a"}}, c={"needs": ["a"]}, d={}
    )
    assert (of(made, "a"), of(made, "c"), of(made, "d")) == ({"client"}, {"client"}, set())


def test_a_labelled_input_is_seen_by_every_step() -> None:
    """Agents find the inputs of a run wherever they work."""
    made = flow({"list": {"type": "file", "data": ["client"]}}, a={}, b={})
    assert of(made, "a") == of(made, "b") == {"client"}
