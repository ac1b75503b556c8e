"""Wall time over critical path, for five shapes of workflow, beside the same shape as a plain LangGraph graph.

python benchmarks/lanes.py [--runs 3] [--short] [--json]

Both sides work each shape one after the other, in turn first, so that both see the same machine; the median of the rounds
decides, and the least beside it tells how far the machine was disturbed.

A step's work is a sleep of the length that its shape names, the same on both sides; the critical path is the longest
chain of such lengths. Everything else that a step costs counts as overhead. Ours is the real worker: journal, draft,
checks, decision by policy, commit and memory of each step. The plain graph has an edge for each need, one node for
each step, and the same checkpointer. `--short` works a twentieth of the time: it shows that all runs, and its overhead
per step is true, but its ratios say nothing about steps of a real length.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from superindividual.approvals.policy_file import PolicyFile
from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.engine.context import Context
from superindividual.engine.saver import open_saver
from superindividual.engine.watch import Watch
from superindividual.engine.worker import Worker, hold
from superindividual.ids import RunId
from superindividual.journal.journal import Journal
from superindividual.memory.memory import Memory
from superindividual.paths import CompanyPaths
from superindividual.process import collect_rarely
from superindividual.specs.catalog import Catalog
from superindividual.specs.company import CompanySpec
from superindividual.specs.workflow import WorkflowSpec
from superindividual.tools.agent import Handed
from superindividual.tools.job import Job
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.objects import ObjectStore

GOAL = 1.05
SHORT = 1 / 20

Shape = Mapping[str, tuple[float, Sequence[str]]]
"""Step to its work in seconds and the steps it needs."""

SHAPES: dict[str, Shape] = {
    "chain": {"a": (0.5, []), "b": (1.5, ["a"]), "c": (1.0, ["b"]), "d": (1.5, ["c"])},
    "fan-out": {
        "root": (1.0, []),
        **{f"leaf{n}": (1.0 + n / 5, ["root"]) for n in range(6)},
        "join": (1.25, [f"leaf{n}" for n in range(6)]),
    },
    "diamond": {"top": (1.0, []), "left": (1.5, ["top"]), "right": (2.25, ["top"]), "end": (1.0, ["left", "right"])},
    "two lanes": {
        "a1": (2.25, []), "a2": (0.5, ["a1"]), "a3": (1.5, ["a2"]),
        "b1": (0.5, []), "b2": (2.25, ["b1"]), "b3": (1.0, ["b2"]),
    },
    "ragged, 12 steps": {
        "discover": (1.0, []), "interview": (0.5, ["discover"]), "prd": (1.0, ["discover"]),
        "design": (0.75, ["prd", "interview"]), "build": (2.0, ["design"]), "words": (0.5, ["interview"]),
        "site": (1.0, ["words", "design"]), "posts": (1.5, ["words"]), "plan": (2.0, ["discover"]),
        "email": (0.5, ["posts", "site"]), "review": (0.75, ["build", "email"]), "kit": (0.5, ["review", "plan"]),
    },
}  # fmt: skip

ANSWERED: Shape = {"slow": (2.0, []), "fast": (0.2, []), "after": (0.2, ["fast"])}
"""`fast` waits for the founder's answer, which comes as soon as it is asked for; `slow` works meanwhile."""


def critical_path(shape: Shape) -> tuple[float, int]:
    """Seconds of the longest chain of work, and how many steps it has."""

    def until(step: str) -> tuple[float, int]:
        seconds, needs = shape[step]
        before, steps = max((until(need) for need in needs), default=(0.0, 0))
        return before + seconds, steps + 1

    return max(until(step) for step in shape)


@dataclass
class Clocked:
    """When things happened on one side, in seconds of one clock."""

    wall: float = 0.0
    began: dict[str, float] = field(default_factory=dict)
    answered: float = 0.0

    def answer_waited(self) -> float:
        """Seconds from the answer to the beginning of the step that follows it."""
        return self.began["after"] - self.answered


# Ours


@dataclass
class Sleeper:
    """An agent that works as long as the shape says, then hands over one small file."""

    shape: Shape
    clocked: Clocked

    async def work(self, job: Job, toolbox: Toolbox) -> Handed:
        self.clocked.began[job.step] = time.perf_counter()
        await asyncio.sleep(self.shape[job.step][0])
        text = f"What {job.step} found out.\n"
        wrote = await toolbox.call("write_file", {"path": job.kind.files[0], "content": text})
        handed = await toolbox.call("submit", {"summary": f"{job.step} is done"})
        assert wrote.ok and handed.ok
        return Handed(f"{job.step} is done", (), "benchmark/sleeper@1")

    async def answer(self, job: Job, question: str) -> str:
        return question


async def looked(_: Subject, names: Sequence[str]) -> list[CheckResult]:
    """Checks that cost nothing: what they do is work, and not the engine's overhead."""
    return [CheckResult(check=name, verdict=Verdict.PASS, reason="looked") for name in names]


def workflow(shape: Shape, asked: Sequence[str]) -> WorkflowSpec:
    """The shape as a workflow; the founder is asked about the steps in `asked` only."""
    steps = [
        {"id": step, "agent": "marketer", "deliver": "positioning", "needs": list(needs),
         "task": "Say what sets it apart.", "approve": "always" if step in asked else "never"}
        for step, (_seconds, needs) in shape.items()
    ]  # fmt: skip
    return WorkflowSpec.model_validate({"name": "bench", "steps": steps})


def parts(folder: Path, journal: Journal, agent: Sleeper) -> Context:
    """A company's real parts round the agent."""
    paths = CompanyPaths(folder)
    (folder / "company.yaml").write_text("name: Bench\n")
    return Context(
        paths=paths, spec=CompanySpec(name="Bench"), journal=journal, objects=ObjectStore(paths.objects),
        memory=Memory(journal.store, clock=journal.clock),
        catalog=Catalog(paths), agents={"rehearsal": agent}, checks=looked, sandbox=None, watch=Watch(paths.journal),
        policy=PolicyFile(paths, journal.policies),
    )  # fmt: skip


async def decide(folder: Path, clocked: Clocked) -> None:
    """Approve the first request as soon as it is open, over a connection of its own as another process would."""
    journal = Journal(CompanyPaths(folder).journal)
    while not (waiting := journal.decisions.waiting()):  # noqa: ASYNC110 - another process has nothing but the journal to look at
        await asyncio.sleep(0.005)
    journal.decisions.decide(waiting[0].id, "approve", by="founder", binding=waiting[0].binding)
    clocked.answered = time.perf_counter()
    journal.close()


async def ours(shape: Shape, folder: Path, asked: Sequence[str] = ()) -> Clocked:
    """One run by a worker that begins with the clock and is through when the run's end stands in the journal."""
    clocked = Clocked()
    journal = Journal(CompanyPaths(folder).journal)
    context = parts(folder, journal, Sleeper(shape, clocked))
    run = journal.runs.begin(
        RunId("R-bench"), workflow(shape, asked), inputs={}, brief=context.objects.put(b"A tool that counts things."),
        product="thing", language="en", engine="rehearsal", approve=None,
    )  # fmt: skip
    with hold(context.paths.lock):
        founder = asyncio.create_task(decide(folder, clocked)) if asked else None
        began = time.perf_counter()
        worker = asyncio.create_task(Worker(context).serve(forever=founder is not None))
        while founder and not journal.runs.get(run.id).outcome:  # noqa: ASYNC110 - the journal alone tells
            await asyncio.sleep(0.005)
        if founder:
            await founder
            context.watch.park()
        await worker
        clocked.wall = time.perf_counter() - began
    done = journal.runs.get(run.id).outcome
    ended = journal.runs.steps(run.id)
    assert done == "done" and len(ended) == len(shape) and journal.events.first_broken() is None
    journal.close()
    return clocked


# The plain graph


class State(TypedDict, total=False):
    """Nothing passes between the nodes of the plain graph."""


def node(step: str, seconds: float, clocked: Clocked, asked: asyncio.Event | None) -> Any:
    """A node that works once; with `asked` it then waits for an answer, and a resume does not work again."""

    async def work(_: State) -> State:
        if step not in clocked.began:
            clocked.began[step] = time.perf_counter()
            await asyncio.sleep(seconds)
        if asked:
            asked.set()
            interrupt(step)
        return {}

    return work


def plain_graph(
    shape: Shape, clocked: Clocked, asked: Mapping[str, asyncio.Event]
) -> StateGraph[Any, Any, Any, Any]:
    """A node for each step, which waits for all that it needs."""
    graph = StateGraph(State)
    for step, (seconds, needs) in shape.items():
        graph.add_node(step, node(step, seconds, clocked, asked.get(step)))
        graph.add_edge(list(needs) or START, step)
    needed = {need for _seconds, needs in shape.values() for need in needs}
    for step in shape.keys() - needed:
        graph.add_edge(step, END)
    return graph


async def plain(shape: Shape, folder: Path, asked: Sequence[str] = ()) -> Clocked:
    """The same by LangGraph alone. An answer is applied by a second invocation, once the first one has settled."""
    clocked = Clocked()
    opened = {step: asyncio.Event() for step in asked}

    async def founder() -> None:
        await opened[asked[0]].wait()
        clocked.answered = time.perf_counter()

    answer = asyncio.create_task(founder()) if asked else None
    began = time.perf_counter()
    with open_saver(folder / "checkpoints.db") as saver:
        graph = plain_graph(shape, clocked, opened).compile(checkpointer=saver)
        config: Any = {"configurable": {"thread_id": "bench"}}
        await graph.ainvoke({}, config, durability="sync")
        if answer:
            await answer
            await graph.ainvoke(Command(resume="approve"), config, durability="sync")
    clocked.wall = time.perf_counter() - began
    assert clocked.began.keys() == shape.keys()
    return clocked


# Measuring

Side = Callable[..., Awaitable[Clocked]]


async def once(side: Side, shape: Shape, asked: Sequence[str] = ()) -> Clocked:
    """One run in a folder of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        return await side(shape, Path(name), asked)


@dataclass
class Walls:
    """What the rounds of one shape on one side took, in seconds."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    async def add(self, side: Side, shape: Shape) -> None:
        """One round more; making the company and removing it count among the processor's time."""
        began = time.process_time()
        self.wall.append((await once(side, shape)).wall)
        self.processor.append(time.process_time() - began)


async def measure(runs: int, scale: float) -> dict[str, Any]:
    """Least and median; in every round both sides work each shape in turn, so that both see the same machine."""
    shapes = {name: {s: (w * scale, n) for s, (w, n) in shape.items()} for name, shape in SHAPES.items()}
    answered = {step: (work * scale, needs) for step, (work, needs) in ANSWERED.items()}
    for side in (ours, plain):  # what a process imports and reads once is no part of a step
        await once(side, {"first": (0.0, []), "second": (0.0, ["first"])})
    walls = {(name, side): Walls() for name in shapes for side in (plain, ours)}
    waits: dict[Side, list[float]] = {plain: [], ours: []}
    for number in range(runs):
        sides = (plain, ours) if number % 2 == 0 else (ours, plain)
        for name, shape in shapes.items():
            for side in sides:
                await walls[name, side].add(side, shape)
        for side in sides:
            waits[side].append((await once(side, answered, ["fast"])).answer_waited())
    return {
        "shapes": [row(name, shape, walls[name, plain], walls[name, ours]) for name, shape in shapes.items()],
        "answer_waited_s": {"plain": round(statistics.median(waits[plain]), 3), "ours": round(statistics.median(waits[ours]), 3)},
        "slow_branch_s": ANSWERED["slow"][0] * scale,
        "goal": GOAL,
        "runs": runs,
        "work_scale": scale,
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def row(name: str, shape: Shape, plain_walls: Walls, our_walls: Walls) -> dict[str, Any]:
    """A shape's line; overhead is that of a step on the critical path, processor time that of any step."""
    critical, steps = critical_path(shape)
    middle, plain_middle = statistics.median(our_walls.wall), statistics.median(plain_walls.wall)
    return {
        "shape": name, "steps": len(shape), "critical_path_s": round(critical, 3),
        "plain_s": round(plain_middle, 3), "plain_ratio": round(plain_middle / critical, 3),
        "plain_least_ratio": round(min(plain_walls.wall) / critical, 3),
        "ours_s": round(middle, 3), "ours_ratio": round(middle / critical, 3),
        "ours_least_ratio": round(min(our_walls.wall) / critical, 3),
        "overhead_per_step_ms": round((middle - critical) / steps * 1000),
        "processor_per_step_ms": round(statistics.median(our_walls.processor) / len(shape) * 1000),
    }  # fmt: skip


def show(found: Mapping[str, Any]) -> None:
    """The figures for a reader."""
    works = [work * found["work_scale"] for shape in SHAPES.values() for work, _needs in shape.values()]
    print(
        f"{found['runs']} rounds, median (least). A step works {min(works):.3g} to {max(works):.3g} s.",
        end=" ",
    )
    print(f"{found['processors']} processors, load {found['load']}.\n")
    print(
        f"{'shape':<17}{'steps':>5}{'critical':>9}{'plain':>15}{'ours':>15}{'ms a step':>11}{'processor':>10}"
    )
    for one in found["shapes"]:
        both = "".join(
            f"{one[f'{side}_ratio']:>8.3f}{'(' + format(one[f'{side}_least_ratio'], '.3f') + ')':>7}"
            for side in ("plain", "ours")
        )
        print(
            f"{one['shape']:<17}{one['steps']:>5}{one['critical_path_s']:>7.2f} s{both}"
            f"{one['overhead_per_step_ms']:>11}{one['processor_per_step_ms']:>7} ms"
        )
    if found["work_scale"] == 1:
        worst = max(one["ours_ratio"] for one in found["shapes"])
        least = max(one["ours_least_ratio"] for one in found["shapes"])
        verdict = "met" if worst <= GOAL else "missed"
        print(f"\nGoal: ours at most {GOAL}. Worst median: {worst:.3f}, {verdict}; worst least: {least:.3f}.")
    waited = found["answer_waited_s"]
    print(
        f"\nAn answer in the fast lane while the slow one works {found['slow_branch_s']:.3g} s: what follows it began"
    )
    print(f"  plain  {waited['plain'] * 1000:>5.0f} ms after the answer\n  ours   {waited['ours'] * 1000:>5.0f} ms after the answer")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--runs", type=int, help="rounds, of which median and least are shown (3; with --short 1)"
    )
    parser.add_argument("--short", action="store_true", help="a twentieth of the work, one round")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    collect_rarely()  # as `superindividual up` does
    with suppress(KeyboardInterrupt):
        found = asyncio.run(
            measure(options.runs or (1 if options.short else 3), SHORT if options.short else 1.0)
        )
        print(json.dumps(found, indent=2)) if options.json else show(found)


if __name__ == "__main__":
    main()
