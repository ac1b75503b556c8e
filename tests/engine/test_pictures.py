"""A picture that a tool made is shown to a model that sees, and named to one that does not."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from superindividual.cli.costing import _message
from superindividual.company import Company
from superindividual.engine.pictures import KEY, with_pictures
from superindividual.engine.transcript import Transcript
from superindividual.engine.worker import Worker
from superindividual.models.chat import open_chat
from superindividual.models.endpoint import Endpoint
from superindividual.specs.quirks import Quirks
from superindividual.tools.photograph import BROWSERS
from superindividual.tools.sandbox import find_sandbox
from tests.engine.company import Desktop
from tests.engine.test_model_agent import budgets, events, model_agent
from tests.models.server import ModelServer, calls, in_order, serving

SITE = {"name": "w", "steps": [{"id": "page", "agent": "designer", "deliver": "site", "approve": "always"}]}
PAGE = (
    "<!doctype html><title>x</title><body style='background:#00ff00'><script>document.body.style.background='#f00'"
    "</script>"
)
WRITE = ("write_file", {"path": "site/index.html", "content": PAGE})
LOOK = ("screenshot", {"path": "site/index.html", "width": 200, "height": 100})
SUBMIT = ("submit", {"summary": "A page.", "claims": []})

seen = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)) or find_sandbox()[0] is None,
    reason="no browser is installed, or nothing can be contained",
)


def talk(*brought: str) -> list[AnyMessage]:
    """A call for each picture, one after the other."""
    found: list[AnyMessage] = [HumanMessage("go")]
    for number, kept in enumerate(brought):
        found.append(AIMessage("", tool_calls=[{"name": "screenshot", "args": {}, "id": f"c{number}"}]))
        found.append(
            ToolMessage("made", name="screenshot", tool_call_id=f"c{number}", additional_kwargs={KEY: kept})
        )
    return found


def images(messages: Sequence[Any]) -> list[bytes]:
    """The pictures that messages show, in order."""
    parts = [
        p for m in messages if isinstance(m.content, list) for p in m.content if p["type"] == "image_url"
    ]
    return [base64.b64decode(p["image_url"]["url"].split(",")[1]) for p in parts]


def test_a_picture_follows_the_last_result_beside_it() -> None:
    """Results of one answer stay together, as endpoints want it; the picture comes after them."""
    call = [{"name": n, "args": {}, "id": n} for n in ("a", "b")]
    messages = [
        AIMessage("", tool_calls=call),
        ToolMessage("1", name="a", tool_call_id="a", additional_kwargs={KEY: "p"}),
        ToolMessage("2", name="b", tool_call_id="b"),
        AIMessage("so"),
    ]
    sent = with_pictures(messages, lambda kept: kept.encode())
    assert [type(m).__name__ for m in sent] == [
        "AIMessage",
        "ToolMessage",
        "ToolMessage",
        "HumanMessage",
        "AIMessage",
    ]
    assert images(sent) == [b"p"]


def test_only_the_newest_are_sent_again() -> None:
    """Each is paid for with every call."""
    sent = with_pictures(talk("one", "two", "three"), lambda kept: kept.encode())
    assert images(sent) == [b"two", b"three"]
    assert with_pictures(talk(), lambda _: b"") == talk()


def test_a_picture_counts_by_its_pixels(desk: Desktop) -> None:
    """A megabyte of letters is no megabyte of text."""
    transcript = Transcript(desk.objects)
    kept = transcript.keep_picture(b"x" * 900_000)
    _request, size = transcript.keep("m", with_pictures(talk(kept), transcript.picture), [])
    assert size < 10_000


async def work(desk: Desktop, quirks: Quirks, *also: Any) -> ModelServer:
    """The step by a model that looks at its page."""
    with serving(in_order(calls(WRITE), calls(LOOK), *also, calls(SUBMIT))) as server:
        async with open_chat(Endpoint("m", "k", server.url), first_wait=0.001, quirks=quirks) as chat:
            agent = model_agent(desk, chat, budgets(desk.journal, desk.spec.budget))
            desk.start(SITE, engine="model")
            context = replace(desk.context(), agents={"model": agent}, sandbox=find_sandbox()[0])
            await Worker(context).serve(forever=False)
    return server


@seen
async def test_a_model_that_sees_is_shown_its_page(desk: Desktop) -> None:
    """As the real browser paints it, without its script; the shipped card may look."""
    import io

    from PIL import Image

    server = await work(desk, Quirks(images=True))
    last = server.asked[2]["messages"][-1]
    assert server.asked[2]["messages"][-2]["role"] == "tool"
    url = next(p["image_url"]["url"] for p in last["content"] if p["type"] == "image_url")
    picture = Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB")
    assert (picture.size, picture.getpixel((150, 90))) == ((200, 100), (0, 255, 0))
    (request,) = desk.journal.decisions.waiting()
    assert set(desk.objects.bundle(request.binding).files) == {"site/index.html"}
    assert [e["ok"] for e in events(desk, "tool.called")] == [True, True, True]


@seen
async def test_one_that_does_not_see_is_told_its_name(desk: Desktop) -> None:
    """Nothing that it cannot read is sent; what it saved stands in its folder."""
    save = ("screenshot", {**LOOK[1], "save": "site/shot.png"})
    server = await work(desk, Quirks(images=False), calls(save))
    sent = json.dumps(server.asked[-1]["messages"])
    assert "image_url" not in sent and "base64" not in sent
    assert "a picture, which this model cannot see" in sent and "200 by 100 pixels" in sent
    assert "site/shot.png" in sent
    (request,) = desk.journal.decisions.waiting()
    assert desk.objects.bundle(request.binding).files["site/shot.png"].startswith(b"\x89PNG")


@seen
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"path": "../../etc/passwd.html"}, "passwd"),
        ({"path": "site/none.html"}, "there is no file"),
        ({"path": "site/notes.txt"}, "no page"),
        ({"path": "site/index.html", "save": "elsewhere/x.png"}, "below site/"),
        ({"path": "site/index.html", "save": "site/../x.png"}, "denied|not allowed|lead|\\.\\."),
    ],
    ids=["up", "none", "text", "elsewhere", "save up"],
)
async def test_it_looks_at_the_draft_only(desk: Desktop, asked: dict[str, str], why: str) -> None:
    """Every other path is refused, and nothing is written."""
    import re

    server = await work(desk, Quirks(images=True), calls(("screenshot", asked)))
    said = server.asked[3]["messages"][-1]["content"]
    assert isinstance(said, str) and said.startswith("Refused") and re.search(why, said), said
    (request,) = desk.journal.decisions.waiting()
    assert set(desk.objects.bundle(request.binding).files) == {"site/index.html"}


def test_prompts_name_a_picture_instead_of_printing_it(desk: Desktop) -> None:
    """`log --prompts` stays readable."""
    transcript = Transcript(desk.objects)
    kept = transcript.keep_picture(b"x" * 9000)
    shown = with_pictures(talk(kept), transcript.picture)[-1]
    company = Company.__new__(Company)
    company.objects = desk.objects
    told = _message(company, transcript.keep_message(shown))
    assert "data:image/png;…" in told["content"] and len(told["content"]) < 400
