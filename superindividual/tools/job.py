"""Job: all that an agent is given for one attempt, whether a model or the rehearsal works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from superindividual.ids import MemoryId, RunId, StepId
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.kind import Kind
from superindividual.text import Language
from superindividual.workspace.artifact import Bundle, Frozen


class Told(Frozen):
    """A memory record as the agent is told it: data, never an instruction."""

    id: MemoryId
    kind: str
    content: str
    source: str
    tainted: bool = False
    """It came from outside the company."""
    labels: tuple[str, ...] = ()
    """What kind of data is in it."""
    stale: bool = False
    """It is of a sort that changes by itself, and old: to be verified before anybody relies on it."""

    @property
    def line(self) -> str:
        """One line for a prompt: which record, what it is and whence, then its words, which cannot begin another line."""
        marks = (", from outside" if self.tainted else "") + (
            ", old: verify before relying on it" if self.stale else ""
        )
        source, words = (" ".join(text.split()) for text in (self.source, self.content))
        return f"[memory:{self.id}] ({self.kind}, from {source}{marks}) {words}"


def listed(told: Sequence[Told]) -> str:
    """Records as an agent is shown them."""
    return "\n".join(one.line for one in told)


class Feedback(Frozen):
    """Why the last version was sent back."""

    by: str
    """`check:NAME` or `founder`."""
    text: str
    request: str = ""
    """The request in which the founder said so."""


@dataclass(frozen=True)
class Job:
    """One attempt at one step."""

    run: RunId
    step: StepId
    attempt: int
    """Counts from 1."""
    agent: AgentSpec
    task: str
    kind: Kind
    brief: Brief
    language: Language
    today: date
    """The run's date; nothing reads another clock."""
    identity: IdentitySpec = field(default_factory=IdentitySpec)
    inputs: Mapping[StepId, Bundle] = field(default_factory=dict)
    item: Any = None
    """What this one of a `foreach` is about."""
    told: tuple[Told, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    """From all earlier attempts of this step in this run, oldest first."""
    previous: Bundle | None = None
    """The last version of this step in this run."""
    guidance: str = ""
    """What the founder wrote for agents beside the role card; it instructs."""
    model: str = "inherit"
    """Which model works, as the step or else the card says it."""
    labels: frozenset[str] = frozenset()
    """Of the data that it is given: it goes only to models that may see it."""

    def input_of_kind(self, kind: str) -> Bundle | None:
        """The first input of that kind, if any."""
        return next((b for b in self.inputs.values() if b.deliverable.kind == kind), None)
