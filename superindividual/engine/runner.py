"""Runner: drives one run's graph from wherever the journal and the checkpoints stand."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from superindividual.engine.context import Context
from superindividual.engine.graph import compile_run
from superindividual.engine.lanes import fold
from superindividual.engine.outputs import outputs_of
from superindividual.errors import CheckpointDamaged, JournalCorrupt, ModelError
from superindividual.ids import Digest, digest_of
from superindividual.journal.runs import Run
from superindividual.models.directory import lacking
from superindividual.text import gettext as _

_log = logging.getLogger(__name__)

_RESTARTS = 2
"""LangGraph can lose a pending node after a crash; the journal knows, and the graph is begun anew over what stands."""

SHAPE = "shape"
"""Under this name a checkpoint's metadata keeps which nodes and fields the graph had that wrote it."""


async def _is_fresh(saver: BaseCheckpointSaver[str], run: Run, shape: Digest) -> bool:
    """Whether the run has no checkpoint of such a graph to go on from; one that is not what was written is thrown away."""
    try:
        found = await saver.aget_tuple({"configurable": {"thread_id": run.id}})
    except CheckpointDamaged as error:
        await _throw_away(saver, run, error)
        return True
    return found is None or found.metadata.get(SHAPE) != shape


async def _throw_away(saver: BaseCheckpointSaver[str], run: Run, error: CheckpointDamaged) -> None:
    """Forget where the graph and all its lanes stood; the journal has what they did."""
    _log.warning("the checkpoints of %s are damaged; it goes on from the journal: %s", run.id, error)
    await saver.adelete_thread(run.id)


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
            _("{run} works with a model, and none can be asked here: {why}").format(
                run=run.id, why=lacking(context.spec.models)
            ),
            outcome="no_model",
            remedy=_(
                "set OPENAI_API_KEY and OPENAI_MODEL, or what is lacking, where the worker starts, then: superindividual up"
            ),
        )
    async with context.turnstile.going(run.id):
        return await _drive(context, run, saver)


async def _drive(context: Context, run: Run, saver: BaseCheckpointSaver[str]) -> bool:
    graph = compile_run(context, run).compile(checkpointer=saver)
    shape = shape_of(graph)
    config = {
        "configurable": {"thread_id": run.id},
        "metadata": {SHAPE: shape},
        "recursion_limit": 10_000,
    }
    fresh = await _is_fresh(saver, run, shape)
    for _restart in range(_RESTARTS + 1):
        try:
            await _go(context, run, graph, config, fresh=fresh)
        except CheckpointDamaged as error:  # a lane's, which is read only when the lane goes on
            await _throw_away(saver, run, error)
        if _finish(context, run):
            return True
        if context.watch.parked or context.halting(run):
            return False
        fresh = True
    raise JournalCorrupt(
        _("{run} cannot be driven on: its graph ended with steps open").format(run=run.id),
        remedy=_("see what happened: superindividual log {run}").format(run=run.id),
    )


async def _go(context: Context, run: Run, graph: Any, config: Mapping[str, Any], *, fresh: bool) -> None:
    """Run the graph until its end, until parked, or until a lane has ended that left a step open.

    Such a lane was lost; the others would wait for it for ever, so they are broken off too.
    """
    lanes = {lane.name: set(lane.steps) for lane in fold(run.workflow)}
    runs = context.journal.runs
    parts = graph.astream({"done": {}} if fresh else None, config, durability="sync", stream_mode="updates")
    async with aclosing(parts) as updates:
        async for update in updates:
            open_ = set().union(*(lanes.get(name, set()) for name in update)) - set(runs.steps(run.id))
            if open_ and not context.watch.parked and not context.halting(run):
                return


def shape_of(graph: Any) -> Digest:
    """Which nodes and fields a graph has, at every level: state that another shape wrote cannot be gone on from."""
    levels = {"": graph, **dict(graph.get_subgraphs(recurse=True))}
    return digest_of({name: [sorted(one.nodes), sorted(one.channels)] for name, one in levels.items()})


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
