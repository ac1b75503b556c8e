from __future__ import annotations

import pytest
from rich.color import Color as RichColour
from textual.color import Color

from superindividual.settings import THEMES as NAMES
from superindividual_tui.app import Cockpit
from superindividual_tui.lines import Lines
from superindividual_tui.themes import THEMES
from tests.tui.firm import Firm, Hands, until
from tests.tui.test_hostile import drawn

LEAST = {"dark": 4.5, "light": 4.5, "contrast": 7.0}
"""WCAG 2.2: 1.4.3 for text, 1.4.6 for the one that says so."""


def contrast(one: Color, other: Color) -> float:
    """The ratio of WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_the_settings_name_exactly_the_themes_there_are() -> None:
    """Neither knows one that the other does not."""
    assert tuple(THEMES) == NAMES


@pytest.mark.parametrize("name", NAMES)
async def test_every_tone_can_be_read(firm: Firm, hands: Hands, name: str) -> None:
    """The contrast of each tone's words to what they stand on, as the screen computes them."""
    firm.ask(firm.run())
    app = Cockpit(firm.company, clock=firm.clock, monotonic=hands, theme=name)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.cabin.board.seq > 0)
        lines = app.cabin.query_one("#room", Lines)
        for tone in ("plain", "dim", "good", "bad", "warn", "head", "cursor"):
            styled = lines if tone == "cursor" else lines.screen
            style = styled.get_component_rich_style(f"lines--{tone}")
            assert style.color
            assert style.bgcolor
            ground, words = Color.from_rich_color(style.bgcolor), Color.from_rich_color(style.color)
            assert contrast(ground, words) >= LEAST[name] - (1.5 if tone == "dim" else 0), tone


async def test_no_color_paints_none(firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but greys reaches the terminal where NO_COLOR is set; with colours it does."""
    firm.ask(firm.run(), verdict="fail")

    async def greys_only() -> bool:
        app = firm.cockpit(hands)
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.cabin.board.seq > 0)
            await pilot.pause()
            styles = [segment.style for segment in drawn(app) if segment.style]
            colours = [colour for style in styles for colour in (style.color, style.bgcolor) if colour]
            assert len(colours) > 100
            return all(_is_grey(colour) for colour in colours)

    assert not await greys_only()
    monkeypatch.setenv("NO_COLOR", "1")
    assert await greys_only()


def _is_grey(colour: RichColour) -> bool:
    triplet = colour.get_truecolor()
    return max(triplet) - min(triplet) <= 2
