"""Tools that only some kinds of deliverable need: what must be computed is computed, and not typed by a model."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import Field

from superindividual.compliance import tool as rules
from superindividual.rehearsal.launch.card import draw_card
from superindividual.tools.job import Job
from superindividual.tools.kit import MANIFEST, KitFiles
from superindividual.tools.tool import Arguments, Nothing, Tool
from superindividual.workspace.draft import Draft

Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]


class CardArguments(Arguments):
    """What the preview image shows."""

    name: str = Field(min_length=1, max_length=80)
    line: str = Field(default="", max_length=200)
    path: str = Field(default="site/og.png", pattern=r"^site/[\w.-]+\.png$")
    background: Colour
    text: Colour
    muted: Colour
    accent: Colour
    surface: Colour


def kind_tools(job: Job, draft: Draft) -> list[Tool]:
    """The tools of the job's kind, beside those that every step has."""
    if job.kind.name == "compliance_report":
        return [
            Tool(rules.NAME, rules.DESCRIPTION, Nothing, lambda _nothing: rules.evaluate_rules(job, draft))
        ]
    if job.kind.name == "launch_kit":
        return [
            Tool(
                "assemble_kit",
                "Copy everything that leaves the company from the approved deliverables below launch/, byte for byte,"
                f" build the package's wheel and sdist, and write {MANIFEST}. You write launch/README.md.",
                Nothing,
                lambda _nothing: _assemble(job, draft),
            )
        ]
    if job.kind.name == "site":
        return [
            Tool(
                "draw_card",
                "Draw the preview image that og:image names: a PNG of 1200 by 630 pixels with the product's name, one"
                " line, and your colours. Says whether this machine's fonts could write them.",
                CardArguments,
                lambda asked: _draw(asked, draft),
            )
        ]
    return []


async def _draw(asked: CardArguments, draft: Draft) -> str:
    colors = asked.model_dump(include={"background", "text", "muted", "accent", "surface"})
    card = await asyncio.to_thread(draw_card, asked.name, asked.line, colors)
    draft.write(asked.path, card.png)
    return (
        f"wrote {asked.path}"
        if card.lettered
        else f"wrote {asked.path}: tiles only, no font here has its glyphs"
    )


async def _assemble(job: Job, draft: Draft) -> str:
    kit = KitFiles.collect(job.inputs)
    for path, content in kit.files.items():
        draft.write(path, content)
    draft.write(MANIFEST, kit.manifest(None, job.step, job.agent.name))
    built = f"\nThe package's distributions cannot be built: {kit.dist_error}" if kit.dist_error else ""
    return "\n".join([*sorted(kit.files), MANIFEST]) + built
