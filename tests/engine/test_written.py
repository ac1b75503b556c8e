"""A model whose endpoint calls no tools hands over as one JSON object: the same calls, the same authorisation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from superindividual.workspace.draft import Draft
from tests.engine.company import Desktop
from tests.engine.test_model_agent import ONE_STEP, SUBMIT, at_work, events, told
from tests.models.server import calls, in_order, says

CLAIMS = [{"text": "It counts.", "evidence": ["brief:1"]}]


def written(path: str = "marketing/posts/x.md", **more: Any) -> str:
    return json.dumps(
        {"files": [{"path": path, "content": "Hello\n"}], "summary": "One post.", "claims": CLAIMS, **more}
    )


@pytest.mark.parametrize("form", ["{}", "```json\n{}\n```", "```\n{}\n```", "  {}\n"])
async def test_one_object_is_the_whole_deliverable(desk: Desktop, form: str) -> None:
    """After a reminder that says how; files and claims go through the tools and are recorded."""
    text = form.replace("{}", written())
    async with at_work(desk, in_order(says("Here is my post: Hello"), says(text))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert "one JSON object" in told(server, 1)
    (request,) = desk.journal.decisions.waiting()
    bundle = desk.objects.bundle(request.binding)
    assert bundle.files == {"marketing/posts/x.md": b"Hello\n"}
    assert bundle.deliverable.claims[0].evidence == ("brief:1",)
    assert [e["tool"] for e in events(desk, "tool.called")] == ["write_file", "submit"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (written("../../etc/x"), "write below marketing/posts/ only"),
        (written("src/x.py"), "write below marketing/posts/ only"),
        (written(more=1), "more: Extra inputs"),
        (written(files=[]), "files"),
        (written()[:-1], "no JSON object"),
        (written().replace('"summary"', '"files"'), "a key stands twice"),
        ('{"done": true}', "done"),
    ],
    ids=["path up", "another folder", "more", "no files", "cut", "twice", "another object"],
)
async def test_what_is_wrong_is_told_and_mended(desk: Desktop, text: str, why: str) -> None:
    """Nothing is written where it may not be; the next answer can do better."""
    async with at_work(desk, in_order(says(text), says(written()))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert why in told(server, 1)
    (request,) = desk.journal.decisions.waiting()
    assert set(desk.objects.bundle(request.binding).files) == {"marketing/posts/x.md"}


HERE, AWAY = ({"path": path, "content": "Old\n"} for path in ("marketing/posts/old.md", "../away"))
"""One that may be written, and one that may not."""


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "control"])
async def test_a_refused_object_leaves_no_file_behind(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """What it wrote before it was refused is not handed over with the next one; in the control it is."""
    if not whole:
        monkeypatch.setattr(Draft, "restore", lambda _self, _before: None)
    async with at_work(desk, in_order(says(written(files=[HERE, AWAY])), says(written()))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert "No file of that answer was kept" in told(server, 1)
    (request,) = desk.journal.decisions.waiting()
    kept = set() if whole else {HERE["path"]}
    assert set(desk.objects.bundle(request.binding).files) == {"marketing/posts/x.md", *kept}


async def test_what_was_written_by_tools_stays_when_an_object_is_refused(desk: Desktop) -> None:
    """Also where the object wrote over it: the file is what it was."""
    first = {"path": "marketing/posts/x.md", "content": "By a tool\n"}
    over = written(files=[{**first, "content": "By an object\n"}, AWAY])
    replies = in_order(calls(("write_file", first)), says(over), calls(SUBMIT))
    async with at_work(desk, replies) as (_server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    (request,) = desk.journal.decisions.waiting()
    assert desk.objects.bundle(request.binding).files == {"marketing/posts/x.md": b"By a tool\n"}


async def test_mending_is_bounded(desk: Desktop) -> None:
    """Three answers an attempt, then the founder is asked."""
    flow = {"name": "w", "steps": [{**ONE_STEP["steps"][0], "attempts": 1}]}  # type: ignore[dict-item]
    async with at_work(desk, lambda _: says(written("../x"))) as (server, work):
        desk.start(flow, engine="model")
        await work()
    assert len(server.asked) == 3
    assert desk.journal.decisions.waiting()[0].version == 0
    assert events(desk, "version.made") == []
