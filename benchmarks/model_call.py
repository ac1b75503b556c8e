"""What one call of a model costs: ours beside plain ChatOpenAI, at the same local server, streamed or not.

python benchmarks/model_call.py [--calls 200] [--rounds 5] [--runs 1,10,100] [--json]

`ours` has what a company's calls have: strict judging, retries, a breaker, the choice of a model, its price. `plain` is
ChatOpenAI as most programs use it; `bare` is the OpenAI client without LangChain. All are asked in turn in every round,
so that what else the machine does falls on each alike; ratios of one run are what holds, milliseconds are not.

Then the same calls as steps of a raw LangGraph graph with our saver, durable; and many such runs at once, each of six steps
one after the other, at a server that takes `--delay` seconds for an answer: the share of the ideal wall time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypedDict

import openai
from langchain_openai import ChatOpenAI
from langgraph.graph import START, StateGraph
from pydantic import SecretStr

from superindividual.engine.saver import open_saver
from superindividual.models.observer import Observer, observing
from superindividual.models.opening import Surroundings, open_models
from superindividual.specs.models import ModelsSpec

STEPS = 6
_MOST_STREAMED = 200
"""More runs than these at once are measured without streams, which take minutes."""
WORDS = "The members of the club pay their dues once a year. " * 8
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
USAGE = {"prompt_tokens": 100, "completion_tokens": 80, "total_tokens": 180}
Call = Callable[[], Awaitable[Any]]


def bodies() -> tuple[bytes, bytes]:
    """The answer whole and in events of about four characters, as servers stream."""
    message = {"role": "assistant", "content": WORDS}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    whole = json.dumps(
        {
            "id": "c",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": USAGE,
        }
    )
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    deltas = [
        {"index": 0, "delta": {"content": WORDS[n : n + 8]}, "finish_reason": None}
        for n in range(0, len(WORDS), 8)
    ]
    deltas.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    chunks = [{**head, "choices": [delta]} for delta in deltas] + [{**head, "choices": [], "usage": USAGE}]
    events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return whole.encode(), events.encode()


class Server(asyncio.Protocol):
    """As little of HTTP as a client needs, so that the client is what is measured."""

    delay = 0.0
    whole, events = bodies()

    def connection_made(self, transport: Any) -> None:
        self.transport, self.rest = transport, b""

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, _blank, body = self.rest.partition(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            if len(body) < length:
                return
            self.rest = body[length:]
            asyncio.get_running_loop().call_later(
                self.delay, self.answer, b'"stream":true' in body[:length].replace(b" ", b"")
            )

    def answer(self, stream: bool) -> None:
        sent, kind = (self.events, b"text/event-stream") if stream else (self.whole, b"application/json")
        self.transport.write(HEAD % (kind, len(sent)) + sent)


def serve(told: Connection, delay: float) -> None:
    """The server in a process of its own."""

    async def forever() -> None:
        Server.delay = delay
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, backlog=2048)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


async def callers(stack: AsyncExitStack, url: str) -> dict[str, Call]:
    """One call of each kind; all say the same and read the whole answer."""
    client = await stack.enter_async_context(openai.AsyncOpenAI(api_key="k", base_url=url, max_retries=0))
    # LangChain keeps its own connections for the whole process, over the end of the loop that they belong to
    shared = await stack.enter_async_context(openai.DefaultAsyncHttpxClient())
    usual: Any = {"model": "m", "api_key": SecretStr("k"), "base_url": url, "max_retries": 0}
    plain = ChatOpenAI(**usual, http_async_client=shared)
    streaming = ChatOpenAI(**usual, http_async_client=shared, streaming=True, stream_usage=True)
    spec = ModelsSpec.model_validate({"endpoints": {"a": {"base_url": url}}, "tiers": {"strong": ["a/m"]}})
    ours, _pool = await stack.enter_async_context(open_models(spec, {}, Surroundings()))
    messages: Any = [{"role": "user", "content": "hello"}]

    async def bare_stream() -> None:
        async for _chunk in await client.chat.completions.create(model="m", messages=messages, stream=True):
            pass

    async def ours_stream() -> None:
        with observing(Observer(on_text=lambda _text: None)):
            await ours.ainvoke("hello")

    return {
        "bare": lambda: client.chat.completions.create(model="m", messages=messages),
        "plain": lambda: plain.ainvoke("hello"),
        "ours": lambda: ours.ainvoke("hello"),
        "bare, streamed": bare_stream,
        "plain, streamed": lambda: streaming.ainvoke("hello"),
        "ours, streamed": ours_stream,
    }


async def one_call(url: str, calls: int, rounds: int) -> dict[str, float]:
    """Median microseconds of a call of each kind."""
    took: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        kinds = await callers(stack, url)
        for call in kinds.values():
            for _warm in range(10):
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

    done: int


def graph_of(call: Call, saver: Any) -> Any:
    """A LangGraph graph of six steps, each of which asks the model."""
    builder = StateGraph(State)

    async def step(state: State) -> State:
        await call()
        return {"done": state["done"] + 1}

    for number in range(STEPS):
        builder.add_node(f"s{number}", step)
        builder.add_edge(f"s{number - 1}" if number else START, f"s{number}")
    return builder.compile(checkpointer=saver)


async def at_once(url: str, runs: int, warm: int = 1, repeat: int = 1) -> dict[str, float]:
    """Seconds of so many runs at once, each a graph with our saver, of each kind of call."""
    took = {}
    async with AsyncExitStack() as stack:
        kinds = await callers(stack, url)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        streamed = () if runs > _MOST_STREAMED else ("plain, streamed", "ours, streamed")
        for name in ("plain", "ours", *streamed):
            saver = stack.enter_context(open_saver(Path(folder) / f"{name}.db"))
            graph = graph_of(kinds[name], saver)

            async def run(number: int, graph: Any = graph) -> None:
                thread = {"configurable": {"thread_id": str(number)}}
                await graph.ainvoke({"done": 0}, thread, durability="sync")

            for number in range(warm):
                await run(-1 - number)
            begun = time.perf_counter()
            for turn in range(repeat):
                await asyncio.gather(*(run(turn * runs + number) for number in range(runs)))
            took[name] = time.perf_counter() - begun
    return took


async def in_turn(url: str, runs: int, rounds: int) -> dict[str, float]:
    """Median microseconds of a step in such a graph, one run after the other, all kinds in every round."""
    took: dict[str, list[float]] = {}
    for _round in range(rounds + 1):
        for name, seconds in (await at_once(url, 1, warm=3, repeat=runs)).items():
            took.setdefault(name, []).append(seconds / runs / STEPS * 1e6)
    return {name: statistics.median(times[1:]) for name, times in took.items()}


def measured(work: Callable[[str], Awaitable[dict[str, float]]], delay: float) -> dict[str, float]:
    """What the work gives beside a server of its own."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, delay), daemon=True)
    process.start()
    try:

        async def asked() -> dict[str, float]:
            return await work(f"http://127.0.0.1:{mine.recv()}/v1")

        return asyncio.run(asked())
    finally:
        process.terminate()
        process.join()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", default="1,10,100")
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    calls = measured(lambda url: one_call(url, options.calls, options.rounds), 0.0)
    found = [int(n) for n in options.runs.split(",") if n]
    step = measured(lambda url: in_turn(url, max(options.calls // STEPS, 1), options.rounds), 0.0)
    ideal = STEPS * options.delay
    found = [int(n) for n in options.runs.split(",") if n]
    shares = {
        runs: {
            name: ideal / seconds
            for name, seconds in measured(partial(at_once, runs=runs), options.delay).items()
        }
        for runs in found
    }
    if options.json:
        print(json.dumps({"call_us": calls, "step_us": step, "share_of_ideal": shares}))
        return
    _compared("one call", calls)
    _compared("one step of a LangGraph graph with our saver, durable", step)
    for runs, share in shares.items():
        told = ", ".join(f"{name} {part:.0%}" for name, part in share.items())
        print(f"{runs} runs at once, {options.delay:g} s an answer, share of the ideal: {told}")


def _compared(title: str, took: dict[str, float]) -> None:
    print(title)
    for name, microseconds in took.items():
        base = took["plain, streamed" if "streamed" in name else "plain"]
        print(f"  {name:16} {microseconds:8.0f} µs  {microseconds / base:5.2f}x of plain ChatOpenAI")


if __name__ == "__main__":
    main()
