"""Cases: the runs that meet a fault: a workflow that ships, and a short one that takes every turn a run can take."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.ids import StepId
from superindividual.journal.journal import Journal
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec, PolicySpec
from superindividual.tools.job import Job
from tests.campaigns.life import PATIENCE
from tests.engine.company import Desktop, Scripted, blocking_nothing

EVERY_TURN = "every turn"
SHIPPED = "product_loop"
_OTHER_POLICY = "another policy"
"""Where a file of this name stands, the company's policy is another one."""

STEPS = [
    {"id": "discover", "agent": "scout", "deliver": "discovery", "attempts": 2},
    {"id": "prd", "agent": "designer", "deliver": "prd", "needs": ["discover"], "attempts": 2},
    {
        "id": "build",
        "agent": "developer",
        "deliver": "code",
        "needs": ["prd"],
        "on_fail": {"goto": "prd", "at_most": 1},
    },
    {
        "id": "posts",
        "agent": "marketer",
        "deliver": "posts",
        "needs": ["prd", "build"],
        "foreach": ["x", "y"],
    },
    {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": ["build", "posts"]},
    {"id": "kit", "agent": "marketer", "deliver": "launch_kit", "needs": ["review"], "approve": "always"},
    {"id": "launch", "effect": "publish", "from": ["kit"], "needs": ["review", "kit"]},
]
"""Nothing is handed over at first, then what fails its checks, what is sent back, and what the founder rejects."""


def _stumble(job: Job) -> str | None:
    """How an attempt goes wrong; the first of a step does in one way or another."""
    if job.step == "discover" and job.attempt <= 2:
        raise RuntimeError("the agent breaks off")
    if job.step == "prd" and job.attempt == 1:
        return "draft"
    if job.step == "build" and any(b"prd 2 " in text for text in job.inputs[StepId("prd")].files.values()):
        return "draft"
    return None


async def _no_drafts(subject: Subject, names: Sequence[str]) -> list[CheckResult]:
    """What says that it is a draft fails."""
    draft = any(b"draft" in content for content in subject.bundle.files.values())
    verdict = Verdict.FAIL if draft else Verdict.PASS
    return [CheckResult(check=name, verdict=verdict, reason="looked") for name in names]


def company(name: str, root: Path) -> Desktop:
    """The company in which the case runs."""
    if name == EVERY_TURN:
        agent = Scripted(hook=_stumble, files=blocking_nothing)
        expires = "48h" if (root / _OTHER_POLICY).exists() else "72h"
        spec = CompanySpec(name="Test", policy=PolicySpec(undo="0s", expires=expires))
        return Desktop(root, agent, checks=_no_drafts, spec=spec, patience=PATIENCE)
    return Desktop(root, Scripted(files=blocking_nothing), patience=PATIENCE)


def begin(name: str, desk: Desktop) -> Any:
    """The run of the case, written into the journal."""
    if name == EVERY_TURN:
        return desk.start({"name": "turns", "steps": STEPS})
    workflow, _document = Catalog().workflow(name)
    return desk.start(workflow.model_dump(mode="json", by_alias=True))


def decide_all(name: str, journal: Journal, paths: CompanyPaths) -> None:
    """Approve whatever waits; where nothing was handed over, let it be tried again; say truly whether something arrived.

    In the case of every turn the first kit is sent back; the first time something shall leave, a file stands where its
    folder belongs, and the second time the policy changes once it is approved.
    """
    in_the_way = paths.published
    if in_the_way.is_file():
        in_the_way.unlink()
    for request in journal.decisions.waiting():
        said: dict[str, Any] = {"by": "founder", "binding": request.binding}
        asked = journal.decisions.of_step(request.run, request.step)
        before = sum(journal.decisions.decision(other.id) is not None for other in asked)
        turns = name == EVERY_TURN
        if request.kind == "arrival":  # the founder looks, and says the truth
            there = (paths.published / "thing" / request.run).is_dir()
            journal.decisions.decide(request.id, "approve" if there else "reject", **said)
            continue
        if request.version == 0 or (turns and request.step == "kit" and not before):
            journal.decisions.decide(request.id, "reject", feedback="again", **said)
            continue
        if turns and request.kind == "effect" and before == 0:
            in_the_way.write_text("a file, where a folder belongs\n")
        if turns and request.kind == "effect" and before == 1:
            (paths.root / _OTHER_POLICY).touch()
        journal.decisions.decide(request.id, "approve", **said)
