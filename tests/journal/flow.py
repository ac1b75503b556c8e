"""A run in a journal, as far as a test wants it to have come."""

from __future__ import annotations

from typing import Any

from superindividual.ids import Digest, RequestId, RunId, StepId, digest_of
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run, StepRecord
from superindividual.specs.workflow import WorkflowSpec

STEPS: list[dict[str, Any]] = [
    {"id": "discover", "agent": "scout", "deliver": "discovery"},
    {"id": "prd", "agent": "designer", "deliver": "prd", "needs": ["discover"]},
    {"id": "build", "agent": "developer", "deliver": "code", "needs": ["prd"]},
    {"id": "posts", "agent": "marketer", "deliver": "posts", "needs": ["prd"]},
    {"id": "kit", "agent": "marketer", "deliver": "launch_kit", "needs": ["build", "posts"]},
]


def flow(**changed: dict[str, Any]) -> WorkflowSpec:
    """The workflow with some steps' fields changed."""
    return WorkflowSpec.model_validate(
        {"name": "w", "steps": [{**step, **changed.get(step["id"], {})} for step in STEPS]}
    )


def begin(journal: Journal, run: str = "R-a", workflow: WorkflowSpec | None = None) -> Run:
    return journal.runs.begin(
        RunId(run),
        workflow or flow(),
        inputs={"brief": "b.md"},
        brief=Digest(digest_of("brief")),
        product="thing",
        language="en",
        engine="rehearsal",
        approve="always",
        file="workflows/w.yaml",
    )


def ask(journal: Journal, step: str, run: str = "R-a", attempt: int = 1) -> RequestId:
    """A version with an answered check, about which the founder is asked."""
    binding = Digest(digest_of([run, step, attempt]))
    version = journal.versions.add(
        RunId(run), StepId(step), attempt=attempt, digest=binding, by="scout", summary="s"
    )
    journal.versions.record_results(
        RunId(run), StepId(step), version.version, [{"check": "outline", "verdict": "pass"}]
    )
    return journal.decisions.open(
        RequestId(f"Q-{run}-{step}-{attempt}"),
        run=RunId(run),
        step=StepId(step),
        version=version.version,
        kind="draft",
        binding=binding,
        question={},
        risk=0,
    ).id


def end(journal: Journal, *steps: str, run: str = "R-a", revision: str | None = None) -> None:
    """Let steps end by the founder's approval."""
    for step in steps:
        request = journal.decisions.request(ask(journal, step, run))
        journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
        journal.runs.record_step(
            RunId(run),
            StepRecord(
                StepId(step), "done", request.binding, "x", request.version, request.id, revision, "", ""
            ),
        )
