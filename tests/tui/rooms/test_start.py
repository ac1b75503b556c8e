from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from superindividual.text import showing
from superindividual_tui.app import Cockpit
from superindividual_tui.form import Form
from superindividual_tui.lines import Lines
from superindividual_tui.plain import Plain
from superindividual_tui.rooms.start import Start
from superindividual_tui.starting import ENGINE, asked_of, newest_brief, workflows
from superindividual_tui.view import View
from tests.tui.firm import Firm, Hands, until

FLOW = """\
name: w
description: counts things
inputs:
  much: {type: number, required: true, min: 2}
steps:
  prd: {agent: designer, deliver: prd, task: Count.}
"""


def view(firm: Firm, hands: Hands) -> View:
    cabin = firm.cockpit(hands).cabin
    return View(firm.company, cabin.board, None, None, firm.clock())


def write_flow(firm: Firm, text: str = FLOW) -> None:
    (firm.folder / "workflows" / "w.yaml").write_text(text)


def test_own_workflows_stand_first_and_a_broken_one_says_so(firm: Firm, hands: Hands) -> None:
    """None is left out because it cannot be read."""
    write_flow(firm)
    (firm.folder / "workflows" / "broken.yaml").write_text("name: [")
    entries = Start().entries(view(firm, hands))
    own = sorted({f.stem for f in (firm.folder / "workflows").glob("*.yaml")})
    assert entries.keys[: len(own)] == own
    assert "product_loop" in entries.keys
    text = "\n".join(line.text for line in entries.lines)
    assert "counts things" in text
    assert "broken.yaml:1:8" in text


def test_who_works_is_asked_only_where_a_model_is_set_up(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the rehearsal is what nothing typed means."""
    write_flow(firm)
    assert [f.name for f in asked_of(firm.company, "w")] == ["much"]
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_MODEL", "m")
    (*_inputs, engine) = asked_of(firm.company, "w")
    assert (engine.name, engine.initial) == (ENGINE, "rehearsal")


def test_the_newest_brief_is_offered(firm: Firm) -> None:
    """The one that was written last, and no README."""
    briefs = firm.folder / "briefs"
    for file in briefs.glob("*"):
        file.unlink()
    assert newest_brief(firm.company) is None
    for name, when in (("a.md", 3), ("b.md", 9), ("README.md", 99)):
        (briefs / name).write_text("x")
        os.utime(briefs / name, (when, when))
    assert newest_brief(firm.company) == briefs / "b.md"


async def into_the_form(pilot: Pilot[str], words: str) -> Cockpit:
    """Open the room, put the cursor on the entry that says this, and press enter."""
    app = pilot.app
    assert isinstance(app, Cockpit)
    await until(pilot, lambda: app.cabin.board.seq >= 0)
    await pilot.press("s")
    room = app.cabin.query_one("#room", Lines)
    place = next(line.item for line in room._entries.lines if words in line.text)
    assert place is not None
    for _number in range(place):
        await pilot.press("j")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, Form))
    return app


async def test_a_run_is_started_from_the_room(firm: Firm, hands: Hands) -> None:
    """What does not fit is said at its field; what fits begins, and is what the screen is about."""
    write_flow(firm)
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = await into_the_form(pilot, "counts things")
        await pilot.press("1", "ctrl+s")
        await pilot.pause()
        assert "much must be at least 2" in "\n".join(p.said for p in app.screen.query(Plain))
        assert firm.journal.runs.all() == []
        await pilot.press("backspace", "3", "ctrl+s")
        await until(pilot, lambda: app.screen is app.cabin)
        (run,) = firm.journal.runs.all()
        assert run.inputs == {"much": 3}
        assert app.cabin.only == run.id
        assert f"{run.id} has begun" in app.cabin.query_one("#notice", Plain).said


async def test_what_cannot_begin_says_why_in_the_form(firm: Firm, hands: Hands) -> None:
    """A brief that is not there; what was typed stays."""
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        app = await into_the_form(pilot, "product_loop")
        await pilot.press("ctrl+u", "ctrl+k", *"nowhere.md", "ctrl+s")
        await pilot.pause()
        assert "there is no such file" in "\n".join(p.said for p in app.screen.query(".fault").results(Plain))
        assert firm.journal.runs.all() == []


async def test_a_brief_is_written_from_the_room(firm: Firm, hands: Hands) -> None:
    """It lies among the company's briefs, and is the one that is offered next."""
    async with firm.cockpit(hands).run_test(size=(120, 60)) as pilot:
        app = await into_the_form(pilot, "some questions about a product")
        await pilot.press(*"Duesbook", "tab", *"It counts.", "tab", *"count dues", "ctrl+s")
        await until(pilot, lambda: app.screen is app.cabin)
        assert "Written: duesbook.md" in app.cabin.query_one("#notice", Plain).said
        found = newest_brief(firm.company)
        assert isinstance(found, Path)
        assert found.name == "duesbook.md"


def test_a_brief_in_this_folder_is_named_from_here(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody would type it; from elsewhere by its whole path."""
    initial = {f.name: f.initial for f in asked_of(firm.company, "product_loop")}["brief"]
    assert initial == str(firm.folder / "briefs" / "example.md")
    monkeypatch.chdir(firm.folder)
    assert {f.name: f.initial for f in asked_of(firm.company, "product_loop")}["brief"] == "briefs/example.md"


def test_shipped_workflows_are_told_in_the_founders_language(firm: Firm) -> None:
    """Each of them; a workflow of the company's own is told as it was written."""
    with showing("zh-CN"):
        told = dict(workflows(firm.company))
    assert set(told) >= {"product_loop", "launch"}
    assert not any(about.isascii() for about in told.values())
    own = "name: own\ndescription: My way.\nsteps:\n  a: {agent: scout, deliver: discovery, task: Look.}\n"
    (firm.folder / "workflows" / "own.yaml").write_text(own)
    with showing("zh-CN"):
        assert dict(workflows(firm.company))["own"] == "My way."
