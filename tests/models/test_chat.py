"""The chat client against a real server on loopback: what counts, what is repeated, what each fault is called."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import LLMResult
from langchain_core.runnables import RunnableLambda
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from superindividual.errors import ModelError
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from superindividual.models.observer import Observer, observing
from superindividual.models.source import ATTEMPTS
from tests.models.faults import events
from tests.models.server import Reply, calls, in_order, says, serving
from tests.models.wire import chunked, wired

GOOD = says("done")
CUT_CALL = says(
    reason="length",
    tool_calls=[
        {
            "id": "1",
            "type": "function",
            "function": {"name": "pay", "arguments": '{"text":"pay 1000","cc":"a"}'},
        }
    ],
)


def error(status: int, code: str = "", headers: dict[str, str] | None = None) -> Reply:
    return Reply({"error": {"message": f"status {status}", "code": code}}, status, headers or {})


async def ask(reply: Any) -> tuple[AIMessage | ModelError, int]:
    """What comes of one call, and how many requests it took."""
    with serving(reply) as server:
        async with open_chat(Endpoint(model="m", key="k", base_url=server.url), first_wait=0.001) as chat:
            try:
                return await chat.ainvoke("hello"), len(server.asked)
            except ModelError as failed:
                return failed, len(server.asked)


@pytest.mark.parametrize(
    ("reply", "outcome", "requests"),
    [
        pytest.param(says("The answer is do NOT ", reason="length"), "truncated", 1, id="cut at the limit"),
        pytest.param(CUT_CALL, "truncated", 1, id="tool call cut at the limit"),
        pytest.param(says("x", reason="content_filter"), "filtered", 1, id="filtered"),
        pytest.param(says("x", reason="who_knows"), "truncated", 1, id="unknown end"),
        pytest.param(says(None, refusal="I will not."), "refused", 1, id="refused"),
        pytest.param(says(""), "empty", ATTEMPTS, id="empty"),
        pytest.param(says("  \n"), "empty", ATTEMPTS, id="blank"),
        pytest.param(
            calls(("pay", '{"text": "pay 1000", "cc"')), "malformed", ATTEMPTS, id="half a tool call"
        ),
        pytest.param(calls(("pay", '{"to": "a", "to": "b"}')), "malformed", ATTEMPTS, id="a key twice"),
        pytest.param(calls(("pay", '{"sum": NaN}')), "malformed", ATTEMPTS, id="NaN"),
        pytest.param(calls(("pay", "[1]")), "malformed", ATTEMPTS, id="arguments that are a list"),
        pytest.param(Reply(b"<html>", content_type="text/html"), "malformed", ATTEMPTS, id="HTML with 200"),
        pytest.param(Reply(b"{"), "malformed", ATTEMPTS, id="no JSON"),
        pytest.param(Reply({"choices": []}), "malformed", ATTEMPTS, id="no choice"),
        pytest.param(Reply({"choices": None}), "malformed", ATTEMPTS, id="null choices"),
        pytest.param(Reply({}), "malformed", ATTEMPTS, id="empty object"),
        pytest.param(error(400), "refused_request", 1, id="400"),
        pytest.param(error(401), "denied", 1, id="401"),
        pytest.param(error(403), "denied", 1, id="403"),
        pytest.param(error(404), "unknown_model", 1, id="404"),
        pytest.param(error(429, "insufficient_quota"), "quota", 1, id="quota"),
        pytest.param(error(429, headers={"retry-after": "0"}), "rate_limited", ATTEMPTS, id="429"),
        pytest.param(error(429, headers={"retry-after": "120"}), "paused", 1, id="429 for two minutes"),
        pytest.param(error(500), "overloaded", ATTEMPTS, id="500"),
        pytest.param(error(503), "overloaded", ATTEMPTS, id="503"),
    ],
)
async def test_a_bad_answer_is_a_typed_outcome(reply: Reply, outcome: str, requests: int) -> None:
    """No fault passes for an answer; only what may pass by itself is asked again, at most three times."""
    said, made = await ask(lambda _: reply)
    assert isinstance(said, ModelError), said
    assert (said.outcome, made) == (outcome, requests)
    assert "\n" not in str(said)


@pytest.mark.parametrize(
    "first", [error(500), error(429, headers={"retry-after": "0"}), says(""), Reply(b"{")], ids=str
)
async def test_what_passes_by_itself_costs_one_more_request(first: Reply) -> None:
    """After one such fault the next answer counts."""
    said, made = await ask(in_order(first, GOOD))
    assert isinstance(said, AIMessage)
    assert (said.text, made) == ("done", 2)


async def test_a_whole_answer_comes_back_with_its_calls_and_usage() -> None:
    """Tool calls and tokens arrive as they were sent; empty arguments mean none."""
    said, made = await ask(lambda _: calls(("list_files", ""), ("read_file", {"path": "ä"})))
    assert isinstance(said, AIMessage)
    assert [(c["name"], c["args"]) for c in said.tool_calls] == [
        ("list_files", {}),
        ("read_file", {"path": "ä"}),
    ]
    assert said.usage_metadata and (said.usage_metadata["input_tokens"], made) == (11, 1)


async def test_an_endpoint_that_is_not_there_is_unreachable() -> None:
    """A refused connection names itself."""
    with serving(lambda _: GOOD) as server:
        gone = server.url
    async with open_chat(Endpoint(model="m", key="k", base_url=gone), first_wait=0.001) as chat:
        with pytest.raises(ModelError) as caught:
            await chat.ainvoke("hello")
    assert caught.value.outcome == "unreachable"


@pytest.mark.parametrize(
    "reply",
    [
        says("The answer is do NOT ", reason="length"),
        says(""),
        calls(("pay", '{"to": "a", "to": "b"}')),
        CUT_CALL,
    ],
    ids=["cut", "empty", "a key twice", "cut call"],
)
async def test_control_the_plain_client_takes_these_for_answers(reply: Reply) -> None:
    """Positive control: without our layer each of these is returned as if it were whole."""
    with serving(lambda _: reply) as server:
        async with httpx.AsyncClient() as client:
            plain = ChatOpenAI(
                model="m", api_key=SecretStr("k"), base_url=server.url, http_async_client=client
            )
            assert isinstance(await plain.ainvoke("hello"), AIMessage)


async def test_the_key_goes_into_the_header_and_nowhere_else() -> None:
    """The body of a request never holds the key."""
    with serving(lambda _: GOOD) as server:
        async with open_chat(Endpoint(model="m", key="sk-very-secret", base_url=server.url)) as chat:
            await chat.ainvoke("hello")
    assert server.keys == ["Bearer sk-very-secret"]
    assert "sk-very-secret" not in json.dumps(server.asked)


class Listener(AsyncCallbackHandler):
    """Keeps what was answered."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    async def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        self._told.append(response.generations[0][0].text)


async def test_who_listens_to_callbacks_is_told() -> None:
    """LangChain's callbacks are called where there are any; without them the answer is the same."""
    told: list[str] = []
    with serving(lambda _asked: says("done")) as server:
        async with open_chat(Endpoint(model="m", key="k", base_url=server.url)) as chat:
            silent = await chat.ainvoke("hello")
            heard = await chat.ainvoke("hello", {"callbacks": [Listener(told)]})
    assert told == ["done"] and server.asked[0] == server.asked[1]
    assert silent.model_dump(exclude={"id"}) == heard.model_dump(exclude={"id"})


async def test_who_listens_to_the_graph_around_is_told_too() -> None:
    """Callbacks of whatever the call is made in, where the call names none of its own."""
    told: list[str] = []
    with serving(lambda _asked: says("done")) as server:
        async with open_chat(Endpoint(model="m", key="k", base_url=server.url)) as chat:
            around: Any = RunnableLambda(lambda _given: None, afunc=lambda _given: chat.ainvoke("hello"))
            await around.ainvoke("x")
            assert told == []
            await around.ainvoke("x", {"callbacks": [Listener(told)]})
    assert told == ["done"]


@pytest.mark.parametrize("traced", [True, False], ids=["asked for", "control: not asked for"])
async def test_a_tracer_of_the_environment_listens(monkeypatch: pytest.MonkeyPatch, traced: bool) -> None:
    """Who asks LangChain by its variables to trace calls gets them by LangChain's own way."""
    if traced:
        monkeypatch.setattr("langchain_core.tracers.context._tracing_v2_is_enabled", lambda: "local")
    async with open_chat(Endpoint(model="m", key="k", base_url="http://127.0.0.1:9/v1")) as chat:
        assert chat._heard(None) is traced


SECRET = "sk-repeated-0123456789"
REPEATED = [
    pytest.param(Reply({"error": {"message": f"no such key: Bearer {SECRET}"}}, 401), id="in an error"),
    pytest.param(says(f"your key is {SECRET}"), id="in an answer"),
    pytest.param(calls(("write_file", {"content": SECRET})), id="in a call"),
    pytest.param(
        Reply(says(f"your key is {SECRET}").bytes.replace(b"sk-", b"sk\\u002d")), id="written with escapes"
    ),
]


async def told_of_the_key(reply: Reply, *, stream: bool) -> str:
    """All that comes out of a call to a server that repeats the key."""
    said: list[str] = []
    with serving(lambda _body: reply) as server:
        async with open_chat(Endpoint(model="m", key=SECRET, base_url=server.url), first_wait=0.001) as chat:
            with observing(Observer(on_text=said.append if stream else None)):
                try:
                    answer = await chat.ainvoke("hello")
                except ModelError as failed:
                    return f"{failed}{vars(failed)}{said}"
    return f"{answer!r}{said}"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("reply", REPEATED)
async def test_a_key_that_the_server_repeats_goes_no_further(reply: Reply, stream: bool) -> None:
    """Errors and answers are kept and shown; the key is in none of them."""
    told = await told_of_the_key(reply, stream=stream)
    assert SECRET not in told
    assert "[key]" in told


@pytest.mark.parametrize("reply", REPEATED)
async def test_control_else_the_key_would_be_kept(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what is not looked through holds it."""
    monkeypatch.setattr("superindividual.models.mask._LIKE_A_KEY", 1000)
    assert SECRET in await told_of_the_key(reply, stream=False)


async def words_shown(text: str, key: str = SECRET) -> list[str]:
    """What is shown of an answer that comes in pieces of three characters, while it comes; it ends as the whole does."""
    said: list[str] = []
    with wired(lambda _body: chunked(events({"content": text}))) as server:
        async with open_chat(Endpoint(model="m", key=key, base_url=server.url)) as chat:
            with observing(Observer(on_text=said.append)):
                answer = await chat.ainvoke("hello")
    assert "".join(said) == answer.text
    return said


@pytest.mark.parametrize(
    "text",
    [f"your key is {SECRET}", f"{SECRET} it is", f"sk-sk-repeated-{SECRET}{SECRET} twice", f"{SECRET[:-1]}"],
)
async def test_a_key_in_pieces_is_not_shown_while_it_comes(text: str) -> None:
    """No event has all of it, and all of them together neither; what only begins like it is shown in the end."""
    said = await words_shown(text)
    assert SECRET not in "".join(said)
    assert "".join(said) == text.replace(SECRET, "[key]")


async def test_control_else_its_pieces_would_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: masked event by event, a key of two pieces stands in the progress."""
    monkeypatch.setattr("superindividual.models.mask.Mask.beginning", lambda _mask, _text: 0)
    said: list[str] = []
    with wired(lambda _body: chunked(events({"content": f"your key is {SECRET}"}))) as server:
        async with open_chat(Endpoint(model="m", key=SECRET, base_url=server.url)) as chat:
            with observing(Observer(on_text=said.append)):
                await chat.ainvoke("hello")
    assert SECRET in "".join(said)
