"""Assemble a worker for a company: the one place where all the parts meet."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from superindividual.checks.check import Check, CheckResult, Subject
from superindividual.checks.registry import run_checks
from superindividual.compliance.checks import CHECKS as COMPLIANCE
from superindividual.engine.context import Context
from superindividual.engine.watch import Watch
from superindividual.engine.worker import Worker, hold
from superindividual.journal.runs import EngineName
from superindividual.memory.embedder import choose
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.rehearsal.agent import RehearsalAgent
from superindividual.tools.agent import Agent
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
        paths=parts.paths, spec=parts.spec, journal=journal, objects=parts.objects,
        memory=Memory(journal.store, Index(parts.paths.memory_index, choose()), journal.clock),
        catalog=parts.catalog, agents=_agents(), checks=_run_checks, sandbox=sandbox, watch=Watch(parts.paths.journal),
    )


def _agents() -> Mapping[EngineName, Agent]:
    agents: dict[EngineName, Agent] = {"rehearsal": RehearsalAgent()}
    if os.environ.get("OPENAI_API_KEY"):
        from superindividual.engine.model_agent import ModelAgent

        agents["model"] = ModelAgent.from_environment()
    return agents


_EXTRA: Mapping[str, Check] = COMPLIANCE


async def _run_checks(subject: Subject, names: Sequence[str]) -> Sequence[CheckResult]:
    return await run_checks(subject, names, extra=_EXTRA)
