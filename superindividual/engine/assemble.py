"""Assemble a worker for a company: the one place where all the parts meet."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING

from superindividual.checks.check import CheckResult, Subject
from superindividual.checks.registry import run_checks
from superindividual.compliance.checks import CHECKS as COMPLIANCE
from superindividual.engine.context import Context
from superindividual.engine.watch import Watch
from superindividual.engine.worker import Worker, hold
from superindividual.memory.embedder import choose
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.rehearsal.agent import RehearsalAgent
from superindividual.tools.sandbox import find_sandbox

if TYPE_CHECKING:
    from superindividual.engine.parts import Parts


async def serve(parts: Parts, *, forever: bool) -> None:
    """Hold the company's lock and work; SIGINT and SIGTERM park the runs where they stand.

    Raises:
        WorkerBusy: another worker holds the lock.
    """
    os.environ["LANGSMITH_TRACING"] = os.environ.get("LANGSMITH_TRACING", "false")
    with hold(parts.paths.lock):
        context = _context(parts)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, context.watch.park)
        try:
            await Worker(context).serve(forever=forever)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


def _context(parts: Parts) -> Context:
    sandbox, _reason = find_sandbox()
    journal = parts.journal
    return Context(
        paths=parts.paths,
        spec=parts.spec,
        journal=journal,
        objects=parts.objects,
        memory=Memory(journal.store, Index(parts.paths.memory_index, choose()), journal.clock),
        catalog=parts.catalog,
        agents={"rehearsal": RehearsalAgent()},
        checks=_run_checks,
        sandbox=sandbox,
        watch=Watch(parts.paths.journal),
    )


async def _run_checks(subject: Subject, names: Sequence[str]) -> Sequence[CheckResult]:
    return await run_checks(subject, names, extra=COMPLIANCE)
