"""Every scene in four sizes, two languages and two themes, compared with what somebody looked at.

`make snapshots` writes them anew. A file holds the rows of the screen as text, to be read in a review, and for each theme
a digest of the colours of every cell.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from superindividual.text import Language
from tests.tui.firm import Firm
from tests.tui.scenes import SCENES, Scene, digest, played, rows, stage, still

SIZES = ((60, 20), (80, 24), (120, 40), (200, 60))
THEMES = ("dark", "light")
pytestmark = pytest.mark.long
KEPT = Path(__file__).parent / "snapshots"
ANEW = bool(os.environ.get("SNAPSHOTS_ANEW"))


def text(screen: list[str], digests: dict[str, str]) -> str:
    told = [f"{theme} {found}" for theme, found in digests.items()]
    return "\n".join([*screen, "-" * 20, *told]) + "\n"


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_screen_is_what_was_looked_at(firm: Firm, scene: Scene, lang: Language) -> None:
    """To the cell; the words are the same in every theme."""
    stage(firm)
    found: dict[tuple[int, int], tuple[list[str], dict[str, str]]] = {}
    for theme in THEMES:
        async with played(scene, firm, lang, theme, SIZES[0]) as (pilot, app):
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await still(pilot)
                screen, digests = found.setdefault(size, (rows(app), {}))
                assert screen == rows(app)
                digests[theme] = digest(app)
    for (width, height), (screen, digests) in found.items():
        file = KEPT / f"{scene.name}-{width}x{height}-{lang}.txt"
        told = text(screen, digests)
        if ANEW:
            KEPT.mkdir(exist_ok=True)
            file.write_text(told, encoding="utf-8")
        assert told == file.read_text(encoding="utf-8")


def test_no_snapshot_is_left_over() -> None:
    """Each belongs to a scene."""
    wanted = {
        f"{scene.name}-{width}x{height}-{lang}.txt"
        for scene in SCENES
        for width, height in SIZES
        for lang in ("en", "zh-CN")
    }
    assert {file.name for file in KEPT.glob("*")} == wanted
