"""Our client against aimock, an endpoint that nobody here wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from superindividual.errors import ModelError
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from tests.models.aimock import AiMock, aimock

pytestmark = pytest.mark.long

LOOK_UP: dict[str, Any] = {
    "type": "function",
    "function": {"name": "look_up", "parameters": {"type": "object", "properties": {"word": {}}}},
}
LIMITED = {"error": {"message": "slow down", "type": "rate_limit_error"}, "status": 429, "retryAfter": 0}
FIXTURES: list[dict[str, Any]] = [
    {"match": {"userMessage": "limited", "sequenceIndex": 0}, "response": LIMITED},
    {"match": {"userMessage": "limited"}, "response": {"content": "Here you are."}},
    {
        "match": {"userMessage": "what is it", "hasToolResult": False},
        "response": {"toolCalls": [{"name": "look_up", "arguments": {"word": "dues"}}]},
    },
    {"match": {"userMessage": "what is it"}, "response": {"content": "A fee that members pay."}},
    {
        "match": {"userMessage": "too long"},
        "response": {"content": "It is do NOT ", "finishReason": "length"},
    },
    {"match": {"userMessage": "broken"}, "response": {"error": {"message": "down"}, "status": 503}},
]


async def ask(server: AiMock, *messages: Any) -> AIMessage:
    async with open_chat(Endpoint(model="m", key="k", base_url=server.url), first_wait=0.001) as chat:
        said = await chat.bind_tools([LOOK_UP]).ainvoke(list(messages))
        assert isinstance(said, AIMessage)
        return said


async def test_a_tool_loop_a_limit_and_faults(tmp_path: Path) -> None:
    """A call comes back whole, its result is understood, a 429 costs one more request, faults are typed."""
    with aimock(FIXTURES, tmp_path) as server:
        question = HumanMessage("what is it")
        called = await ask(server, question)
        assert [(c["name"], c["args"]) for c in called.tool_calls] == [("look_up", {"word": "dues"})]
        result = ToolMessage("a fee", tool_call_id=called.tool_calls[0]["id"])
        assert (await ask(server, question, called, result)).text == "A fee that members pay."
        assert len(server.requests()) == 2
        assert (await ask(server, HumanMessage("limited"))).text == "Here you are."
        assert [r["response"]["status"] for r in server.requests()] == [200, 200, 429, 200]
        for words, outcome in {"too long": "truncated", "broken": "overloaded"}.items():
            with pytest.raises(ModelError) as caught:
                await ask(server, HumanMessage(words))
            assert caught.value.outcome == outcome
