"""The graph of a run: every lane starts in one superstep and waits for its needs inside.

A plain LangGraph edge makes a branch wait for the slowest node of the superstep before it. Here a lane's first node
waits for exactly the steps it needs, as the journal records them; see docs/decisions/0001. The nodes of a lane's steps
lie in the lane itself: a subgraph for each step would cost two checkpoints more and a third of the time to compile;
see docs/decisions/0006. Nodes are objects, not functions: LangGraph takes every function apart to look for graphs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from inspect import Parameter, Signature
from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from superindividual.engine.context import Context
from superindividual.engine.desk import Desk
from superindividual.engine.effect import EffectNodes
from superindividual.engine.items import ItemsNodes
from superindividual.engine.lanes import Lane, fold
from superindividual.engine.state import RunState, StepState
from superindividual.engine.step import NODES, StepNodes
from superindividual.ids import StepId
from superindividual.journal.runs import Run
from superindividual.specs.order import Order

Node = Callable[[StepState], Awaitable[Command[Any]]]
_SIGNATURE = Signature([Parameter("state", Parameter.POSITIONAL_OR_KEYWORD)])
"""Of every node."""


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
    graph = StateGraph(StepState, input_schema=RunState, output_schema=RunState)
    senders = _senders(run, lane, order)
    last = "hold" if senders else END
    first, *others = [_place(step, NODES[0]) for step in lane.steps]
    graph.add_edge(START, "ready")
    _add(graph, "ready", Ready(context, run, lane, first).__call__, (first, END))
    for step, following in zip(lane.steps, (*others, last), strict=True):
        nodes = _nodes(context, run, step)
        ends = (*(_place(step, name) for name in NODES), following)
        for name in NODES:
            _add(graph, _place(step, name), StepNode(nodes, name, following).__call__, ends)
    if senders:
        _add(graph, "hold", Hold(context, run, lane, senders).__call__, ("ready", END))
    return graph.compile()


def _add(graph: StateGraph[Any, Any, Any, Any], name: str, node: Node, ends: tuple[str, ...]) -> None:
    """Add a node; as a partial LangGraph does not read its annotations, and its signature is told: both took long."""
    bare = partial(node)
    bare.__signature__ = _SIGNATURE  # type: ignore[attr-defined]
    graph.add_node(name, bare, input_schema=StepState, destinations=ends)


def _place(step: StepId, node: str) -> str:
    """The name of a step's node in its lane."""
    return f"{step}/{node}"


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


@dataclass(frozen=True, eq=False)
class StepNode:
    """One node of a step, placed in a lane: where it ends the step, `following` comes next."""

    nodes: StepNodes
    name: str
    following: str

    async def __call__(self, state: StepState) -> Command[Any]:
        """Do what the step's node does."""
        command = await getattr(self.nodes, self.name)(state)
        goto = self.following if command.goto == END else _place(self.nodes.desk.step.id, command.goto)
        return replace(command, goto=goto)


@dataclass(frozen=True, eq=False)
class Ready:
    """A lane's first node: it waits until every step that the lane needs has ended."""

    context: Context
    run: Run
    lane: Lane
    first: str

    async def __call__(self, state: StepState) -> Command[Any]:
        """Wait, or park."""
        while not await self.context.watch.until(self._settled):
            interrupt({"needs": list(self.lane.needs)})
        return Command(goto=END if self._halting() else self.first)

    def _halting(self) -> bool:
        return self.context.halting(self.run)

    def _settled(self) -> bool:
        return self._halting() or set(self.lane.needs) <= set(self.context.journal.runs.steps(self.run.id))


@dataclass(frozen=True, eq=False)
class Hold:
    """A lane's last node, where work may be sent back into it."""

    context: Context
    run: Run
    lane: Lane
    senders: frozenset[StepId]

    async def __call__(self, state: StepState) -> Command[Any]:
        """Stay until nothing can come back any more, or begin anew what came back."""
        while not await self.context.watch.until(self._settled):
            interrupt({"until": sorted(self.senders)})
        return Command(goto=END if self._over() else "ready")

    def _halting(self) -> bool:
        return self.context.halting(self.run)

    def _ended(self) -> set[StepId]:
        return set(self.context.journal.runs.steps(self.run.id))

    def _settled(self) -> bool:
        ended = self._ended()
        return self._halting() or self.senders <= ended or not ended >= set(self.lane.steps)

    def _over(self) -> bool:
        return self._halting() or self._ended() >= set(self.lane.steps)
