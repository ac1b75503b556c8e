"""Assemble a worker for a company: the one place where all the parts meet."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from superindividual.approvals.policy_file import PolicyFile
from superindividual.checks.check import CheckResult, Subject
from superindividual.checks.registry import run_checks
from superindividual.compliance.checks import CHECKS as COMPLIANCE
from superindividual.engine.budget import budgets, counted
from superindividual.engine.context import Context
from superindividual.engine.scheduler import Scheduler
from superindividual.engine.tracing import Tracing, open_tracing
from superindividual.engine.turnstile import Turnstile
from superindividual.engine.watch import Watch
from superindividual.engine.worker import Worker, hold
from superindividual.errors import CompanyError
from superindividual.journal.runs import EngineName
from superindividual.memory.embedder import Embedder, choose, embedder_named, endpoint_embedder
from superindividual.memory.index import Index
from superindividual.memory.memory import Memory
from superindividual.memory.server import ChromaServer
from superindividual.memory.supervisor import Opening, Supervisor
from superindividual.models.directory import embedding, is_ready
from superindividual.rehearsal.agent import RehearsalAgent
from superindividual.specs.models import ModelsSpec
from superindividual.tools.agent import Agent
from superindividual.tools.sandbox import Sandbox, find_sandbox
from superindividual.tools.uncontained import Uncontained

if TYPE_CHECKING:
    from superindividual.engine.parts import Parts

_log = logging.getLogger(__name__)


async def serve(parts: Parts, *, forever: bool, on_signals: bool = False, unsafe_shell: bool = False) -> None:
    """Hold the company's lock and work, in whichever thread and loop this is called.

    What ends the task (a cancellation) parks the runs where they stand. With `on_signals`, which only a main thread
    can have, SIGINT and SIGTERM do the same while it works. With `unsafe_shell` agents' commands run uncontained, each
    one asked for.

    Raises:
        WorkerBusy: another worker holds the lock.
    """
    os.environ["LANGSMITH_TRACING"] = os.environ.get("LANGSMITH_TRACING", "false")
    async with AsyncExitStack() as opened:
        opened.enter_context(hold(parts.paths.lock))
        parts.paths.starting.unlink(missing_ok=True)  # this is it, however it was started
        opened.enter_context(parts.journal.store.anchor.written_ahead())
        parts.journal.calls.lose_open()  # whoever held the lock before is gone
        context = await _context(parts, opened, Uncontained() if unsafe_shell else None)
        if on_signals:
            opened.enter_context(_parking(context.watch.park))
        await opened.enter_async_context(Scheduler(parts, context.watch))
        await Worker(context).serve(forever=forever)


@contextmanager
def _parking(park: Callable[[], None]) -> Iterator[None]:
    """Park on SIGINT and SIGTERM while the block runs; the program's own handlers come back after it."""
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        loop.add_signal_handler(number, park)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


async def _context(parts: Parts, opened: AsyncExitStack, shell: Sandbox | None) -> Context:
    sandbox, _reason = find_sandbox()
    journal = parts.journal
    index = _index(parts, opened)
    tracing = opened.enter_context(open_tracing())
    turnstile = Turnstile()
    return Context(
        paths=parts.paths,
        spec=parts.spec,
        journal=journal,
        objects=parts.objects,
        memory=Memory(journal.store, index, journal.clock),
        catalog=parts.catalog,
        agents=await _agents(parts, tracing, turnstile, opened),
        checks=_run_checks,
        sandbox=sandbox,
        watch=Watch(parts.paths.journal, parts.paths.spec),
        policy=PolicyFile(parts.paths, journal.policies),
        shell=shell,
        tracing=tracing,
        turnstile=turnstile,
    )


def _index(parts: Parts, opened: AsyncExitStack) -> Index | None:
    """The memory's index, whose process is begun when it is first asked; None where nothing embeds."""
    endpoint = _endpoint_embedder(parts.spec.models)
    embedder = choose(endpoint("") if endpoint else None)
    if embedder is None:
        return None
    shared = ChromaServer.of_environment()
    index = Index(
        Supervisor(
            Opening(
                folder=parts.paths.memory_index,
                embedder=embedder.name,
                company=parts.journal.store.identity,
                server=shared.url if shared else "",
                token=shared.token if shared else "",
            )
        ),
        embedder,
        partial(embedder_named, endpoint=endpoint),
    )
    opened.callback(index.close)
    return index


async def _agents(
    parts: Parts, tracing: Tracing, turnstile: Turnstile, opened: AsyncExitStack
) -> dict[EngineName, Agent]:
    """The rehearsal always; a model when the company or the environment names one. LangChain is imported only then."""
    agents: dict[EngineName, Agent] = {"rehearsal": RehearsalAgent()}
    if is_ready(parts.spec.models):
        from superindividual.engine.meter import Meter
        from superindividual.engine.model_agent import ModelAgent
        from superindividual.engine.transcript import Transcript
        from superindividual.models.opening import Surroundings, open_models

        journal = parts.journal
        around = Surroundings(
            clock=journal.clock,
            spent=lambda credit: counted(journal.usage.of_credit(credit)),
            measured=journal.measurements.found,
        )
        chat, pool = await opened.enter_async_context(
            open_models(parts.spec.models, parts.spec.prices, around)
        )
        transcript = Transcript(parts.objects)
        meter = Meter(
            journal,
            transcript,
            "model",
            budgets(journal, parts.spec.budget),
            offered=lambda need: pool.offer(need, journal.clock().date(), around.spent),
            tracing=tracing,
            turnstile=turnstile,
        )
        agents["model"] = ModelAgent(
            chat,
            "model",
            meter,
            transcript,
            lambda need: pool.first_quirks(need, journal.clock().date(), around.spent),
        )
    return agents


def _endpoint_embedder(models: ModelsSpec) -> Callable[[str], Embedder] | None:
    """What embeds as company.yaml or the environment says: only text whose labels may go there.

    Gives the embedder by a model's name; an empty one is the model that is configured. What cannot be asked is told in the
    log and by `superindividual doctor`, and words are searched alone.
    """
    try:
        endpoint = embedding(models)
    except CompanyError as error:
        _log.warning("the memory is searched by words alone: %s", error)
        return None
    if endpoint is None:
        return None
    from superindividual.models.embedding import open_embedding

    def may_embed(labels: Iterable[str]) -> bool:
        return not models.barred(labels, endpoint.name, endpoint.region)

    def by(model: str) -> Embedder:
        asked = replace(endpoint, model=model or endpoint.model)
        return endpoint_embedder(asked.model, open_embedding(asked), may_embed)

    return by


async def _run_checks(subject: Subject, names: Sequence[str]) -> Sequence[CheckResult]:
    return await run_checks(subject, names, extra=COMPLIANCE)
