"""The graph of a run: every lane starts in one superstep and waits for its needs inside.

A plain LangGraph edge makes a branch wait for the slowest node of the superstep before it. Here a lane's first node
waits for exactly the steps it needs, as the journal records them; see docs/decisions/0001.
"""

from __future__ import annotations

from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from superindividual.engine.context import Context
from superindividual.engine.desk import Desk
from superindividual.engine.effect import EffectNodes
from superindividual.engine.items import ItemsNodes
from superindividual.engine.lanes import Lane, fold
from superindividual.engine.state import RunState
from superindividual.engine.step import StepNodes, compile_step
from superindividual.ids import StepId
from superindividual.journal.runs import Run
from superindividual.specs.order import Order


def compile_run(context: Context, run: Run) -> StateGraph[RunState, None, RunState, RunState]:
    """The run's graph, to be compiled with a checkpointer."""
    graph = StateGraph(RunState)
    order = Order(run.workflow)
    for lane in fold(run.workflow):
        graph.add_node(lane.name, _compile_lane(context, run, lane, order))
        graph.add_edge(START, lane.name)
        graph.add_edge(lane.name, END)
    return graph


def _compile_lane(context: Context, run: Run, lane: Lane, order: Order) -> Any:
    graph = StateGraph(RunState)
    graph.add_node("ready", _ready(context, run, lane), destinations=(lane.steps[0], END))
    graph.add_edge(START, "ready")
    senders = _senders(run, lane, order)
    last = END
    if senders:
        last = "hold"
        graph.add_node(last, _hold(context, run, lane, senders), destinations=("ready", END))
    for step, following in zip(lane.steps, (*lane.steps[1:], last), strict=True):
        graph.add_node(step, compile_step(_nodes(context, run, step)))
        graph.add_edge(step, following)
    return graph.compile()


def _nodes(context: Context, run: Run, step_id: StepId) -> StepNodes:
    step = run.workflow.step(step_id)
    nodes = EffectNodes if step.effect else ItemsNodes if step.foreach is not None else StepNodes
    return nodes(Desk(context, run, step))


def _senders(run: Run, lane: Lane, order: Order) -> frozenset[StepId]:
    """Steps that may send work back into the lane."""
    return frozenset(
        step.id
        for step in run.workflow.steps
        if step.on_fail and order.onward(step.on_fail.goto) & set(lane.steps)
    )


def _hold(context: Context, run: Run, lane: Lane, senders: frozenset[StepId]) -> Any:
    async def hold(_: RunState) -> Command[Any]:
        """Stay until nothing can come back any more, or begin anew what came back."""
        runs = context.journal.runs

        def settled() -> bool:
            ended = set(runs.steps(run.id))
            return context.halting(run) or senders <= ended or not ended >= set(lane.steps)

        while not await context.watch.until(settled):
            interrupt({"until": sorted(senders)})
        over = context.halting(run) or set(runs.steps(run.id)) >= set(lane.steps)
        return Command(goto=END if over else "ready")

    return hold


def _ready(context: Context, run: Run, lane: Lane) -> Any:
    async def ready(_: RunState) -> Command[Any]:
        """Wait until every step that the lane needs has ended."""
        runs = context.journal.runs

        def settled() -> bool:
            return context.halting(run) or set(lane.needs) <= set(runs.steps(run.id))

        while not await context.watch.until(settled):
            interrupt({"needs": list(lane.needs)})
        return Command(goto=END if context.halting(run) else lane.steps[0])

    return ready
