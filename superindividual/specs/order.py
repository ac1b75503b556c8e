"""Order: which steps end before a step begins, and circles in which steps wait for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from superindividual.ids import StepId


class Waiting(Protocol):
    """A step, as far as it waits for others."""

    @property
    def id(self) -> StepId:
        """Its name."""
        ...

    @property
    def needs(self) -> Sequence[StepId]:
        """What ends before it begins."""
        ...


class Steps(Protocol):
    """A workflow, or a run's plan of one."""

    @property
    def steps(self) -> Sequence[Waiting]:
        """In the order of the file."""
        ...


class Order:
    """What the `needs` of a workflow say; names that are no steps count for nothing."""

    def __init__(self, workflow: Steps) -> None:
        known = {step.id for step in workflow.steps}
        self._needs: dict[StepId, Sequence[StepId]] = {
            step.id: [need for need in step.needs if need in known] for step in workflow.steps
        }
        self._before: dict[StepId, set[StepId]] = {}

    def before(self, step: StepId) -> set[StepId]:
        """Every step that ends before this one begins; itself, when it stands in a circle."""
        if step not in self._before:
            self._before[step] = self._upstream(step)
        return self._before[step]

    def after(self, step: StepId) -> set[StepId]:
        """Every step that begins only when this one has ended."""
        return {other for other in self._needs if step in self.before(other)}

    def within(self, step: StepId) -> list[StepId]:
        """The step itself, or all those of the workflow that it uses."""
        return [other for other in self._needs if other == step or other.startswith(f"{step}/")]

    def onward(self, step: StepId) -> set[StepId]:
        """The step and every one after it: what is done anew when the work goes back to it."""
        within = self.within(step)
        return set(within).union(*map(self.after, within))

    def circles(self) -> list[list[StepId]]:
        """One way around for each set of steps that wait for one another, in the order of the file."""
        found: list[list[StepId]] = []
        told: set[StepId] = set()
        for step in self._needs:
            if step in self.before(step) and step not in told:
                found.append(self._around(step))
                told |= {other for other in self.before(step) if step in self.before(other)}
        return found

    def _upstream(self, step: StepId) -> set[StepId]:
        found: set[StepId] = set()
        waiting = [*self._needs[step]]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self._needs[current]
        return found

    def _around(self, start: StepId) -> list[StepId]:
        """The shortest way from a step through what it needs back to it, with the step at both ends."""
        ways = [[start]]
        seen: set[StepId] = set()
        for way in ways:
            for need in self._needs[way[-1]]:
                if need == start:
                    return [*way, start]
                if need not in seen:
                    seen.add(need)
                    ways.append([*way, need])
        return [start]
