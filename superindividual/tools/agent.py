"""Agent: what plays a role card, and the two ways in which its work ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.artifact import Claim


@dataclass(frozen=True)
class Handed:
    """What an agent says of the files it wrote."""

    summary: str
    claims: tuple[Claim, ...]
    produced_by: str


@dataclass(frozen=True)
class Declined:
    """The agent cannot do this step, and says why; the run goes on without it."""

    reason: str


class Agent(Protocol):
    """Plays a role card: a model, or the rehearsal."""

    async def work(self, job: Job, toolbox: Toolbox) -> Handed | Declined:
        """Work on the job with the tools until it is handed over; raises StepFailed or ModelError."""
        ...

    async def answer(self, job: Job, question: str) -> str:
        """Answer the founder's question about the version in `job.previous`; decides nothing."""
        ...
