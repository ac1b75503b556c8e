"""Origin: whether what an effect is given comes from the founder alone, or from elsewhere: an agent, a step, a file's content."""

from __future__ import annotations

from typing import Any

from superindividual.specs.bound import BOUND
from superindividual.specs.expansion import Expansion, part_of
from superindividual.specs.interpolation import expressions_in
from superindividual.specs.workflow import StepSpec, WorkflowSpec


def foreign(workflow: WorkflowSpec, step: StepSpec) -> list[str]:
    """The names of a step's `with`, and `amount` where it says what it spends, in which anything but the founder had a hand; in a used workflow, what it was given counts.

    An expression that is more than one input by its name counts as foreign: what is clever is looked at by the founder.
    """
    given = {**step.with_, **({"amount": step.spends.amount} if step.spends else {})}
    return sorted(name for name, value in given.items() if _is_foreign(workflow, value, part_of(step.id)))


def _is_foreign(workflow: WorkflowSpec, value: Any, part: str) -> bool:
    """Whether a value that is read in a part of a workflow, or in the workflow itself, comes from elsewhere."""
    texts = value if isinstance(value, list) else [value]
    return any(
        source is None or _computed(workflow, source, part)
        for text in texts
        if isinstance(text, str)
        for _written, source, _at, _whole in expressions_in(text)
    )


def _computed(workflow: WorkflowSpec, source: str, part: str) -> bool:
    root, _dot, name = source.strip().partition(".")
    parts = workflow.parts if isinstance(workflow, Expansion) else {}
    field = (parts[part] if part else workflow).inputs.get(name)
    if root != "inputs" or field is None or field.type in BOUND:
        return True
    return bool(part) and _is_foreign(workflow, parts[part].with_.get(name), part_of(part))
