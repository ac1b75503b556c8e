"""WorkflowSpec and StepSpec: what a workflow file says."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt

from superindividual.ids import StepId

EffectClass = Literal["publish", "send", "spend", "sign", "hire", "identity"]
"""What leaves the company, by class."""

Approve = Literal["always", "never", "policy"]
"""When the founder is asked: at every version, never (checks alone decide), or as the company's policy says."""


NAME = r"^[a-z][a-z0-9_\-]*$"
"""The form of a workflow's name."""

MOST_STEPS = 100

RESERVED = frozenset({"ready", "done"})
"""Names that no step may have, since the engine's graph uses them."""


class Spec(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class InputSpec(Spec):
    """One input of a workflow."""

    type: Literal["file", "text", "list", "number", "boolean"] = "text"
    required: StrictBool = False
    default: Any = None
    description: str = ""


class BudgetSpec(Spec):
    """Limits of one run; what is not named is not limited."""

    usd: StrictFloat | None = Field(default=None, ge=0)
    tokens: StrictInt | None = Field(default=None, ge=0)
    calls: StrictInt | None = Field(default=None, ge=0)
    hours: StrictFloat | None = Field(default=None, gt=0)


class StepSpec(Spec):
    """One step: an agent hands over a deliverable, or (`effect`) something leaves the company."""

    id: StepId
    agent: str | None = None
    task: str = ""
    deliver: str | None = None
    """The kind of deliverable."""
    needs: tuple[StepId, ...] = ()
    checks: tuple[str, ...] = ()
    """Checks beside those of the kind."""
    attempts: StrictInt = Field(default=3, ge=1, le=20)
    """How many versions the agent may hand in before the founder sees the failing one."""
    approve: Approve = "policy"
    effect: EffectClass | None = None
    from_: tuple[StepId, ...] = Field(default=(), alias="from")
    """For an effect: the steps whose deliverables leave."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class WorkflowSpec(Spec):
    """A whole workflow."""

    name: str = Field(pattern=NAME, max_length=64)
    description: str = ""
    inputs: dict[str, InputSpec] = {}
    budget: BudgetSpec = BudgetSpec()
    steps: tuple[StepSpec, ...] = Field(min_length=1, max_length=MOST_STEPS)

    def step(self, step_id: StepId) -> StepSpec:
        """The step of that name; KeyError when there is none."""
        return next(s for s in self.steps if s.id == step_id)
