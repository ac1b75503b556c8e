"""Context: all that the nodes of a run need, made once by the worker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from superindividual.approvals.policy import Policy
from superindividual.checks.check import CheckResult, Subject
from superindividual.engine.tracing import Tracing
from superindividual.engine.turnstile import Turnstile
from superindividual.engine.watch import Watch
from superindividual.journal.journal import Journal
from superindividual.journal.runs import EngineName, Run
from superindividual.memory.memory import Memory
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec
from superindividual.tools.agent import Agent
from superindividual.tools.sandbox import Sandbox
from superindividual.workspace.objects import ObjectStore

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
    policy: Callable[[], Policy]
    """The policy in force, looked up whenever it is needed."""
    tracing: Tracing = field(default_factory=Tracing)
    """Whoever watches from elsewhere, if anybody does."""
    turnstile: Turnstile = field(default_factory=Turnstile)
    """Which of many runs go on at once."""
    shell: Sandbox | None = None
    """What runs the agents' commands where it is not the sandbox; checks are never run there."""

    def halting(self, run: Run) -> bool:
        """Whether a run's graph goes no further: stopped, paused, moved to another workflow, or nothing is to be made."""
        return self.policy().readonly or self.journal.runs.halting(run.id, run.fingerprint)
