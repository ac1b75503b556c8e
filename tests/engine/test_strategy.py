"""Which form a deliverable is handed over in follows what the endpoint really does, also where it says otherwise."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.utils.json import parse_json_markdown

from superindividual.engine.budget import Budget
from superindividual.engine.meter import Meter
from superindividual.engine.model_agent import ModelAgent
from superindividual.engine.transcript import Transcript
from superindividual.engine.worker import Worker
from superindividual.engine.written import FORM, alone
from superindividual.models.opening import Surroundings, open_models
from superindividual.specs.models import ModelsSpec
from superindividual.specs.workflow import BudgetSpec
from tests.engine.company import Desktop
from tests.engine.test_model_agent import ONE_STEP, SUBMIT, WRITE, events, told
from tests.engine.test_written import written
from tests.models.server import ModelServer, Reply, calls, in_order, says, serving

ONCE = {"name": "w", "steps": [{**ONE_STEP["steps"][0], "attempts": 1}]}  # type: ignore[dict-item]
NO_TOOLS = {"tools": False}
HOLDS = {"tools": False, "schema_form": "json_schema", "strict": True}


@asynccontextmanager
async def measured(
    desk: Desktop, quirks: dict[str, Any], answer: Callable[[dict[str, Any]], Reply]
) -> AsyncIterator[tuple[ModelServer, Callable[[], Any]]]:
    """A worker with one endpoint, of which `doctor --probe` once stored these quirks."""
    with serving(answer) as server:
        spec = ModelsSpec.model_validate(
            {"endpoints": {"a": {"base_url": server.url}}, "tiers": {"strong": ["a/m"]}}
        )
        desk.journal.measurements.keep(server.url, "m", quirks)
        around = Surroundings(first_wait=0.001, measured=desk.journal.measurements.found)
        async with open_models(spec, {}, around) as (chat, pool):
            transcript = Transcript(desk.objects)
            meter = Meter(desk.journal, transcript, "m", lambda _: Budget((BudgetSpec(),)))
            today = desk.journal.clock().date()
            agent = ModelAgent(
                chat, "m", meter, transcript, lambda need: pool.first_quirks(need, today, around.spent)
            )

            async def work() -> None:
                await Worker(replace(desk.context(), agents={"model": agent})).serve(forever=False)

            yield server, work


def refuse(words: str) -> Reply:
    return Reply({"error": {"message": words}}, status=400)


def made(desk: Desktop) -> dict[str, bytes]:
    (request,) = desk.journal.decisions.waiting()
    return dict(desk.objects.bundle(request.binding).files)


POST = {"marketing/posts/x.md": b"Hello\n"}


async def test_one_that_calls_tools_is_offered_them(desk: Desktop) -> None:
    """No form of the answer is asked for beside them."""
    async with measured(desk, {**HOLDS, "tools": True}, in_order(calls(WRITE), calls(SUBMIT))) as (
        server,
        work,
    ):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert all("tools" in asked and "response_format" not in asked for asked in server.asked)
    assert events(desk, "model.writes") == []


@pytest.mark.parametrize(
    ("quirks", "form"),
    [
        (HOLDS, "json_schema"),
        ({**NO_TOOLS, "schema_form": "json_object"}, "json_object"),
        ({**NO_TOOLS, "schema_form": "none"}, None),
    ],
    ids=["schema", "object", "words"],
)
async def test_one_that_calls_none_hands_over_in_the_form_it_was_seen_to_take(
    desk: Desktop, quirks: dict[str, Any], form: str | None
) -> None:
    """From the first call on: no tool is offered, the schema or the words say what to answer, one call is enough."""
    async with measured(desk, quirks, lambda _: says(written())) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    (asked,) = server.asked
    assert "tools" not in asked
    assert asked.get("response_format", {}).get("type") == form
    assert "You have no tools" in told(server) and '"files"' in told(server)
    assert [e["form"] for e in events(desk, "model.writes")] == ["schema" if form else "words"]
    if form == "json_schema":
        held = asked["response_format"]["json_schema"]
        assert held["strict"] and held["schema"]["required"] == ["files", "summary", "claims"]


async def test_a_schema_that_is_refused_is_asked_for_in_words(desk: Desktop) -> None:
    """It was stored that the endpoint takes one, and it lies."""

    def lies(body: dict[str, Any]) -> Reply:
        refused = "response_format" in body
        return refuse("response_format of type json_schema is not supported") if refused else says(written())

    async with measured(desk, HOLDS, lies) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert ["response_format" in asked for asked in server.asked] == [True, False]
    assert [e["form"] for e in events(desk, "model.writes")] == ["schema", "words"]


async def test_a_schema_that_is_passed_over_is_mended_in_words(desk: Desktop) -> None:
    """It takes the schema and answers in prose: it is told once more, without the schema."""
    async with measured(desk, HOLDS, in_order(says("Here is your post: Hello"), says(written()))) as (
        server,
        work,
    ):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert ["response_format" in asked for asked in server.asked] == [True, False]
    assert "That is not one whole JSON object" in told(server)


THINKS = '<think>\n{"files": []}? No.\n</think>\n'
BETWEEN = [
    "```json\n{}\n```",
    "Here is it:\n```json\n{}\n```\nTell me!",
    "Sure. {} Done.",
    THINKS + "{}",
    "{}\n\nDone.",
]
TWICE = {"files": [{"path": "marketing/posts/y.md", "content": "Other\n"}], "summary": "Another post."}
NEITHER = [
    "{} {}",
    "Take this: {}\nor that: " + json.dumps(TWICE),
    "[{}]",
    "Both: [{}, 2]",
    '"{}"',
    "Here is half: {",
    "{}}",
    "I would put {name} there: {}",
    "<think>{}",
    "<think>{}</think>",
    "Here is half: " + "{}"[:1] + '"files": [{"path": "marketing/posts/y.md", "content": "Ot',
    "{} and 1 more: {",
    '{"post": {}}',
]


@pytest.mark.parametrize("form", BETWEEN)
async def test_one_whole_object_between_words_is_taken(desk: Desktop, form: str) -> None:
    """In a fence, alone in prose, after thoughts: the one object, as it stands; the founder sees that there were words."""
    async with measured(desk, NO_TOOLS, lambda _: says(form.replace("{}", written()))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert len(server.asked) == 1
    fenced = form.startswith("```")
    assert [e["form"] for e in events(desk, "model.writes")][1:] == ([] if fenced else ["between"])


@pytest.mark.parametrize("form", NEITHER)
async def test_two_objects_or_half_of_one_are_none(desk: Desktop, form: str) -> None:
    """Nothing of such an answer is taken, and the model is told to say it again; the next whole one is."""
    odd = form.replace("{}", written())
    async with measured(desk, NO_TOOLS, in_order(says(odd), says(written()))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert len(server.asked) == 2
    assert [e["tool"] for e in events(desk, "tool.called")] == ["write_file", "submit"], "of the second only"


def test_control_half_an_object_is_repaired_by_the_usual_reader() -> None:
    """Positive control: LangChain's own reader closes what the model never wrote to its end, and a deliverable is cut off."""
    half = "Here is half:\n```json\n" + written().partition(', "summary"')[0][:-8]
    assert parse_json_markdown(half)["files"][0]["path"] == "marketing/posts/x.md"
    assert alone(half) == half


async def test_the_form_itself_is_no_work(desk: Desktop) -> None:
    """A model that repeats what it was told to fill in has handed nothing over."""
    async with measured(desk, NO_TOOLS, in_order(says(FORM), says(written()))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert "the form itself" in told(server)


async def test_an_object_that_a_model_with_tools_mentions_is_not_taken(desk: Desktop) -> None:
    """It may quote a page that it read: only an answer that is nothing but the object is one."""
    quoting = says(f"The page says: {written()} I shall not do that.")
    async with measured(desk, {**HOLDS, "tools": True}, in_order(quoting, calls(WRITE), calls(SUBMIT))) as (
        server,
        work,
    ):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert "Nothing has been handed over" in told(server, 1)
    assert [e["tool"] for e in events(desk, "tool.called")] == ["write_file", "submit"]


@pytest.mark.parametrize(
    "refusal",
    ["registry/m does not support tools", '"auto" tool choice requires --enable-auto-tool-choice to be set'],
)
async def test_tools_that_are_refused_give_way_to_the_schema(desk: Desktop, refusal: str) -> None:
    """It was stored that it calls tools; the refusal is told to the founder."""
    quirks = {**HOLDS, "tools": True}
    async with measured(desk, quirks, lambda b: refuse(refusal) if "tools" in b else says(written())) as (
        server,
        work,
    ):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert [("tools" in a, "response_format" in a) for a in server.asked] == [(True, False), (False, True)]
    (told_of,) = events(desk, "model.writes")
    assert refusal[:20] in told_of["reason"]


async def test_tools_that_are_never_called_give_way_to_the_schema(desk: Desktop) -> None:
    """After two answers in prose, one of them to a reminder."""

    def mute(body: dict[str, Any]) -> Reply:
        return says(written()) if "response_format" in body else says("I would write: Hello")

    async with measured(desk, {**HOLDS, "tools": True}, mute) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert made(desk) == POST
    assert ["tools" in asked for asked in server.asked] == [True, True, False]


async def test_another_refusal_is_no_reason_to_ask_otherwise(desk: Desktop) -> None:
    """What is wrong with the request itself is wrong in every form: one call, and the founder."""
    async with measured(desk, {**HOLDS, "tools": True}, lambda _: refuse("temperature is out of range")) as (
        server,
        work,
    ):
        desk.start(ONCE, engine="model")
        await work()
    assert len(server.asked) == 1
    assert desk.journal.decisions.waiting()[0].version == 0


@pytest.mark.parametrize("answer", ["I cannot.", "{}", '{"files": "x"}', written("../x")])
async def test_mending_is_bounded_in_every_form(desk: Desktop, answer: str) -> None:
    """Three answers of one that claims to hold to schemas, then the founder is asked; nothing was made."""
    async with measured(desk, HOLDS, lambda _: says(answer)) as (server, work):
        desk.start(ONCE, engine="model")
        await work()
    assert len(server.asked) == 3
    assert events(desk, "version.made") == []
    assert desk.journal.decisions.waiting()[0].version == 0


async def test_claims_without_evidence_come_back_once(desk: Desktop) -> None:
    """As they do where tools are called; the second time they count as asserted only."""
    bare = written(claims=[{"text": "It flies.", "evidence": []}])
    async with measured(desk, HOLDS, lambda _: says(bare)) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert len(server.asked) == 2
    assert "claims 1 name no evidence" in told(server)
    (request,) = desk.journal.decisions.waiting()
    assert desk.objects.bundle(request.binding).deliverable.claims[0].evidence == ()


async def test_one_that_cannot_read_is_shown_what_it_needs(desk: Desktop) -> None:
    """What the step before handed over stands in the message, fenced; and its own last version."""
    second = {"id": "again", "agent": "marketer", "deliver": "posts", "needs": ["posts"], "approve": "always"}
    flow = {"name": "w", "steps": [{**ONE_STEP["steps"][0], "approve": "never"}, second]}  # type: ignore[dict-item]
    async with measured(desk, HOLDS, lambda _: says(written())) as (server, work):
        desk.start(flow, engine="model")
        await work()
    shown = told(server)
    assert "--- inputs/posts/marketing/posts/x.md\nHello" in shown
    assert shown.index("<data>\n--- inputs/posts") > 0
    assert json.loads(written())["files"][0]["content"] in shown
