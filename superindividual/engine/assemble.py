"""Assemble a worker for a company: the one place where all the parts meet."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from superindividual.approvals.policy_file import PolicyFile
from superindividual.checks.check import CheckResult, Subject
from superindividual.checks.registry import run_checks
from superindividual.compliance.checks import CHECKS as COMPLIANCE
from superindividual.engine.budget import Budget
from superindividual.engine.context import Context
from superindividual.engine.watch import Watch
from superindividual.engine.worker import Worker, hold
from superindividual.errors import CompanyError
from superindividual.ids import whole_step
from superindividual.journal.runs import EngineName
from superindividual.memory.embedder import Embedder, choose, endpoint_embedder
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.models.endpoint import Endpoint
from superindividual.rehearsal.agent import RehearsalAgent
from superindividual.tools.agent import Agent
from superindividual.tools.job import Job
from superindividual.tools.sandbox import find_sandbox

if TYPE_CHECKING:
    from superindividual.engine.parts import Parts


async def serve(parts: Parts, *, forever: bool) -> None:
    """Hold the company's lock and work; SIGINT and SIGTERM park the runs where they stand.

    Raises:
        WorkerBusy: another worker holds the lock.
    """
    os.environ["LANGSMITH_TRACING"] = os.environ.get("LANGSMITH_TRACING", "false")
    async with AsyncExitStack() as opened:
        opened.enter_context(hold(parts.paths.lock))
        context = await _context(parts, opened)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, context.watch.park)
        try:
            await Worker(context).serve(forever=forever)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


async def _context(parts: Parts, opened: AsyncExitStack) -> Context:
    sandbox, _reason = find_sandbox()
    journal = parts.journal
    endpoint = _endpoint()
    return Context(
        paths=parts.paths,
        spec=parts.spec,
        journal=journal,
        objects=parts.objects,
        memory=Memory(journal.store, Index(parts.paths.memory_index, _embedder(endpoint)), journal.clock),
        catalog=parts.catalog,
        agents=await _agents(parts, endpoint, opened),
        checks=_run_checks,
        sandbox=sandbox,
        watch=Watch(parts.paths.journal, parts.paths.spec),
        policy=PolicyFile(parts.paths, journal.policies),
    )


def _endpoint() -> Endpoint | None:
    """The environment's endpoint. A key without a model is told where a run begins; a rehearsal needs neither."""
    try:
        return Endpoint.of_environment()
    except CompanyError:
        return None


async def _agents(parts: Parts, endpoint: Endpoint | None, opened: AsyncExitStack) -> dict[EngineName, Agent]:
    """The rehearsal always; a model when the environment names one. LangChain is imported only then."""
    agents: dict[EngineName, Agent] = {"rehearsal": RehearsalAgent()}
    if endpoint:
        from superindividual.engine.model_agent import ModelAgent
        from superindividual.models.chat import open_chat
        from superindividual.models.price import find_price

        def budget(job: Job) -> Budget:
            flow = parts.journal.runs.get(job.run).workflow
            return Budget((flow.budget, parts.spec.budget), flow.step(whole_step(job.step)).budget)

        chat = await opened.enter_async_context(open_chat(endpoint))
        price = find_price(endpoint.base_url, endpoint.model, parts.spec.prices)
        agents["model"] = ModelAgent(chat, endpoint.model, parts.journal, budget, price)
    return agents


def _embedder(endpoint: Endpoint | None) -> Embedder:
    if endpoint is None or not endpoint.embedding_model:
        return choose()
    from superindividual.models.embedding import open_embedding

    return choose(endpoint_embedder(endpoint.embedding_model, open_embedding(endpoint)))


async def _run_checks(subject: Subject, names: Sequence[str]) -> Sequence[CheckResult]:
    return await run_checks(subject, names, extra=COMPLIANCE)
