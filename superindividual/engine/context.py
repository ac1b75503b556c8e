"""Context: all that the nodes of a run need, made once by the worker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from superindividual.checks.check import CheckResult, Subject
from superindividual.engine.watch import Watch
from superindividual.journal.journal import Journal
from superindividual.journal.runs import EngineName
from superindividual.memory.memory import Memory
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec
from superindividual.tools.job import Job
from superindividual.tools.sandbox import Sandbox
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.artifact import Claim
from superindividual.workspace.objects import ObjectStore


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


RunChecks = Callable[[Subject, Sequence[str]], Awaitable[Sequence[CheckResult]]]


@dataclass(frozen=True)
class Context:
    """The company's parts."""

    paths: CompanyPaths
    spec: CompanySpec
    journal: Journal
    objects: ObjectStore
    memory: Memory
    catalog: Catalog
    agents: Mapping[EngineName, Agent]
    checks: RunChecks
    sandbox: Sandbox | None
    watch: Watch
