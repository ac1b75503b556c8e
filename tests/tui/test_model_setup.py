from __future__ import annotations

import subprocess
from typing import Any

import pytest

from superindividual.errors import CompanyError, SpecErrors
from superindividual_tui.form import Form
from superindividual_tui.lines import Lines
from superindividual_tui.model_setup import model_fields, set_up, tried, wrong
from superindividual_tui.plain import Plain
from superindividual_tui.starting import ENGINE, asked_of
from tests.models.server import says, serving
from tests.tui.firm import Firm, Hands, until

GIVEN: dict[str, Any] = {"base_url": "http://127.0.0.1:9/v1", "model": "m"}


def test_nothing_is_asked_unless_it_was_wished(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default is no; then the only thing that happens is a changed file."""
    assert {f.name: f.initial for f in model_fields()}["try"] == "no"
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: pytest.fail("something was asked"))
    assert set_up(firm.company.paths, GIVEN) == "own/m"
    assert firm.company.spec.models.tiers["strong"] == ("own/m",)


def test_what_was_set_up_is_there_at_once(firm: Firm) -> None:
    """A run can be given to it in the cockpit that is open, which had read the file before."""
    assert ENGINE not in {field.name for field in asked_of(firm.company, "product_loop")}
    set_up(firm.company.paths, GIVEN)
    assert ENGINE in {field.name for field in asked_of(firm.company, "product_loop")}


def test_what_trying_says_is_told(firm: Firm) -> None:
    """Here that nobody listens; it is one line."""
    said = tried(firm.folder, set_up(firm.company.paths, GIVEN))
    assert said.startswith("own/m: the endpoint cannot be reached")
    assert "\n" not in said


def test_what_a_model_does_and_does_not_is_one_sentence(firm: Firm) -> None:
    """Of one that only talks: no table that runs together on the line of notices."""
    with serving(lambda _asked: says("ok")) as server:
        said = tried(firm.folder, set_up(firm.company.paths, {**GIVEN, "base_url": server.url}))
    assert said.startswith("own/m · does: answer")
    assert "does not: tools, " in said
    assert said.endswith("not known: context")


async def test_a_model_is_set_up_from_the_settings(firm: Firm, hands: Hands) -> None:
    """A key in the place of its reference is refused in the form."""
    app = firm.cockpit(hands)
    async with app.run_test(size=(120, 50)) as pilot:
        await until(pilot, lambda: app.cabin.board.seq >= 0)
        await pilot.press("comma")
        rows = app.cabin.query_one("#room", Lines)
        place = next(line.item for line in rows._entries.lines if "set up a model" in line.text)
        assert place is not None
        await pilot.press(*["j"] * place, "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("tab", *"qwen", "tab", *"sk-abc", "ctrl+s")
        await pilot.pause()
        said = "\n".join(part.said for part in app.screen.query(Plain))
        assert "key" in said
        assert "models:" not in (firm.folder / "company.yaml").read_text()
        await pilot.press(*["backspace"] * 6, *"env:K", "ctrl+s")
        await until(pilot, lambda: app.screen is app.cabin)
        assert "own/qwen is set up" in app.cabin.query_one("#notice", Plain).said


@pytest.mark.parametrize(
    ("field", "given"),
    [("key", "sk-abcdefghijklmnop"), ("key", "~/keys"), ("base_url", "https://me:secret@a.example/v1")],
)
def test_what_is_wrong_is_told_of_its_field(firm: Firm, field: str, given: str) -> None:
    """Not in the last line, and without the key."""
    with pytest.raises(SpecErrors) as caught:
        set_up(firm.company.paths, {**GIVEN, field: given})
    found = wrong(caught.value)
    assert isinstance(found, dict)
    assert list(found) == [field]
    assert given not in found[field]
    assert wrong(CompanyError("no disk", remedy="buy one")) == "no disk, buy one"
