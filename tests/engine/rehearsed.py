"""Deliverables as the rehearsal makes them, without the checks that take long."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.checks.registry import run_checks
from superindividual.compliance.checks import CHECKS
from superindividual.engine.worker import Worker
from superindividual.rehearsal.agent import RehearsalAgent
from superindividual.workspace.artifact import Bundle
from tests.engine.company import Desktop


async def first_code_fails(subject: Subject, names: Sequence[str]) -> list[CheckResult]:
    """All pass but the first version of the code, so that the rehearsal mends its planted defect."""
    bad = subject.kind.name == "code" and not subject.feedback
    verdict = Verdict.FAIL if bad else Verdict.PASS
    return [CheckResult(check=name, verdict=verdict, reason="looked") for name in names]


async def real_checks(subject: Subject, names: Sequence[str]) -> list[CheckResult]:
    """Those that a worker runs."""
    return list(await run_checks(subject, names, extra=CHECKS))


async def rehearse(desktop: Desktop) -> None:
    """Let the rehearsal work until only the founder can move anything."""
    context = replace(desktop.context(), agents={"rehearsal": RehearsalAgent()})
    await Worker(context).serve(forever=False)


def rehearsed(folder: Path, brief: Path, run_id: str = "R-test") -> dict[str, list[Bundle]]:
    """Kind to its versions, as the rehearsal makes them from a brief by the product loop as it ships."""
    desk = Desktop(folder, checks=first_code_fails)
    flow = desk.catalog.workflow("product_loop")[0].model_dump(mode="json", by_alias=True)
    run = desk.start(flow, run=run_id, product="thing", approve="never", brief=brief.read_bytes())
    context = replace(desk.context(), agents={"rehearsal": RehearsalAgent()})
    asyncio.run(Worker(context).serve(forever=False))
    found: dict[str, list[Bundle]] = {}
    for step in run.workflow.steps:
        for version in desk.journal.versions.of(run.id, step.id):
            bundle = desk.objects.bundle(version.digest)
            found.setdefault(bundle.deliverable.kind, []).append(bundle)
    desk.journal.close()
    return found
