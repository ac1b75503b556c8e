"""What one call of a model costs: ours beside plain ChatOpenAI and the bare client, at the same local server, streamed or not.

python benchmarks/model_call.py [--calls 200] [--rounds 5] [--json]

`ours` has strict judging, retries, a breaker, the choice of a model, its price; `accounted` also what a company's calls have beside it: reserved
in the journal and settled with an fsync each, prompts and answers kept, words told while they come, the budget of a run. `plain` is
ChatOpenAI as most programs use it; `bare` is the OpenAI client without LangChain. All are asked in turn in every round,
so that what else the machine does falls on each alike; ratios of one run are what holds, milliseconds are not.

Then the same calls as steps of a raw LangGraph graph with our saver, durable. Many runs at once: `many_runs.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypedDict

import openai
from accounted import STEPS, accounted_call, models_of
from langchain_openai import ChatOpenAI
from langgraph.graph import START, StateGraph
from model_server import endpoint
from pydantic import SecretStr

from superindividual.engine.saver import open_saver
from superindividual.ids import RunId
from superindividual.models.observer import Observer, observing
from superindividual.models.opening import Surroundings, open_models

WARM = 10
Call = Callable[[], Awaitable[Any]]


async def callers(stack: AsyncExitStack, url: str, most: int) -> dict[str, Call]:
    """One call of each kind, `most` times at most; all say about the same and read the whole answer."""
    client = await stack.enter_async_context(openai.AsyncOpenAI(api_key="k", base_url=url, max_retries=0))
    # LangChain keeps its own connections for the whole process, over the end of the loop that they belong to
    shared = await stack.enter_async_context(openai.DefaultAsyncHttpxClient())
    usual: Any = {"model": "m", "api_key": SecretStr("k"), "base_url": url, "max_retries": 0}
    plain = ChatOpenAI(**usual, http_async_client=shared)
    streaming = ChatOpenAI(**usual, http_async_client=shared, streaming=True, stream_usage=True)
    ours, _pool = await stack.enter_async_context(open_models(models_of(url), {}, Surroundings()))
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    accounted, turnstile = await accounted_call(stack, url, folder, range(most // STEPS + 1))
    turn = itertools.count()
    messages: Any = [{"role": "user", "content": "hello"}]

    async def bare_stream() -> None:
        async for _chunk in await client.chat.completions.create(model="m", messages=messages, stream=True):
            pass

    async def ours_stream() -> None:
        with observing(Observer(on_text=lambda _text: None)):
            await ours.ainvoke("hello")

    async def accounted_stream() -> None:
        number = next(turn)
        run = RunId(f"R-{number // STEPS}")
        await accounted(run, f"s{number % STEPS}")
        turnstile.give_up(run)  # as a run that is over does

    return {
        "bare": lambda: client.chat.completions.create(model="m", messages=messages),
        "plain": lambda: plain.ainvoke("hello"),
        "ours": lambda: ours.ainvoke("hello"),
        "bare, streamed": bare_stream,
        "plain, streamed": lambda: streaming.ainvoke("hello"),
        "ours, streamed": ours_stream,
        "accounted, streamed": accounted_stream,
    }


async def one_call(url: str, calls: int, rounds: int) -> dict[str, float]:
    """Median microseconds of a call of each kind."""
    took: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        kinds = await callers(stack, url, calls * rounds + WARM)
        for call in kinds.values():
            for _warm in range(WARM):
                await call()
        for _round in range(rounds):
            for name, call in kinds.items():
                begun = time.perf_counter()
                for _call in range(calls):
                    await call()
                took.setdefault(name, []).append((time.perf_counter() - begun) / calls * 1e6)
    return {name: statistics.median(times) for name, times in took.items()}


class State(TypedDict):
    """What a run keeps between its steps."""

    run: str
    done: int


def graph_of(call: Call, saver: Any) -> Any:
    """A LangGraph graph of six steps, each of which asks the model."""
    builder = StateGraph(State)

    async def step(state: State) -> dict[str, int]:
        await call()
        return {"done": state["done"] + 1}

    for number in range(STEPS):
        builder.add_node(f"s{number}", step)
        builder.add_edge(f"s{number - 1}" if number else START, f"s{number}")
    return builder.compile(checkpointer=saver)


async def in_turn(url: str, runs: int, rounds: int) -> dict[str, float]:
    """Median microseconds of a step in such a graph, one run after the other, all kinds in every round."""
    took: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        kinds = await callers(stack, url, runs * STEPS * (rounds + 1))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        graphs = {}
        for name, call in kinds.items():
            saver = stack.enter_context(open_saver(Path(folder) / f"{name}.db"))
            graphs[name] = graph_of(call, saver)
        number = 0
        for turn in range(rounds + 1):
            for name, graph in graphs.items():
                begun = time.perf_counter()
                for _run in range(runs):
                    number += 1
                    thread: Any = {"configurable": {"thread_id": str(number)}}
                    await graph.ainvoke({"run": str(number), "done": 0}, thread, durability="sync")
                if turn:  # the first one warms up
                    took.setdefault(name, []).append((time.perf_counter() - begun) / runs / STEPS * 1e6)
    return {name: statistics.median(times) for name, times in took.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with endpoint(0.0) as url:
        calls = asyncio.run(one_call(url, options.calls, options.rounds))
        steps = asyncio.run(in_turn(url, max(options.calls // STEPS, 1), options.rounds))
    if options.json:
        print(json.dumps({"call_us": calls, "step_us": steps}))
        return
    _compared("one call", calls, calls)
    _compared("one step of a LangGraph graph with our saver, durable", steps, calls)


def _compared(title: str, took: dict[str, float], calls: dict[str, float]) -> None:
    print(title)
    for name, microseconds in took.items():
        streamed = ", streamed" if "streamed" in name else ""
        base, bare = took[f"plain{streamed}"], calls[f"bare{streamed}"]
        print(
            f"  {name:20} {microseconds:8.0f} µs  {microseconds / base:5.2f}x of plain ChatOpenAI"
            f"  {microseconds - bare:+8.0f} µs over a bare call"
        )


if __name__ == "__main__":
    main()
