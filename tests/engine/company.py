"""A company for engine tests: real journal, repository, LangGraph, Chroma; an agent that writes what it is scripted to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from superindividual.approvals.policy import Policy, policy_of
from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.engine.context import Context
from superindividual.engine.watch import Watch
from superindividual.engine.worker import Worker
from superindividual.ids import RunId
from superindividual.journal.journal import Journal
from superindividual.journal.runs import EngineName, Run
from superindividual.memory.memory import Memory
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec, PolicySpec
from superindividual.specs.expansion import Expansion
from superindividual.tools.agent import Declined, Handed
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.objects import ObjectStore

FLOW = {
    "name": "w",
    "steps": [
        {"id": "discover", "agent": "scout", "deliver": "discovery"},
        {"id": "prd", "agent": "designer", "deliver": "prd", "needs": ["discover"]},
        {"id": "build", "agent": "developer", "deliver": "code", "needs": ["prd"]},
        {"id": "posts", "agent": "marketer", "deliver": "posts", "needs": ["prd"]},
        {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": ["build", "posts"]},
        {"id": "kit", "agent": "marketer", "deliver": "launch_kit", "needs": ["review"]},
        {"id": "launch", "effect": "publish", "from": ["kit"], "needs": ["review", "kit"]},
    ],
}


def blocking_nothing(job: Job) -> dict[str, str]:
    """A compliance report that can be read and blocks nothing."""
    return {"compliance/report.json": '{"blocks": []}'} if job.kind.name == "compliance_report" else {}


@dataclass
class Scripted:
    """Writes the kind's required files, and others as told; `hook` sees each job first and may decline or raise."""

    hook: Callable[[Job], Any] = lambda job: None
    files: Callable[[Job], dict[str, str]] = lambda job: {}
    jobs: list[Job] = field(default_factory=list)

    async def work(self, job: Job, toolbox: Toolbox) -> Handed | Declined:
        self.jobs.append(job)
        said = self.hook(job)
        if asyncio.iscoroutine(said):
            said = await said
        if isinstance(said, Declined):
            return said
        text = f"{job.step} {job.attempt} {said or ''}\n"
        plain = dict.fromkeys(job.kind.files or (f"{job.kind.folder}/only.md",), text)
        for path, content in {**plain, **self.files(job)}.items():
            result = await toolbox.call("write_file", {"path": path, "content": content})
            assert result.ok, result.content
        result = await toolbox.call("submit", {"summary": f"{job.step} attempt {job.attempt}"})
        assert result.ok, result.content
        return Handed(f"{job.step} attempt {job.attempt}", (), "test/scripted@1")

    async def answer(self, job: Job, question: str) -> str:
        return f"about {question}: {job.previous.deliverable.summary if job.previous else 'nothing'}"


async def all_pass(subject: Subject, names: Sequence[str]) -> list[CheckResult]:
    return [CheckResult(check=name, verdict=Verdict.PASS, reason="looked") for name in names]


@dataclass
class Desktop:
    """One company with everything a test wants to look at."""

    root: Path
    agent: Scripted = field(default_factory=Scripted)
    checks: Any = all_pass
    spec: CompanySpec = field(default_factory=lambda: CompanySpec(name="Test", policy=PolicySpec(undo="0s")))
    policy: Callable[[], Policy] | None = None
    patience: float = 60.0
    """Seconds a worker may take until only the founder can move anything."""

    def __post_init__(self) -> None:
        self.paths = CompanyPaths(self.root)
        self.journal = Journal(self.paths.journal)
        self.objects = ObjectStore(self.paths.objects)
        self.catalog = Catalog()

    def context(self) -> Context:
        memory = Memory(self.journal.store)  # as it is in a rehearsal: nothing embeds
        return Context(
            paths=self.paths,
            spec=self.spec,
            journal=self.journal,
            objects=self.objects,
            memory=memory,
            catalog=self.catalog,
            agents={"rehearsal": self.agent},
            checks=self.checks,
            sandbox=None,
            watch=Watch(self.paths.journal),
            policy=self.policy or (lambda: policy_of(self.spec.policy)),
        )

    def start(
        self,
        flow: dict[str, Any] = FLOW,
        run: str = "R-test",
        product: str = "thing",
        approve: Any = None,
        engine: EngineName = "rehearsal",
        brief: bytes = b"A tool that counts things for people who count.",
        inputs: dict[str, Any] | None = None,
    ) -> Run:
        return self.journal.runs.begin(
            RunId(run),
            Expansion.model_validate(flow),
            inputs=inputs or {},
            brief=self.objects.put(brief),
            product=product,
            language="en",
            engine=engine,
            approve=approve,
        )

    async def work(self) -> None:
        """A worker until only the founder can move anything."""
        await asyncio.wait_for(Worker(self.context()).serve(forever=False), self.patience)

    def decide(self, verb: Any = "approve", feedback: str = "", step: str | None = None) -> None:
        request = next(r for r in self.journal.decisions.waiting() if step in (None, r.step))
        self.journal.decisions.decide(
            request.id, verb, by="founder", binding=request.binding, feedback=feedback
        )
