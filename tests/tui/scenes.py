"""Scenes: screens of the cockpit that are always the same: what stands in the journal, the clock, and the keys pressed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, chdir, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from textual.app import App
from textual.pilot import Pilot

from superindividual.text import Language, showing
from superindividual_tui.app import Cockpit
from superindividual_tui.welcome.app import Welcome
from tests.tui.firm import Firm, Hands

MOMENT = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)
"""When the cockpit is looked at; what happened before is written from 9:00 on."""
PRD = """\
# Duesbook

A command-line tool that matches the bank's payments to a club's dues.

## What it does

- reads one or more CSV files from the bank
- prints totals per group and month, in each currency
- lists every payment that no keyword matched, with file and line

| Requirement | Measured by |
|---|---|
| Every line is counted once | the sum of all groups equals the sum of the file |
| A broken line stops it | exit code 2, file and line named |
"""
PAGE = b"<!doctype html>\n<title>Duesbook</title>\n<h1>Dues without a spreadsheet</h1>\n<p>Nothing is uploaded.</p>\n"


def stage(firm: Firm) -> None:
    """Three runs: one waits with a draft, one with something that leaves, one is done."""
    done = firm.run("R-4h2k9x7q", "choir-archive")
    request = firm.ask(done, files={"docs/prd.md": b"# Choir archive\n"})
    firm.company.decide(request, "approve", feedback="Clear and short.")
    firm.end_step(request)
    firm.journal.runs.end(done.id, "done")
    shop = firm.run("R-7d3m1w5c", "换算侠")
    firm.ask(shop, "launch", files={"site/index.html": PAGE}, summary="published/换算侠/R-7d3m1w5c")
    dues = firm.run("R-c2y4ah36", "duesbook")
    rejected = firm.ask(dues, files={"docs/prd.md": b"# Duesbook\n\nA tool for clubs.\n"})
    firm.company.decide(rejected, "reject", feedback="Say what a broken line does.")
    claims = (
        {"text": "Treasurers match payments by hand today.", "evidence": ["brief:9"]},
        {"text": "Clubs pay for it.", "evidence": []},
    )
    firm.ask(dues, files={"docs/prd.md": PRD.encode(), "docs/risks.md": b"# Risks\n"}, claims=claims)


@dataclass(frozen=True)
class Scene:
    """A screen, and how to get there."""

    name: str
    keys: tuple[str, ...]
    door: bool = False
    armed: bool = False

    def app(self, firm: Firm, hands: Hands, theme: str) -> App[Any]:
        """The program, not yet running."""
        if self.door:
            return Welcome(Path("/srv/nothing-here"), theme)
        return Cockpit(firm.company, clock=lambda: MOMENT, monotonic=hands, theme=theme)


SCENES = (
    Scene("inbox", ("i",)),
    Scene("deliverable", ("i", "g", "j", "enter", "shift+tab", "j", "j"), armed=True),
    Scene("letting-out", ("i", "g", "enter", "A"), armed=True),
    Scene("timeline", ("t",)),
    Scene("workflow", ("i", "g", "j", "enter", "9")),
    Scene("start", ("s", "g", "j", "j", "enter")),
    Scene("settings", ("comma",)),
    Scene("help", ("?",)),
    Scene("door", (), door=True),
)


@contextmanager
def in_utc() -> Iterator[None]:
    """Times are shown on this machine's clock, which is set to UTC meanwhile."""
    with patch.dict(os.environ, {"TZ": "UTC"}):
        time.tzset()
        yield
    time.tzset()


@asynccontextmanager
async def played(
    scene: Scene, firm: Firm, lang: Language, theme: str, size: tuple[int, int]
) -> AsyncIterator[tuple[Pilot[Any], App[Any]]]:
    """The scene as it stands on the screen once nothing moves any more."""
    hands, founder = Hands(), {"XDG_CONFIG_HOME": "/srv/founder/config"}
    companies = patch("superindividual_tui.welcome.door.recent", lambda: [Path("/srv/clubs/duesbook")])
    with showing(lang), chdir(firm.folder), patch.dict(os.environ, founder), companies, in_utc():
        app = scene.app(firm, hands, theme)
        async with app.run_test(size=size) as pilot:
            await still(pilot)
            for key in scene.keys:
                if key == "A":
                    hands.wait(5)
                    await still(pilot)
                await pilot.press("a" if key == "A" else key)
                await still(pilot)
            hands.wait(5 if scene.armed else 0)
            await still(pilot)
            yield pilot, app


async def still(pilot: Pilot[Any]) -> None:
    """Wait until two looks at the screen see the same; the cockpit's own clock ticks ten times a second."""
    before = ""
    for _look in range(60):
        await pilot.pause(0.13)
        now = digest(pilot.app)
        if now == before:
            return
        before = now
    raise AssertionError("the screen does not come to rest")


def rows(app: App[Any]) -> list[str]:
    """What stands on the screen, as text."""
    return ["".join(s.text for s in strip).rstrip() for strip in app.screen._compositor.render_strips()]


def digest(app: App[Any]) -> str:
    """Names text and colours of every cell."""
    cells: list[tuple[str, str]] = []
    for strip in app.screen._compositor.render_strips():
        cells += [(part.text, str(part.style)) for part in strip.simplify()]
    return hashlib.sha256(repr(cells).encode()).hexdigest()[:16]
