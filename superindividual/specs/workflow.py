"""WorkflowSpec and StepSpec: what a workflow file says."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    Tag,
    field_validator,
)
from pydantic_core import PydanticCustomError

from superindividual.ids import StepId

EffectClass = Literal["publish", "send", "spend", "sign", "hire", "identity"]
"""What leaves the company, by class."""

Approve = Literal["always", "never", "policy"]
"""When the founder is asked: at every version, never (checks alone decide), or as the company's policy says."""

WORD, CONDITION = "(word)", "(condition)"
"""Marks of the two forms of `approve` in pydantic's errors."""

DURATION = r"^[1-9][0-9]{0,5}[smhd]$"
"""Seconds, minutes, hours or days: `30s`, `24h`."""

NAME = r"^[a-z][a-z0-9_\-]*$"
"""The form of a workflow's name."""

ACP = r"^acp:[^\s'\"\\]+( [^\s'\"\\]+)*$"
"""Who a step is delegated to; without quotes, since no shell reads it."""

KEPT_AT = r"^(env:[A-Za-z_][A-Za-z0-9_]*|keyring:[^\s/:]+/\S+)?$"
"""Where a secret is kept; never the secret."""

ADDRESS = r"^https?://[^\s/]+(/\S*)?$"
"""Of an endpoint."""

CURRENCY = r"^[A-Z]{3}$"

MOST_STEPS = 100

MOST_FOREACH = 1_000
"""Items that one step works on."""

RESERVED = frozenset({"ready", "done", "hold"})
"""Names that no step may have, since the engine's graph uses them."""


class Spec(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class FieldSpec(Spec):
    """A typed value that somebody gives: an input of a run, or a field of a form."""

    type: Literal["file", "folder", "text", "list", "number", "boolean"] = "text"
    """What the value is; a `file` or `folder` is read when the run begins, and agents find it below `inputs/NAME`."""
    required: StrictBool = False
    """Whether it must be given."""
    default: Any = None
    """The value where none is given; of the field's own type."""
    description: str = ""
    """What whoever fills it in is told."""
    choices: tuple[Any, ...] = Field(default=(), max_length=100)
    """The only values it may have; none means any."""
    data: tuple[str, ...] = Field(default=(), max_length=20)
    """For an input, the labels of what is in it, such as `client`: company.yaml says which models may see them."""
    min: StrictFloat | None = None
    """For a number the least value, for a text or list the least length."""
    max: StrictFloat | None = None
    """For a number the greatest value, for a text or list the greatest length."""

    @property
    def only_founder_fills(self) -> bool:
        """Whether it must be given, and no default could stand for it."""
        return self.required and self.default is None


class BudgetSpec(Spec):
    """Limits of one run, or of one step; what is not named is not limited."""

    usd: StrictFloat | None = Field(default=None, ge=0)
    """US dollars, by the prices known for the model."""
    tokens: StrictInt | None = Field(default=None, ge=0)
    """Tokens, read and written together."""
    calls: StrictInt | None = Field(default=None, ge=0)
    """Calls of a model."""
    hours: StrictFloat | None = Field(default=None, gt=0)
    """Hours of model time."""


class ApproveIf(Spec):
    """Ask the founder when an expression holds; else the company's policy decides."""

    if_: str = Field(alias="if")
    """An expression."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class OnFail(Spec):
    """Where a step whose checks fail sends the work back to, before the founder is asked."""

    goto: StepId
    """An earlier step, which works again with what the checks said."""
    at_most: StrictInt = Field(default=1, ge=1, le=20)
    """How often, before the founder is asked."""


class TimeoutSpec(Spec):
    """What becomes of a request that the founder leaves unanswered.

    `deny` ends the step without its deliverable; `approve` approves a version whose checks passed and denies any
    other; `default` does the same with the defaults of the step's form. What leaves the company can only be denied.
    """

    after: str = Field(pattern=DURATION)
    """How long the founder has: a whole number and `s`, `m`, `h` or `d`, such as `24h`."""
    then: Literal["deny", "approve", "default"] = "deny"
    """What is decided then."""


class RetrySpec(Spec):
    """How often an attempt that broke off is begun again before it counts as one; a refused version is no such thing."""

    at_most: StrictInt = Field(default=2, ge=1, le=10)
    """How often it is begun again: 2 means three times in all."""
    wait: str = Field(default="10s", pattern=DURATION)
    """How long until each time."""


class OutputSpec(Spec):
    """What a workflow gives when all its steps have ended, to whoever uses it and in the status of a run."""

    value: str
    """An expression; it sees every step of the workflow."""
    description: str = ""
    """What it means, for whoever reads it."""


class SpendsSpec(Spec):
    """What you agree to pay when an effect of the class `spend` leaves; what is charged, only the receiver knows."""

    amount: StrictFloat | str
    """A number of at least 0.01, or an expression that gives one, evaluated when you are asked."""
    currency: str = Field(pattern=CURRENCY)
    """Such as USD."""

    @field_validator("amount", mode="before")
    @classmethod
    def _number_or_expression(cls, given: Any) -> Any:
        """One fault for a value of another type, not one for each that it could have had."""
        if isinstance(given, bool) or not isinstance(given, int | float | str):
            raise PydanticCustomError("float_type", "a number or an expression")
        return given


class StepSpec(Spec):
    """One step: an agent hands over a deliverable, something leaves (`effect`), or another workflow is run (`uses`)."""

    id: StepId
    """The key under `steps`."""
    agent: str | None = None
    """Who does it: the name of a role card."""
    via: str | None = Field(default=None, max_length=200, pattern=ACP)
    """A coding agent that does the work in the card's place: `acp:claude-code`, `acp:codex`, a name below `delegates` in
    company.yaml, or `acp:COMMAND`; it runs in the sandbox. A rehearsal plays the step without it."""
    task: str = ""
    """What is to be done, in plain words; `${{ … }}` puts values in."""
    deliver: str | None = None
    """The kind of deliverable."""
    needs: tuple[StepId, ...] = ()
    """Steps that end before this one begins; their deliverables are what it works from."""
    checks: tuple[str, ...] = ()
    """Checks beside those of the kind."""
    attempts: StrictInt = Field(default=3, ge=1, le=20)
    """How many versions the agent may hand in before the founder sees the failing one."""
    approve: Annotated[
        Annotated[Approve, Tag(WORD)] | Annotated[ApproveIf, Tag(CONDITION)],
        Discriminator(lambda given: CONDITION if isinstance(given, dict | ApproveIf) else WORD),
    ] = "policy"
    """When the founder is asked about a version: a word, or `{if: EXPRESSION}`."""
    effect: EffectClass | None = None
    """What leaves the company, in the place of an agent's work."""
    from_: tuple[StepId, ...] = Field(default=(), alias="from")
    """For an effect: the steps whose deliverables leave."""
    how: str | None = Field(default=None, max_length=40)
    """For an effect: the way out, such as `send_email`; `publish` alone means `publish_folder`."""
    spends: SpendsSpec | None = None
    """For an effect of the class `spend`: what it costs."""
    if_: str | None = Field(default=None, alias="if")
    """An expression; where it does not hold, the step is left out and the run goes on without it."""
    foreach: str | tuple[Any, ...] | None = None
    """A list, or an expression that gives one, of at most 1,000 items: the agent works on every item, and all together are one
    deliverable."""
    at_once: StrictInt = Field(default=4, ge=1, le=32)
    """How many items are worked on at the same time."""
    until: str | None = None
    """An expression; until it holds, the agent hands in another version."""
    at_most: StrictInt = Field(default=3, ge=1, le=50)
    """How many versions `until` may take before the founder is asked."""
    on_fail: OnFail | None = None
    """Send the work back to an earlier step when the checks fail."""
    timeout: TimeoutSpec | None = None
    """What becomes of the request when the founder does not answer."""
    retry: RetrySpec | None = None
    """Begin attempts again that broke off."""
    budget: BudgetSpec = BudgetSpec()
    """Limits of this step, within those of the run."""
    model: str | None = Field(default=None, max_length=200)
    """Which model works here, in the place of the card's: `fast`, `strong`, `reasoning` or `ENDPOINT/MODEL`."""
    data: tuple[str, ...] = Field(default=(), max_length=20)
    """Labels of the data that this step works with, such as `client`; steps that come after it have them too."""
    form: dict[str, FieldSpec] = Field(default={}, max_length=20)
    """What the founder fills in when approving; later steps read it."""
    uses: str | None = Field(default=None, max_length=200)
    """Another workflow, all of whose steps are done in the place of this one: its name, or its file beside this one."""
    with_: dict[str, Any] = Field(default={}, alias="with", max_length=50)
    """For a step that uses a workflow: the inputs of that, by name; an expression is read here. For an effect: what the
    way out needs to know; texts may hold expressions, evaluated when you are asked."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @property
    def tries(self) -> int:
        """How many versions the agent may hand in before the founder is asked."""
        return max(self.attempts, self.at_most) if self.until else self.attempts

    @property
    def needs_founder(self) -> bool:
        """Whether the form has a field that only the founder can fill in."""
        return any(field.only_founder_fills for field in self.form.values())

    @field_validator("foreach", mode="before")
    @classmethod
    def _list_or_expression(cls, given: Any) -> Any:
        """One fault for a value of another type, not one for each that it could have had."""
        if given is None or isinstance(given, str | list | tuple):
            return given
        raise PydanticCustomError("tuple_type", "a list or an expression")


class ScheduleSpec(Spec):
    """When a worker begins a run by itself, and what it is given.

    A time that comes while no worker runs is made up for once, by the next worker; while the run before has not ended,
    none is begun.
    """

    cron: str = Field(min_length=1, max_length=100)
    """Minute, hour, day of the month, month and day of the week: `"0 9 * * 1"` is every Monday at 9:00."""
    zone: str = Field(min_length=1, max_length=64)
    """The time zone in which that is meant, such as `Asia/Shanghai` or `UTC`."""
    brief: str = Field(min_length=1, max_length=200)
    """The brief's file, from the company's folder on, such as `briefs/week.md`."""
    inputs: dict[str, Any] = Field(default={}, max_length=100)
    """Values of the workflow's other inputs."""


class OnSpec(Spec):
    """What begins a run, beside you: `run` and `rehearse` always do."""

    schedule: ScheduleSpec | None = None
    """Times at which a worker begins one."""


class WorkflowSpec(Spec):
    """A whole workflow."""

    name: str = Field(pattern=NAME, max_length=64)
    """Small letters, digits, `-` and `_`, beginning with a letter."""
    description: str = ""
    """What it is for, in one line."""
    inputs: dict[str, FieldSpec] = {}
    """What a run is given, by name; tasks read it as `${{ inputs.NAME }}`."""
    on: OnSpec = OnSpec()
    """What begins a run, beside you."""
    budget: BudgetSpec = BudgetSpec()
    """Limits of one run; it stops and asks where one is reached."""
    steps: tuple[StepSpec, ...] = Field(min_length=1, max_length=MOST_STEPS)
    """The steps, `NAME: {…}` each; what they need orders them."""
    outputs: dict[str, OutputSpec] = Field(default={}, max_length=50)
    """What it gives when it has ended, by name."""

    def step(self, step_id: StepId) -> StepSpec:
        """The step of that name; KeyError when there is none."""
        return next(s for s in self.steps if s.id == step_id)


_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(duration: str) -> int:
    """A duration such as `24h` in seconds."""
    return int(duration[:-1]) * _SECONDS[duration[-1]]
