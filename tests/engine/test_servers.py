"""Tool servers from role cards: a real one over stdio, contained; its tools are authorised, and come from outside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import wording
from superindividual.engine.inquiry import Founder
from superindividual.engine.worker import Worker
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from superindividual.specs.agent import AgentSpec
from superindividual.specs.catalog import Catalog
from superindividual.tools.authorize import granted
from superindividual.tools.sandbox import find_sandbox
from tests.engine.company import Desktop
from tests.engine.test_model_agent import SUBMIT, WRITE, answer, budgets, events, model_agent
from tests.engine.test_permissions import until
from tests.models.server import ModelServer, Reply, calls, in_order, says, serving

SANDBOX = find_sandbox()[0]
WORDS = Path(__file__).parent / "servers" / "words.py"
FLOW = {"name": "w", "steps": [{"id": "posts", "agent": "writer", "deliver": "posts", "approve": "always"}]}
CARD = "---\nname: writer\ndescription: Writes.\n{more}---\nWrite.\n"

pytestmark = pytest.mark.skipif(SANDBOX is None, reason="tool servers run contained only")


def words(**more: Any) -> dict[str, Any]:
    return {"command": "python3", "args": [str(WORDS)], "see": [str(WORDS.parent)], **more}


def company(desk: Desktop, servers: dict[str, Any] | None, card: str = "mcpServers: [words]\n") -> Desktop:
    desk.paths.agents.mkdir(parents=True, exist_ok=True)
    (desk.paths.agents / "writer.md").write_text(CARD.format(more=card))
    if servers is not None:
        desk.paths.servers.write_text(json.dumps({"mcpServers": servers}))
    desk.catalog = Catalog(desk.paths)
    return desk


@asynccontextmanager
async def worked(desk: Desktop, *replies: Reply) -> AsyncIterator[ModelServer]:
    """The step done by a model that answers so, with the sandbox of this machine."""
    with serving(in_order(*replies)) as server:
        async with open_chat(Endpoint("m", "sk-secret-key", server.url), first_wait=0.001) as chat:
            agent = model_agent(desk, chat, budgets(desk.journal, desk.spec.budget))
            desk.start(FLOW, engine="model")
            context = replace(desk.context(), agents={"model": agent}, sandbox=SANDBOX)
            await Worker(context).serve(forever=False)
        yield server


def offered(server: ModelServer, call: int = 0) -> dict[str, str]:
    return {t["function"]["name"]: t["function"]["description"] for t in server.asked[call]["tools"]}


async def test_a_servers_tool_is_called_and_its_answer_is_material(desk: Desktop) -> None:
    """The model is offered it, the toolbox makes and records the call, and the deliverable says where it came from."""
    use = calls(("mcp__words__count", {"text": "one two three"}))
    async with worked(company(desk, {"words": words()}), use, calls(WRITE), calls(SUBMIT)) as server:
        pass
    assert "Count the words" in offered(server)["mcp__words__count"]
    assert "from outside" in offered(server)["mcp__words__count"]
    assert server.asked[1]["messages"][-1]["content"] == "<data>\n3\n</data>"
    assert events(desk, "tool.called")[0] | {"arguments": ""} == {
        "tool": "mcp__words__count",
        "ok": True,
        "arguments": "",
    }
    (request,) = desk.journal.decisions.waiting()
    assert desk.objects.deliverable(request.binding).outside == ("mcp:words",)
    (started,) = events(desk, "server.started")
    assert "mcp__words__count" in started["tools"]


@pytest.mark.parametrize(
    "servers", [{"words": words()}, None], ids=["beside a server", "control: without one"]
)
async def test_what_an_attempt_broke_on_is_told_as_it_is(
    desk: Desktop, servers: dict[str, Any] | None
) -> None:
    """A refusal is a refusal, and is tried again as one, whatever the protocol's library puts errors into."""
    card = "mcpServers: [words]\n" if servers else ""
    refused = says(None, refusal="I cannot.")
    async with worked(company(desk, servers, card), *[refused] * 3):
        pass
    assert len(events(desk, "server.started")) == (3 if servers else 0)
    assert [event["error"] for event in events(desk, "attempt.failed")] == ["ModelError"] * 3
    assert "I cannot." in desk.journal.decisions.waiting()[0].question["summary"]


async def test_a_server_has_nothing_but_what_it_is_given(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key, no file of the founder's: only the environment and the places that they named for it."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key")
    monkeypatch.setenv("WORDS_TOKEN", "t-1")
    servers = {"words": words(env={"TOKEN": "${WORDS_TOKEN}"})}
    own, seen = (calls(("mcp__words__surroundings", {"path": str(p)})) for p in (desk.paths.servers, WORDS))
    async with worked(company(desk, servers), own, seen, calls(WRITE), calls(SUBMIT)) as server:
        pass
    said, control = (server.asked[n]["messages"][-1]["content"] for n in (1, 2))
    assert "token=t-1" in said
    assert "OPENAI" not in said
    assert "there=False" in said
    assert "there=True" in control


async def test_a_server_reaches_no_network_unless_it_is_given_one(desk: Desktop) -> None:
    """The control beside it: with `network` the same call reaches the same port."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        reach = calls(("mcp__words__reach", {"host": "127.0.0.1", "port": port}))
        servers = {"words": words(), "open": words(network=True)}
        opened = calls(("mcp__open__reach", {"host": "127.0.0.1", "port": port}))
        card = "mcpServers: [words, open]\n"
        async with worked(company(desk, servers, card), opened, reach, calls(WRITE), calls(SUBMIT)) as server:
            pass
    assert "connected" in server.asked[1]["messages"][-1]["content"]
    assert "The tool failed" in server.asked[2]["messages"][-1]["content"]


async def test_a_server_with_the_network_waits_for_the_founder_once_something_foreign_was_read(
    desk: Desktop,
) -> None:
    """As a tool of ours does: what the first call answered may have named what the second one sends; a no is the answer."""
    servers, card = {"open": words(network=True), "words": words()}, "mcpServers: [words, open]\n"
    first, second = ({"text": "brief"}, {"text": "the client owes 5"})
    replies = [
        calls(("mcp__words__count", first)),
        calls(("mcp__words__count", second)),
        calls(("mcp__open__count", second)),
        calls(("mcp__open__count", {**second, "more": "x"})),
        calls(WRITE),
        calls(SUBMIT),
    ]
    told: list[str] = []
    with serving(in_order(*replies)) as server:
        async with open_chat(Endpoint("m", "k", server.url), first_wait=0.001) as chat:
            agent = model_agent(company(desk, servers, card), chat, budgets(desk.journal, desk.spec.budget))
            desk.start(FLOW, engine="model")
            context = replace(desk.context(), agents={"model": agent}, sandbox=SANDBOX)
            task = asyncio.create_task(Worker(context).serve(forever=False))
            request = await until(lambda: next(iter(desk.journal.decisions.waiting()), None))
            told.append(wording.question(request))
            assert (request.kind, request.question["reason"]) == ("permission", "tainted")
            assert len(server.asked) == 3, "the contained server was not asked about"
            desk.decide("reject", "no names of clients")
            context.watch.wake()
            await asyncio.wait_for(task, 60)
    assert "mcp:words" in told[0] and "the client owes 5" in told[0]
    answers = [m["content"] for m in server.asked[-1]["messages"] if m["role"] == "tool"]
    assert "no names of clients" in answers[2] and answers[2].startswith("Refused")
    assert "there is no argument more" in answers[3]


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "control"])
async def test_what_was_read_before_a_question_still_labels_after_a_restart(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """The process that goes on has read nothing itself; in the control it is not told, and the label is gone."""
    if not kept:
        monkeypatch.setattr(Founder, "learnt_before", lambda _self: {})
    read = calls(("mcp__words__count", {"text": "one two"}))
    ask = calls(("ask_founder", {"question": "May it name Ada?"}))
    with serving(in_order(read, ask, calls(WRITE), calls(SUBMIT))) as server:
        async with open_chat(Endpoint("m", "k", server.url), first_wait=0.001) as chat:
            agent = model_agent(
                company(desk, {"words": words()}), chat, budgets(desk.journal, desk.spec.budget)
            )
            desk.start(FLOW, engine="model")
            await Worker(replace(desk.context(), agents={"model": agent}, sandbox=SANDBOX)).serve(
                forever=False
            )
            answer(desk, "no")
            await Worker(replace(desk.context(), agents={"model": agent}, sandbox=SANDBOX)).serve(
                forever=False
            )
    (request,) = desk.journal.decisions.waiting()
    assert desk.objects.deliverable(request.binding).outside == (("mcp:words",) if kept else ())


async def test_what_a_server_says_cannot_pose_as_an_instruction(desk: Desktop) -> None:
    """Its answers stay inside the fence, and its descriptions are marked as its own words, on one line."""
    async with worked(
        company(desk, {"words": words()}), calls(("mcp__words__obey", {})), calls(WRITE), calls(SUBMIT)
    ) as server:
        pass
    said = server.asked[1]["messages"][-1]["content"]
    assert said.count("</data>") == 1
    assert said.endswith("</data>")
    assert offered(server)["mcp__words__obey"].startswith("Of the server words, from outside the company")


@pytest.mark.parametrize("tool", ["fail", "die"])
async def test_a_server_that_fails_or_dies_ends_no_attempt(desk: Desktop, tool: str) -> None:
    """The model is told, and the work goes on."""
    broken = calls((f"mcp__words__{tool}", {}))
    after = calls(("mcp__words__count", {"text": "a b"}))
    async with worked(
        company(desk, {"words": words()}), broken, after, calls(WRITE), calls(SUBMIT)
    ) as server:
        pass
    assert "failed" in server.asked[1]["messages"][-1]["content"]
    assert desk.journal.decisions.waiting()[0].version == 1


@pytest.mark.parametrize(
    ("servers", "why"),
    [
        (None, "there is no server words"),
        ({"other": {"command": "x"}}, "there is no server words"),
        ({"words": {"command": "no-such-program"}}, ""),
        ({"words": {"command": "python3", "args": ["-c", "print('hello')"]}}, ""),
        ({"words": {"url": "https://tools.example/mcp"}}, "cannot be started"),
        ({"words": words(env={"TOKEN": "${NOT_SET_ANYWHERE}"})}, "NOT_SET_ANYWHERE is not set"),
    ],
    ids=["no file", "not named", "no program", "no server", "remote", "no variable"],
)
async def test_a_server_that_cannot_be_had_is_told_and_left_out(
    desk: Desktop, servers: dict[str, Any] | None, why: str
) -> None:
    """One clear reason in the journal; the agent works without its tools."""
    async with worked(company(desk, servers), calls(WRITE), calls(SUBMIT)) as server:
        pass
    (failed,) = events(desk, "server.failed")
    assert failed["server"] == "words"
    assert failed["reason"]
    assert why in failed["reason"]
    assert not [name for name in offered(server) if name.startswith("mcp__")]
    assert desk.journal.decisions.waiting()[0].version == 1


async def test_a_card_cannot_start_a_program(desk: Desktop, tmp_path: Path) -> None:
    """A command inside a card, which somebody else may have written, is never run; the founder's own file alone says what is."""
    ran = tmp_path / "ran"
    card = f"mcpServers:\n  - evil:\n      command: touch\n      args: ['{ran}']\n"
    async with worked(company(desk, {}, card), calls(WRITE), calls(SUBMIT)):
        pass
    assert not ran.exists()
    assert "there is no server evil" in events(desk, "server.failed")[0]["reason"]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({}, {"mcp__words__count", "mcp__words__fail", "mcp__wordsmith__x", "submit"}),
        ({"tools": ("read_file",)}, {"submit"}),
        ({"tools": ("mcp__words",)}, {"mcp__words__count", "mcp__words__fail", "submit"}),
        ({"tools": ("mcp__words__*",)}, {"mcp__words__count", "mcp__words__fail", "submit"}),
        ({"tools": ("mcp__words__count",)}, {"mcp__words__count", "submit"}),
        ({"disallowed_tools": ("mcp__words",)}, {"mcp__wordsmith__x", "submit"}),
        ({"disallowed_tools": ("mcp__words__fail",)}, {"mcp__words__count", "mcp__wordsmith__x", "submit"}),
    ],
)
def test_cards_grant_the_tools_of_servers_by_their_usual_names(
    card: dict[str, Any], expected: set[str]
) -> None:
    """`mcp__SERVER`, `mcp__SERVER__*` and `mcp__SERVER__TOOL`, as cards of other tools have them; no prefix of another name."""
    offered = {"mcp__words__count", "mcp__words__fail", "mcp__wordsmith__x", "submit"}
    spec = AgentSpec(name="a", description="d", prompt="p", **card)
    assert granted(spec, offered) == expected
