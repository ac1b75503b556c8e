"""Shoot: six screens as SVG for the documentation, by Textual's own export: `make screens`."""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
from pathlib import Path

from superindividual.text import Language, cell_width
from tests.tui.firm import Firm
from tests.tui.scenes import SCENES, played, stage

SHOTS: tuple[tuple[str, Language, str], ...] = (
    ("inbox", "en", "dark"),
    ("deliverable", "en", "dark"),
    ("letting-out", "en", "light"),
    ("workflow", "en", "dark"),
    ("start", "en", "dark"),
    ("inbox", "zh-CN", "light"),
)
SIZE = (120, 36)
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Rich names a font on somebody's server; the reader's own monospaced one is as good."""


_TEXT = re.compile(r'(<text [^>]*textLength=")([\d.]+)("[^>]*>)([^<]+)(?=</text>)')


def in_cells(svg: str) -> str:
    """The picture with each text as long as its cells: Rich counts characters, and presses Chinese into half its room."""

    def mended(found: re.Match[str]) -> str:
        begin, length, middle, words = found.groups()
        text = html.unescape(words)
        return f"{begin}{round(float(length) / len(text) * cell_width(text), 1):g}{middle}{words}"

    return _TEXT.sub(mended, svg)


async def shoot(folder: Path) -> None:
    """Write all of them."""
    scenes = {scene.name: scene for scene in SCENES}
    for name, lang, theme in SHOTS:
        with tempfile.TemporaryDirectory() as place:
            firm = Firm(Path(place) / "firm")
            stage(firm)
            async with played(scenes[name], firm, lang, theme, SIZE) as (_pilot, app):
                svg = in_cells(_FONT.sub("", app.export_screenshot(title="superindividual")))
            firm.journal.close()
        file = folder / f"{name}{'.zh' if lang == 'zh-CN' else ''}.svg"
        file.write_text(svg.replace(place, "~"), encoding="utf-8")
        print(file)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as founder:
        os.environ.update(SUPERINDIVIDUAL_LANG="en", XDG_CONFIG_HOME=founder, XDG_STATE_HOME=founder)
        target = Path(sys.argv[1])
        target.mkdir(parents=True, exist_ok=True)
        asyncio.run(shoot(target))
