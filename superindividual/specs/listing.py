"""Listing: a workflow for a terminal, stage by stage; steps of one stage can run at the same time."""

from __future__ import annotations

from collections.abc import Iterator

from superindividual.ids import StepId
from superindividual.specs.expansion import Expansion, part_of
from superindividual.specs.order import Order
from superindividual.specs.workflow import ApproveIf, StepSpec
from superindividual.text import cell_width, one_line
from superindividual.text import gettext as _


def listing(workflow: Expansion) -> list[str]:
    """Lines of text: each stage with its steps, what each does and what it waits for; needs that follow are left out."""
    order = Order(workflow)
    stages = stages_of(workflow)
    width = max(cell_width(step.id) for step in workflow.steps)
    lines: list[str] = []
    for number, stage in enumerate(stages, 1):
        for place, step in enumerate(stage):
            edge = "─" if len(stage) == 1 else "┬" if place == 0 else "└" if place == len(stage) - 1 else "├"
            head = f"{number:>2} {edge} " if place == 0 else f"   {edge} "
            name = step.id + " " * (width - cell_width(step.id))
            lines.append(f"{head}{name}  {does(step)}".rstrip())
            lines += [
                f"   {_bar(stage, place)} {' ' * width}    {note}" for note in _notes(workflow, step, order)
            ]
    return lines


def _bar(stage: list[StepSpec], place: int) -> str:
    return "│" if place < len(stage) - 1 else " "


def stages_of(workflow: Expansion) -> list[list[StepSpec]]:
    """Steps by the length of the longest way to them."""
    depth: dict[StepId, int] = {}
    waiting = list(workflow.steps)
    while waiting:
        step = next(s for s in waiting if all(need in depth for need in s.needs))
        depth[step.id] = 1 + max((depth[need] for need in step.needs), default=0)
        waiting.remove(step)
    found = (([s for s in workflow.steps if depth[s.id] == n]) for n in range(1, max(depth.values()) + 1))
    return list(found)


def does(step: StepSpec) -> str:
    """Who makes what, or what the step lets out."""
    if step.effect:
        return _("lets out: {effect}").format(effect=step.effect)
    return f"{step.agent} → {step.deliver}"


def _notes(workflow: Expansion, step: StepSpec, order: Order) -> Iterator[str]:
    direct = direct_needs(step, order)
    if direct:
        yield _("after {steps}").format(steps=", ".join(direct))
    yield from conditions(workflow, step)


def direct_needs(step: StepSpec, order: Order) -> list[StepId]:
    """What a step waits for, without what another of its needs waits for anyway."""
    return [n for n in step.needs if not any(n in order.before(other) for other in step.needs)]


def conditions(workflow: Expansion, step: StepSpec) -> Iterator[str]:
    """When and how often a step is done, where it sends work back to, and whether it asks the founder."""
    part = part_of(step.id)
    if part and not any(part_of(need) == part for need in step.needs):
        yield _("begins the workflow {name}").format(name=workflow.parts[part].workflow)
    for condition in workflow.conditions(step):
        yield _("only if {condition}").format(condition=one_line(condition, 50))
    if step.foreach is not None:
        what = step.foreach if isinstance(step.foreach, str) else str(len(step.foreach))
        yield _("for each of {items}, {most} at once").format(items=one_line(what, 40), most=step.at_once)
    if step.until:
        yield _("until {condition}, at most {most} times").format(
            condition=one_line(step.until, 40), most=step.at_most
        )
    if step.on_fail:
        yield _("if it fails: back to {step}, at most {most} times").format(
            step=step.on_fail.goto, most=step.on_fail.at_most
        )
    if step.effect or step.approve == "always" or step.form:
        yield _("asks you")
    elif isinstance(step.approve, ApproveIf):
        yield _("asks you if {condition}").format(condition=one_line(step.approve.if_, 50))
