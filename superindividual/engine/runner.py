"""Runner: drives one run's graph from wherever the journal and the checkpoints stand."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from superindividual.engine.context import Context
from superindividual.engine.graph import compile_run
from superindividual.engine.outputs import outputs_of
from superindividual.engine.proved_serializer import ProvedSerializer
from superindividual.errors import JournalCorrupt, ModelError
from superindividual.ids import digest_of
from superindividual.journal.runs import Run
from superindividual.text import gettext as _

_log = logging.getLogger(__name__)

_RESTARTS = 2
"""LangGraph can lose a pending node after a crash; the journal knows, and the graph is begun anew over what stands."""


@asynccontextmanager
async def open_saver(path: Path) -> AsyncIterator[BaseCheckpointSaver[str]]:
    """Checkpoints in a private SQLite file, plain data only: no class named in the file is ever loaded."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _drop_if_damaged(path)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    async with AsyncSqliteSaver.from_conn_string(str(path)) as saver:
        saver.serde = ProvedSerializer()
        await saver.conn.execute("PRAGMA synchronous=FULL")
        yield saver


def _drop_if_damaged(path: Path) -> None:
    """Throw damaged checkpoints away: they only save the way over what stands in the journal."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        _log.warning("the checkpoints are damaged; runs go on from the journal without them")
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)


async def _is_fresh(saver: BaseCheckpointSaver[str], run: Run) -> bool:
    """Whether the run has no checkpoint to go on from; one that is not what was written is thrown away."""
    try:
        return await saver.aget_tuple({"configurable": {"thread_id": run.id}}) is None
    except Exception as error:  # noqa: BLE001 - damaged bytes may break anything that reads them; the journal has it all
        _log.warning("the checkpoints of %s are damaged; it goes on from the journal: %s", run.id, error)
        await saver.adelete_thread(run.id)
        return True


async def drive(context: Context, run: Run, saver: BaseCheckpointSaver[str]) -> bool:
    """Run until the end, or until parked; True when the run is over.

    Raises:
        ModelError: the run works with a model and none is set up here.
        JournalCorrupt: the stored workflow is not the one the run began with, or the run cannot be driven to an end.
    """
    if digest_of(json.loads(run.spec)) != run.fingerprint:
        raise JournalCorrupt(
            _("the workflow stored with {run} is not the one it began with").format(run=run.id),
            remedy=_("start the run again"),
        )
    if run.engine not in context.agents:
        raise ModelError(
            _("{run} works with a model, and none is set up").format(run=run.id),
            outcome="no_model",
            remedy=_("set OPENAI_API_KEY and OPENAI_MODEL, then: superindividual up"),
        )
    graph = compile_run(context, run).compile(checkpointer=saver)
    config = {"configurable": {"thread_id": run.id}, "recursion_limit": 10_000}
    fresh = await _is_fresh(saver, run)
    for _restart in range(_RESTARTS + 1):
        await graph.ainvoke({"done": {}} if fresh else None, config, durability="sync")  # type: ignore[call-overload]
        if _finish(context, run):
            return True
        if context.watch.parked or context.halting(run):
            return False
        fresh = True
    raise JournalCorrupt(
        _("{run} cannot be driven on: its graph ended with steps open").format(run=run.id),
        remedy=_("see what happened: superindividual log {run}").format(run=run.id),
    )


def _finish(context: Context, run: Run) -> bool:
    """Write the run's end if it is over: the only place where one is written."""
    runs = context.journal.runs
    ended = runs.steps(run.id)
    if set(ended) >= {step.id for step in run.workflow.steps}:
        halted = [r for r in ended.values() if r.status == "stopped"]
        if halted:
            runs.end(run.id, "failed", halted[0].reason)
        elif runs.get(run.id).outcome is None:
            _done(context, run)
    elif runs.stopping(run.id):
        runs.end(run.id, "stopped", runs.get(run.id).stop or "")
    return runs.get(run.id).outcome is not None


def _done(context: Context, run: Run) -> None:
    """Write the end together with what the workflow gives."""
    values, untold = outputs_of(context, run)
    with context.journal.transaction():
        for name, reason in untold.items():
            context.journal.events.append("output.failed", run=run.id, name=name, reason=reason)
        context.journal.runs.end(run.id, "done", outputs=values)
