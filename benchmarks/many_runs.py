"""Many runs at once: six calls of a model one after the other in each, durable; the share of the ideal wall time.

python benchmarks/many_runs.py [PART ...] [--side SIDE ...] [--repeat N] [--json]

Parts: 1, 10, 100, 1000-slow, 1000, 1000-one. A machine that others share swings: with --repeat the sides take turns, and the
worst, the middle and the best share of each are told at the end.

A run is a LangGraph graph of six steps that waits for each of its checkpoints. The sides:
  bare       the six requests by aiohttp, without a graph, a saver or a look at the answer: what the machine gives
  stock      ChatOpenAI and LangGraph's asynchronous SQLite saver, as most programs have it
  plain      ChatOpenAI and our saver
  ours       our call and our saver
  accounted  everything that a company's call has: reserved in the journal before and settled after it, each with an
             fsync and a seal; prompts and answers kept; words told while they come; the run's budget; its turn
Each side works in processes of its own, which begin together once they have warmed up; the server is another one. A share
is of what the server's delays alone take. Memory is what the process has grown by; disk is all that it wrote.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from contextlib import AsyncExitStack, nullcontext
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import openai
from accounted import accounted_call, models_of
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, StateGraph
from model_call import STEPS, State
from model_server import endpoint
from pydantic import SecretStr

from superindividual.engine.saver import open_saver
from superindividual.engine.turnstile import Turnstile
from superindividual.ids import RunId
from superindividual.models.opening import Surroundings, open_models
from superindividual.process import collect_rarely

SIDES = ("bare", "stock", "plain", "ours", "accounted")
WARM = 3


@dataclass(frozen=True)
class Part:
    """One row of the table."""

    runs: int
    delay: float
    workers: int = 1
    goal: str = ""


PARTS = {
    "1": Part(1, 0.2),
    "10": Part(10, 0.2),
    "100": Part(100, 0.2, goal="at least 75 % of the ideal"),
    "1000-slow": Part(1000, 2.0, goal="at least 80 % of the ideal"),
    "1000": Part(1000, 0.2, workers=2, goal="at least 1,000 steps a second, at most 60 kB a run"),
    "1000-one": Part(1000, 0.2),
}


@dataclass(frozen=True)
class Work:
    """What one process has to do."""

    side: str
    url: str
    folder: Path
    runs: int


@dataclass(frozen=True)
class Took:
    """What it took, of one process or of all."""

    wall: float
    processor: float
    kilobytes: float
    """Of memory, beyond what the process had once it was warm."""
    disk: float
    """Kilobytes."""


def work(told: Connection, given: Work) -> None:
    """A worker's process: warm up, say so, wait for the word, work."""
    collect_rarely()  # as a company's worker does

    async def all_of_it() -> Took:
        async with AsyncExitStack() as stack:
            run = await runner(stack, given)
            for number in range(WARM):
                await run(-1 - number)
            told.send("ready")
            await asyncio.to_thread(told.recv)
            memory, processor, began = _memory(), time.process_time(), time.perf_counter()
            await asyncio.gather(*(run(number) for number in range(given.runs)))
            wall = time.perf_counter() - began
            grown = _memory() - memory
            return Took(wall, time.process_time() - processor, grown, _disk(given.folder))

    told.send(asyncio.run(all_of_it()))


def _memory() -> float:
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024


async def runner(stack: AsyncExitStack, given: Work) -> Any:
    """A function that does one run by its number."""
    if given.side == "bare":
        return await bare_run(stack, given)
    turnstile: Turnstile | None = None
    if given.side == "accounted":
        call, turnstile = await accounted_call(stack, given.url, given.folder, range(-WARM, given.runs))
    else:
        call = await (our_call if given.side == "ours" else plain_call)(stack, given)
    path = given.folder / "checkpoints.db"
    saver: Any
    if given.side == "stock":
        saver = await stack.enter_async_context(AsyncSqliteSaver.from_conn_string(str(path)))
    else:
        saver = stack.enter_context(open_saver(path))
    builder = StateGraph(State)
    for step in range(STEPS):
        builder.add_node(f"s{step}", _node(call, f"s{step}"))
        builder.add_edge(f"s{step - 1}" if step else START, f"s{step}")
    graph: Any = builder.compile(checkpointer=saver)

    async def run(number: int) -> None:
        name = RunId(f"R-{number}")
        thread = {"configurable": {"thread_id": name}}
        async with turnstile.going(name) if turnstile else nullcontext():  # as a company's worker begins one
            await graph.ainvoke({"run": name, "done": 0}, thread, durability="sync")

    return run


async def bare_run(stack: AsyncExitStack, given: Work) -> Any:
    """A function that makes a run's requests and reads their answers' bytes."""
    connector = aiohttp.TCPConnector(limit=0)
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))

    async def run(number: int) -> None:
        for step in range(STEPS):
            messages = [{"role": "user", "content": f"hello R-{number} s{step}"}]
            body = {"model": "m", "messages": messages}
            async with session.post(f"{given.url}/chat/completions", json=body) as response:
                await response.read()

    return run


def _node(call: Any, step: str) -> Any:
    async def node(state: State) -> dict[str, int]:
        await call(state["run"], step)
        return {"done": state["done"] + 1}

    return node


async def plain_call(stack: AsyncExitStack, given: Work) -> Any:
    """ChatOpenAI with as many connections as it needs."""
    limits = openai.DefaultAsyncHttpxClient(timeout=600)
    usual: Any = {"model": "m", "api_key": SecretStr("k"), "base_url": given.url, "max_retries": 0}
    chat = ChatOpenAI(**usual, http_async_client=await stack.enter_async_context(limits))
    return lambda run, step: chat.ainvoke(f"hello {run} {step}")


async def our_call(stack: AsyncExitStack, given: Work) -> Any:
    """Ours, as agents ask it, without anything that counts it."""
    chat, _pool = await stack.enter_async_context(open_models(models_of(given.url), {}, Surroundings()))
    return lambda run, step: chat.ainvoke(f"hello {run} {step}")


def measured(part: Part, side: str) -> Took:
    """One side of one part, in processes of its own."""
    context = multiprocessing.get_context("spawn")
    with endpoint(part.delay) as url, tempfile.TemporaryDirectory() as folder:
        workers = []
        for number in range(part.workers):
            own = Path(folder) / str(number)
            own.mkdir()
            mine, theirs = context.Pipe()
            process = context.Process(
                target=work, args=(theirs, Work(side, url, own, part.runs // part.workers)), daemon=True
            )
            process.start()
            theirs.close()  # so that a process that fails is heard
            workers.append((mine, process))
        for mine, _process in workers:
            assert mine.recv() == "ready"
        for mine, _process in workers:
            mine.send("go")
        took = [mine.recv() for mine, _process in workers]
        for _mine, process in workers:
            process.join()
    return Took(
        max(one.wall for one in took),
        sum(one.processor for one in took),
        sum(one.kilobytes for one in took),
        sum(one.disk for one in took),
    )


def told(name: str, side: str, took: Took) -> dict[str, Any]:
    """The figures of one line."""
    part = PARTS[name]
    return {
        "part": name, "side": side, **asdict(part), "wall_s": round(took.wall, 2),
        "share_of_ideal": round(STEPS * part.delay / took.wall, 3),
        "steps_per_s": round(part.runs * STEPS / took.wall),
        "processor_us_per_step": round(took.processor / part.runs / STEPS * 1e6),
        "memory_kb_per_run": round(took.kilobytes / part.runs, 1), "disk_kb_per_run": round(took.disk / part.runs, 1),
    }  # fmt: skip


def main() -> None:
    """Print a line for each part and side as soon as it is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--side", action="append", choices=SIDES)
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="measure every side so often")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    unknown = set(options.parts) - PARTS.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if options.repeat < 1:
        parser.error("--repeat counts from 1")
    found = []
    for name in options.parts or PARTS:
        part = PARTS[name]
        print(
            f"{part.runs} runs at once, {part.delay:g} s an answer, {part.workers} worker(s). {part.goal}",
            file=sys.stderr,
        )
        for side in (options.side or SIDES) * options.repeat:
            found.append(told(name, side, measured(part, side)))
            if not options.json:
                show(found[-1])
        if options.repeat > 1 and not options.json:
            summarise([line for line in found if line["part"] == name])
    if options.json:
        print(json.dumps(found, indent=2))


def show(line: dict[str, Any]) -> None:
    """One line for a reader."""
    print(
        f"  {line['side']:<10}{line['wall_s']:>8.2f} s  {line['share_of_ideal']:>6.1%} of ideal  {line['steps_per_s']:>5} steps/s"
        f"  {line['processor_us_per_step']:>6} µs of processor a step  {line['memory_kb_per_run']:>6} kB memory"
        f"  {line['disk_kb_per_run']:>6} kB disk a run",
        flush=True,
    )


def summarise(lines: list[dict[str, Any]]) -> None:
    """Of every side, the shares that were measured."""
    for side in dict.fromkeys(line["side"] for line in lines):
        shares = sorted(line["share_of_ideal"] for line in lines if line["side"] == side)
        print(
            f"  {side:<10}{len(shares)} times: worst {shares[0]:.1%}, middle {median(shares):.1%}, best {shares[-1]:.1%} of ideal"
        )


if __name__ == "__main__":
    main()
