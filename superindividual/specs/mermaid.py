"""Mermaid: a workflow as a flowchart that a browser or a code forge draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from superindividual.specs.expansion import Expansion, part_of
from superindividual.specs.workflow import StepSpec
from superindividual.text import one_line

_CLASSES = (
    "  classDef asks stroke-width:3px",
    "  classDef effect stroke-width:3px,stroke-dasharray:6 3",
)


def mermaid(workflow: Expansion) -> str:
    """The text of a `flowchart TD`: needs as arrows, ways back dotted, what leaves as a hexagon, used workflows as boxes."""
    return "\n".join(["flowchart TD", *_lines(workflow), *_CLASSES]) + "\n"


def _lines(workflow: Expansion) -> Iterator[str]:
    ids = {str(step.id): f"s{number}" for number, step in enumerate(workflow.steps, 1)}
    ids |= {name: f"p{number}" for number, name in enumerate(workflow.parts, 1)}
    yield from _inside(workflow, "", ids, "  ")
    for step in workflow.steps:
        for need in step.needs:
            yield f"  {ids[need]} --> {ids[step.id]}"
        if step.on_fail:
            times = f"{step.on_fail.at_most}x"
            yield f'  {ids[step.id]} -. "{times}" .-> {ids[step.on_fail.goto]}'


def _inside(workflow: Expansion, part: str, ids: Mapping[str, str], indent: str) -> Iterator[str]:
    """The steps of a part, and the boxes of the parts in it."""
    for step in workflow.steps:
        if part_of(step.id) == part:
            left, right = ("{{", "}}") if step.effect else ("[", "]")
            yield f'{indent}{ids[step.id]}{left}"{_label(step)}"{right}{_class(step)}'
    for name, inner in workflow.parts.items():
        if part_of(name) == part:
            lines = [name, inner.workflow, *([f"if {inner.if_}"] if inner.if_ else [])]
            yield f'{indent}subgraph {ids[name]}["{"<br>".join(map(_escaped, lines))}"]'
            yield from _inside(workflow, name, ids, f"{indent}  ")
            yield f"{indent}end"


def _label(step: StepSpec) -> str:
    does = step.effect or f"{step.agent} → {step.deliver}"
    lines = [step.id.rpartition("/")[2], does, *([f"if {step.if_}"] if step.if_ else [])]
    return "<br>".join(_escaped(line) for line in lines)


def _escaped(text: str) -> str:
    """Mermaid's own entities, so that no name can end a label or begin something else."""
    kept = "-_ →"
    return "".join(c if c.isalnum() or c in kept else f"#{ord(c)};" for c in one_line(text, 60))


def _class(step: StepSpec) -> str:
    if step.effect:
        return ":::effect"
    return ":::asks" if step.approve == "always" or step.form else ""
