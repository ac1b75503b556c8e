"""Answers that OpenAI's API really gave, replayed byte for byte, and cut off at every place."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from superindividual.errors import ModelError
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from superindividual.models.observer import Observer, observing
from superindividual.models.outcome import Judged, judge
from superindividual.models.stream import DONE, Assembly, EventLines
from tests.models.wire import Wire, http, until_closed, wired

HERE = Path(__file__).parent / "recorded"
TOOL_CALL = (HERE / "tool_call.sse").read_bytes()
LONG_TEXT = gzip.decompress((HERE / "long_text.sse.gz").read_bytes())
REASONED = (HERE / "reasoned.json").read_bytes()
STREAMS = pytest.mark.parametrize("recorded", [TOOL_CALL, LONG_TEXT], ids=["tool call", "long text"])


async def replayed(wire: Wire, *, stream: bool) -> tuple[AIMessage, str]:
    """What comes of it through the whole layer, and the words that were shown meanwhile."""
    shown: list[str] = []
    with wired(lambda _: wire) as server:
        async with open_chat(Endpoint("m", "k", server.url), first_wait=0.001) as chat:
            with observing(Observer(on_text=shown.append) if stream else Observer()):
                said: Any = await chat.ainvoke("hello")
    return said, "".join(shown)


def taken(chunks: list[bytes]) -> Judged:
    """What comes of bytes that arrive in these pieces, with the end of the connection after them."""
    lines, assembly = EventLines(), Assembly()
    for chunk in chunks:
        for data in lines.feed(chunk):
            if data == DONE:
                return judge(assembly.whole())
            assembly.add(data)
    return judge(assembly.whole())


def before_end(recorded: bytes) -> bytes:
    """All of it before the event that says why the answer ended."""
    before, _event, _after = recorded.partition(b'"finish_reason":"')
    return before


async def test_a_recorded_tool_call_comes_back_whole() -> None:
    """Name, arguments, number and tokens."""
    said, _shown = await replayed(until_closed([TOOL_CALL]), stream=True)
    (call,) = said.tool_calls
    assert (call["name"], call["id"]) == ("_Person", "call_9MmhpM34dYIcHt0SHUXsgZgN")
    assert call["args"] == {"name": "Erick", "age": 27}
    assert said.usage_metadata and said.usage_metadata["output_tokens"] > 0


async def test_a_recorded_text_is_shown_as_it_is_given() -> None:
    """Every word that was shown stands in the answer, and the other way round."""
    said, shown = await replayed(until_closed([LONG_TEXT]), stream=True)
    assert said.text == shown
    assert said.usage_metadata and said.usage_metadata["output_tokens"] == 877


async def test_a_recorded_answer_of_a_model_that_reasons() -> None:
    """Its tokens of reasoning are tokens that were written."""
    said, _shown = await replayed(http(REASONED), stream=False)
    assert said.text == '{"response":"good"}'
    assert said.usage_metadata and said.usage_metadata["output_tokens"] == 402
    assert said.response_metadata["called"]["estimated"] is False


@STREAMS
def test_however_the_bytes_arrive_the_answer_is_the_same(recorded: bytes) -> None:
    """In pieces of any size, also inside characters and between the ends of lines."""
    whole, chance = taken([recorded]), random.Random(6)
    for most in (1, 7, 100, 5000):
        pieces, at = [], 0
        while at < len(recorded):
            size = chance.randint(1, most)
            pieces.append(recorded[at : at + size])
            at += size
        assert taken(pieces) == whole
    assert taken([recorded.replace(b"\n", b"\r\n")]) == whole


@STREAMS
def test_cut_off_anywhere_before_its_end_it_is_no_answer(recorded: bytes) -> None:
    """At every byte of a short stream, at many of a long one: always `cut`, never a call and never half a text."""
    before = before_end(recorded)
    step = max(1, len(before) // 2000)
    for length in range(0, len(before), step):
        with pytest.raises(ModelError) as caught:
            taken([recorded[:length]])
        assert caught.value.outcome == "cut"
    assert len(range(0, len(before), step)) > 1000


def test_control_arguments_cut_off_are_often_json() -> None:
    """Positive control: without the end of the answer, some cuts of the recorded call would have been valid calls."""
    valid = 0
    for length in range(0, len(TOOL_CALL), 50):
        lines, assembly = EventLines(), Assembly()
        for data in lines.feed(TOOL_CALL[:length]):
            if data != DONE:
                assembly.add(data)
        assembly._end = "tool_calls"
        try:
            valid += bool(judge(assembly.whole()).calls)
        except ModelError:
            continue
    assert valid
