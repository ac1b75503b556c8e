"""Stories: what the Gherkin parser lets through in silence is refused here."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from tests.checks.deliverables import ask, bent, good, refused, subject

STORIES = "design/stories.feature"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("# language: en\n", "# in English\n", 1, "first line is not"),
        ("# language: en\n", "# language: xx\n", 1, "Language not supported"),
        (
            "    Given a table with 4 tides\n    When I ask for",
            "    Gven a table with 4 tides\n    When I ask for",
            6,
            "Did you mean “Given”",
        ),
        ("    Then I see 2 windows", "    Thn I see 2 windows", 8, "no Gherkin"),
        ("    Then I see 2 windows\n", "", 5, "has no Then step"),
        ("    When I ask with --explain\n", "", 18, "has no When step"),
        ("  Scenario: A row", "  Scenaro: A row", 11, "no Gherkin"),
        (
            "  @R1 @P1 @must\n  Scenario: The windows of one day\n",
            "  Scenaro: The windows of one day\n",
            4,
            "belongs to no scenario",
        ),
        ("@R1 @P1 @must", "@P1 @must", 5, "names no requirement"),
        ("@R1 @P1 @must", "@R1 @must", 5, "names no persona"),
        ("@R1 @P1 @must", "@R1 @P1", 5, "no single priority"),
        ("@R1 @P1 @must", "@R1 @P1 @must @could", 5, "no single priority"),
        ("@R1 @P1 @must", "@R1 @P1 @could", 5, "tagged @could"),
        ("@R1 @P1 @must", "@R9 @P1 @must", 5, "@R9 is no requirement"),
        ("@R1 @P1 @must", "@R1 @P9 @must", 5, "@P9 is no persona"),
        ("@R2 @P1 @must", "@R1 @P1 @must", None, "No scenario tests R2"),
        (
            "    Given a table with 4 tides\n    When I ask for",
            "    Given <table>\n    When I ask for",
            5,
            "has no Examples",
        ),
        ("Scenario: The windows of one day", "Scenario:", 5, "has no name"),
    ],
)
async def test_stories_that_test_nothing_are_refused(old: str, new: str, line: int | None, says: str) -> None:
    """Misspelt keywords, missing steps, tags that name nothing, a must without a scenario."""
    await refused(
        "stories_parse", subject("prd", bent("prd", STORIES, old, new)), path=STORIES, line=line, says=says
    )


async def test_a_misspelt_chinese_keyword_leaves_no_step() -> None:
    """The pitfall in Chinese: the scenario loses its When."""
    text = "# language: zh-CN\n功能: 潮窗\n  @R1 @R2 @P1 @must\n  场景: 一天\n    挡 我询问\n    那么 我看到两个窗口\n"
    about = subject("prd", {**good("prd"), STORIES: text.encode()}, language="zh-CN")
    await refused("stories_parse", about, path=STORIES, line=4, says="has no When step")


async def test_an_explanation_is_only_pointed_out() -> None:
    """Words that look like no step are a description, which Gherkin allows."""
    files = bent(
        "prd",
        STORIES,
        "Scenario: The windows of one day\n",
        "Scenario: The windows of one day\n    The founder named this one first.\n",
    )
    result = await ask("stories_parse", subject("prd", files))
    assert result.verdict is Verdict.PASS
    assert [one.line for one in result.findings] == [6]


async def test_an_outline_with_examples_passes() -> None:
    """Placeholders with values are fine."""
    old = "    Given a table with 4 tides\n    When I ask for the windows of a draught of 6 m\n    Then I see 2 windows"
    new = "    Given <n> tides\n    When I ask\n    Then I see 2 windows\n    Examples:\n      | n |\n      | 4 |"
    assert (
        await ask("stories_parse", subject("prd", bent("prd", STORIES, old, new)))
    ).verdict is Verdict.PASS


async def test_stories_without_a_prd_are_refused() -> None:
    """Scenarios that can be held against nothing do not pass."""
    files = {STORIES: good("prd")[STORIES]}
    await refused(
        "stories_parse", subject("prd", files), path=STORIES, line=1, says="requirements cannot be read"
    )
