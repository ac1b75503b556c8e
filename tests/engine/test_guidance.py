"""What the founder wrote for agents beside role cards: AGENTS.md and skills."""

from __future__ import annotations

from typing import Any

import pytest

from superindividual.engine.guidance import Guidance
from superindividual.specs.agent import AgentSpec
from superindividual.specs.catalog import Catalog
from tests.engine.company import Desktop
from tests.engine.test_model_agent import ONE_STEP, SUBMIT, WRITE, at_work, told
from tests.models.server import calls, in_order


def skill(desk: Desktop, name: str, description: str, body: str = "Do it so.") -> None:
    folder = desk.paths.skills / name
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(f"---\nname: {name}\ndescription: {description}\n---\n{body}\n")


def guidance(desk: Desktop, **card: Any) -> Guidance:
    spec = AgentSpec(name="a", description="d", prompt="p", **card)
    return Guidance(desk.paths, Catalog(desk.paths), spec)


def test_nothing_written_is_nothing_told(desk: Desktop) -> None:
    """No heading without content, and no tool without a skill."""
    assert guidance(desk).text() == ""
    assert guidance(desk).tools() == []


def test_skills_are_listed_and_the_card_s_own_are_there_at_once(desk: Desktop) -> None:
    """Name and description are enough to know when to read one; a card that names skills is told no others."""
    skill(desk, "tone", "How we sound.", "No exclamation marks.")
    skill(desk, "pdf", "Reading PDFs.", "Use pdftotext.")
    assert "- tone: How we sound." in guidance(desk).text()
    assert "No exclamation marks." not in guidance(desk).text()
    named = guidance(desk, skills=("tone",)).text()
    assert "# Skill: tone\nNo exclamation marks." in named
    assert "pdf" not in named


def test_a_skill_that_cannot_be_read_hides_no_other(desk: Desktop) -> None:
    """One broken folder is left out; `check` names it."""
    skill(desk, "tone", "How we sound.")
    (desk.paths.skills / "broken").mkdir()
    (desk.paths.skills / "broken" / "SKILL.md").write_text("---\nname: [")
    assert "- tone" in guidance(desk).text()
    assert "broken" not in guidance(desk).text()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"x" * 40_000], ids=["no text", "too large"])
def test_rules_that_cannot_be_read_are_left_out(desk: Desktop, content: bytes) -> None:
    """The agent works without them rather than with half of them."""
    desk.root.mkdir(parents=True, exist_ok=True)
    desk.paths.house_rules.write_bytes(content)
    assert guidance(desk).text() == ""


async def test_a_model_is_told_the_rules_and_reads_a_skill(desk: Desktop) -> None:
    """AGENTS.md stands in the instructions; a skill's text comes back as instruction, not as quoted material."""
    desk.catalog = Catalog(desk.paths)
    skill(desk, "tone", "How we sound.", "No exclamation marks.")
    desk.paths.house_rules.write_text("Never name competitors.")
    reads = calls(("read_skill", {"name": "tone"}))
    async with at_work(desk, in_order(reads, calls(WRITE), calls(SUBMIT))) as (server, work):
        desk.start(ONE_STEP, engine="model")
        await work()
    assert "# The company's rules (AGENTS.md)\nNever name competitors." in told(server, 0)
    assert "No exclamation marks." not in told(server, 0)
    assert server.asked[1]["messages"][-1]["content"] == "No exclamation marks."


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "tone", "path": "../../company.yaml"},
        {"name": "tone", "path": "/etc/passwd"},
        {"name": "tone", "path": "link"},
        {"name": "../agents"},
        {"name": "none"},
    ],
)
async def test_reading_a_skill_leads_nowhere_else(desk: Desktop, asked: dict[str, str]) -> None:
    """Only files below the skill's folder, through no link."""
    skill(desk, "tone", "How we sound.")
    (desk.root / "company.yaml").write_text("secret: yes")
    (desk.paths.skills / "tone" / "link").symlink_to("/etc/passwd")
    desk.catalog = Catalog(desk.paths)
    async with at_work(desk, in_order(calls(("read_skill", asked)), calls(WRITE), calls(SUBMIT))) as (
        server,
        work,
    ):
        desk.start(ONE_STEP, engine="model")
        await work()
    said = server.asked[1]["messages"][-1]["content"]
    assert said.startswith("Refused: ")
    assert "secret" not in said
    assert "root:" not in said
