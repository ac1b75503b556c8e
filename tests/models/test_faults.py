"""The table of faults: each in every place of a conversation, streamed or not, against real bytes on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from superindividual.errors import ModelError
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from superindividual.models.observer import Observer, observing
from superindividual.models.transport import Patience
from tests.models.faults import FAULTS, GOOD_CALL, GOOD_TEXT, Fault, call, called, events
from tests.models.wire import Wire, WireServer, chunked, until_closed, wired

QUICK = Patience(first=0.2, idle=0.2, whole=0.2)
"""For servers that never write again; all others are waited for as long as it takes."""

ENDLESS = ("hang", "drip")

BEFORE = {"the first call": 0, "after a call of a tool": 1, "the last call": 3}
"""How many good calls of a tool come before the fault."""


async def converse(
    server: WireServer, *, stream: bool, words: Callable[[str], None], patience: Patience | None = None
) -> list[str]:
    """Let an agent talk to the server; what its tool was made to do."""
    paid: list[str] = []

    @tool
    def pay(text: str, cc: str) -> str:
        """Pay."""
        paid.append(f"{text}/{cc}")
        return "paid"

    async with open_chat(Endpoint("m", "k", server.url), first_wait=0.0001, patience=patience) as chat:
        agent = create_agent(chat, [pay])
        try:
            with observing(Observer(on_text=words) if stream else Observer()):
                await agent.ainvoke({"messages": [("user", "pay")]})
        except ModelError as error:
            error.called["paid"] = paid
            raise
    return paid


def good_then(fault: Fault, before: int, *, stream: bool) -> Callable[[dict[str, Any]], Wire]:
    """Good calls first, each of its own number, then the fault for ever."""

    def answer(body: dict[str, Any]) -> Wire:
        turn = sum(message["role"] == "assistant" for message in body["messages"])
        assert bool(body.get("stream")) == stream
        if turn < before:
            return called(call(f'{{"text":"good {turn}","cc":"a"}}'))[stream]
        return fault.stream if stream else fault.whole

    return answer


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("place", BEFORE)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_no_fault_passes_for_an_answer(fault: Fault, place: str, stream: bool) -> None:
    """Each is its typed outcome after exactly so many requests, and nothing but the good calls was done."""
    before = BEFORE[place]
    with wired(good_then(fault, before, stream=stream)) as server, pytest.raises(ModelError) as caught:
        silent = (fault.stream if stream else fault.whole).end in ENDLESS
        await converse(server, stream=stream, words=lambda _: None, patience=QUICK if silent else None)
    outcome, requests = fault.expected(stream)
    assert caught.value.outcome in outcome.split("|")
    assert len(server.asked) - before == requests
    assert caught.value.called["paid"] == [f"good {n}/a" for n in range(before)]
    assert caught.value.called["requests"] == requests
    assert "\n" not in str(caught.value)


def test_there_are_forty_faults_and_more() -> None:
    """The table is as long as it is said to be, and every fault has a name of its own."""
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_control_good_answers_pass(stream: bool) -> None:
    """Positive control: through the same server and agent, a call is done and words come back."""
    said: list[str] = []

    def answer(body: dict[str, Any]) -> Wire:
        return (GOOD_TEXT if body["messages"][-1]["role"] == "tool" else GOOD_CALL)[stream]

    with wired(answer) as server:
        paid = await converse(server, stream=stream, words=said.append)
    assert (paid, len(server.asked)) == (["pay 1000/a"], 2)
    assert "".join(said) == ("done" if stream else "")


@pytest.mark.parametrize(
    "wire",
    [
        until_closed(events({"content": "The answer is do NOT pay"})[:8]),
        chunked(events({"content": None, "tool_calls": [call()]})[:9]),
        called(call(), end="length")[1],
    ],
    ids=["words cut off", "a call cut off", "a call at the limit"],
)
async def test_control_the_plain_client_takes_half_answers_for_whole_ones(wire: Wire) -> None:
    """Positive control: what the table refuses, the usual client gives back as an answer or a call to be made."""
    with wired(lambda _: wire) as server:
        async with httpx.AsyncClient() as client:
            plain = ChatOpenAI(
                model="m",
                api_key=SecretStr("k"),
                base_url=server.url,
                streaming=True,
                max_retries=0,
                http_async_client=client,
            )
            said = await plain.ainvoke("hello")
    assert said.text or said.tool_calls


async def test_a_dripping_stream_is_waited_for() -> None:
    """Silence is measured between two pieces; a stream that goes on is no silence, comments included."""
    parts = [b": still thinking\n\n", *events({"content": "done"})]
    with wired(lambda _: chunked(parts)) as server:
        assert await converse(server, stream=True, words=lambda _: None) == []
    assert len(server.asked) == 1


async def test_control_comments_alone_keep_a_stream_alive_for_ever() -> None:
    """Positive control: where silence is no limit, a server that only says that it lives is waited for without an end."""
    patient = Patience(first=0.2, idle=0.2, whole=60)
    kept_alive = chunked(events({"content": "The answer"})[:3], whole=False, end="drip")
    with wired(lambda _: kept_alive) as server, pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await converse(server, stream=True, words=lambda _: None, patience=patient)
    assert len(server.asked) == 1


async def test_a_mark_at_the_beginning_swallows_no_word() -> None:
    """A stream may begin with a byte order mark: its first event counts like all others."""
    said: list[str] = []
    first, *rest = events({"content": "do NOT pay"})[1:]
    with wired(lambda _: chunked([b"\xef\xbb\xbf" + first, *rest])) as server:
        await converse(server, stream=True, words=said.append)
    assert "".join(said) == "do NOT pay"
