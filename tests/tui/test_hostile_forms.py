from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from superindividual.recent import remember
from superindividual_tui.form import Form
from superindividual_tui.lines import Lines
from superindividual_tui.welcome.app import Welcome
from tests.tui.firm import Firm, Hands, open_first, until
from tests.tui.test_hostile import HOSTILE, drawn

NAMES = sorted(set(HOSTILE) - {"endless"})
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff]")


def is_harmless(app: App[Any]) -> None:
    """Nothing that is drawn acts, hides or moves the cursor."""
    segments = list(drawn(app))  # type: ignore[arg-type]
    assert not FORBIDDEN.search("".join(segment.text for segment in segments))
    assert not any("@click" in (segment.style.meta if segment.style else {}) for segment in segments)
    assert not any(segment.style.link for segment in segments if segment.style)


@pytest.mark.parametrize("name", NAMES)
async def test_a_workflow_of_somebody_elses_is_text(firm: Firm, hands: Hands, name: str) -> None:
    """In the list of workflows and in the form that is made from it: descriptions, choices, defaults."""
    text = json.dumps(HOSTILE[name])
    (firm.folder / "workflows" / "a.yaml").write_text(
        f"name: a\ndescription: {text}\n"
        f"inputs:\n  one: {{description: {text}, default: {text}}}\n  two: {{choices: [{text}], default: {text}}}\n"
        "steps:\n  prd: {agent: designer, deliver: prd, task: Count.}\n"
    )
    app = firm.cockpit(hands)
    async with app.run_test(size=(110, 40)) as pilot:
        await until(pilot, lambda: app.cabin.board.seq >= 0)
        await pilot.press("s", "g")
        await pilot.pause()
        is_harmless(app)
        await pilot.press("enter")
        await pilot.pause()
        is_harmless(app)
        if isinstance(app.screen, Form):
            await pilot.press("tab", "space", "tab", "ctrl+s")
            await pilot.pause()
            is_harmless(app)


@pytest.mark.parametrize("name", NAMES)
async def test_a_form_at_a_decision_is_text(firm: Firm, hands: Hands, name: str) -> None:
    """Names of fields as well; its values once more in the question."""
    text = HOSTILE[name]
    firm.ask(firm.run(), form={text: {"description": text, "default": text}})
    app = firm.cockpit(hands)
    async with app.run_test(size=(110, 40)) as pilot:
        await open_first(pilot, hands)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Form))
        is_harmless(app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        is_harmless(app)


async def test_folders_of_recent_companies_are_text(tmp_path: Path) -> None:
    """Whoever named them."""
    for number, text in enumerate(HOSTILE[name] for name in NAMES):
        folder = tmp_path / f"{number}{text[:60].replace('/', '-').replace(chr(0), '')}"
        folder.mkdir()
        (folder / "company.yaml").write_text("name: x\n")
        remember(folder)
    app = Welcome(tmp_path / "\x1b[2Jhere\u202e")
    async with app.run_test(size=(110, 60)) as pilot:
        await pilot.pause()
        assert len(app.door.query_one(Lines)._entries.lines) >= 2 * len(NAMES)
        is_harmless(app)
