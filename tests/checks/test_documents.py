"""PRD and personas: each defect is refused at its line."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from superindividual.checks.outline import uncited_sentences
from superindividual.specs.kind import Kind
from superindividual.workspace.artifact import Claim
from tests.checks.deliverables import ask, bent, brief, bundle, good, refused, subject

PRD = "design/prd.md"
PERSONAS = "design/personas.md"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("## Scope\n", "## Reach\n", 1, "“Scope” is missing"),
        ("## Scope\n", "## Reach\n", 22, "“Reach” is none of the agreed"),
        ("## Scope\n", "## Problem\n", 22, "stands twice"),
        ("Accounts and maps [brief:12].", "TBD", 26, "“Not now” is empty"),
        ("## Problem\n", "## Audience\n", 10, "not in the agreed order"),
        ("version: 1\n", "", 2, "does not say version"),
        ("language: en", "language: zh-CN", 2, "says language zh-CN"),
        ("language: en\n---", "language: [en\n---", 5, "a bracket opens here"),
    ],
)
async def test_sections_out_of_shape_are_refused(old: str, new: str, line: int, says: str) -> None:
    """Missing, doubled, empty and misplaced sections and front matter fail where they stand."""
    files = bent("prd", PRD, old, new)
    if "agreed order" in says:
        text = files[PRD].decode()
        text = text.replace("## Audience\n\nPilots", "## Problem\n\nPilots")
        files[PRD] = text.encode()
    await refused("prd_sections", subject("prd", files), path=PRD, line=line, says=says)


async def test_a_prd_without_front_matter_is_refused() -> None:
    """The front matter must be there."""
    files = {**good("prd"), PRD: good("prd")[PRD].split(b"---\n", 2)[2]}
    await refused("prd_sections", subject("prd", files), path=PRD, line=1, says="no front matter")


async def test_the_language_of_the_text_counts() -> None:
    """An English text is no Chinese deliverable."""
    result = await ask("prd_sections", subject("prd", language="zh-CN"))
    assert result.verdict is Verdict.FAIL
    assert any("not written in the brief's language" in one.message for one in result.findings)


async def test_a_kind_without_headings_is_not_assessed() -> None:
    """Nothing to compare with is no pass."""
    bare = Kind(name="prd", folder="design", contract="")
    for name in ("prd_sections", "personas_complete"):
        assert (await ask(name, subject("prd", kind=bare))).verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("| R2 |", "| R1 |", 35, "R1 stands in line 34"),
        ("| R2 |", "| Q2 |", 35, "no requirement id"),
        ("| P1 | should", "| P9 | should", 36, "“P9”, who is not in"),
        ("| P1 | should", "|  | should", 36, "names no persona"),
        ("| should |", "| soon |", 36, "no known priority"),
        ("With --explain each window is followed by its figures", "TBD", 36, "has no measure"),
        ("| brief:7 |", "|  |", 34, "has no evidence"),
        ("| brief:7 |", "| brief:99 |", 34, "no line 99"),
        ("| brief:7 |", "| brief:5 brief:3 |", 34, "empty"),
        ("| assumption:A1 |", "| assumption:A7 |", 36, "A7 is listed in no document"),
        ("| fact:capabilities[1] |", "| fact:capabilities[8] |", 35, "say nothing at capabilities[8]"),
        ("| fact:capabilities[1] |", "| brief:9 |", 34, "No requirement covers"),
        ("| id | requirement |", "| no | requirement |", 1, "no table of requirements"),
        (
            "Says how a window was computed",
            "Reads a tide table and prints the safe windows for a draught",
            36,
            "says the same as R1",
        ),
    ],
)
async def test_requirements_with_gaps_are_refused(old: str, new: str, line: int, says: str) -> None:
    """Every field of every requirement must hold."""
    files = bent("prd", PRD, old, new)
    text = (
        brief().text.replace("---\n# Tidewatch", "---\n\n# Tidewatch")
        if new.startswith("| brief:5")
        else None
    )
    await refused(
        "requirements_complete", subject("prd", files, brief=brief(text)), path=PRD, line=line, says=says
    )


async def test_a_prd_without_a_must_is_refused() -> None:
    """Something has to decide when it is done."""
    files = {**good("prd"), PRD: good("prd")[PRD].replace(b"| must |", b"| could |")}
    await refused(
        "requirements_complete", subject("prd", files), path=PRD, line=34, says="No requirement is a must"
    )


async def test_an_empty_table_is_no_pass() -> None:
    """No requirement is a failure, never a pass."""
    kept = [line for line in good("prd")[PRD].decode().split("\n") if not line.startswith("| R")]
    files = {**good("prd"), PRD: "\n".join(kept).encode()}
    await refused("requirements_complete", subject("prd", files), path=PRD, line=1, says="has no row")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (" [brief:9].", ".", 7, "No evidence for: Pilots of small harbours"),
        ("can pass [brief:7]. Know", "can pass. Know", 11, "No evidence for: Know when a ship"),
        ("### Pains", "### Troubles", 3, "“Pains” is missing"),
        ("- Copying tables into a spreadsheet by hand [brief:6]", "", 13, "“Pains” is empty"),
        ("## P1 Pilot", "## The pilot", 3, "is no persona"),
        ("## P1 Pilot of a small harbour", "## P1", 3, "P1 has no name"),
    ],
)
async def test_personas_with_gaps_are_refused(old: str, new: str, line: int, says: str) -> None:
    """Sections, names and the evidence of each sentence must be there."""
    files = bent("prd", PERSONAS, old, new)
    await refused("personas_complete", subject("prd", files), path=PERSONAS, line=line, says=says)


async def test_a_closing_remark_needs_no_evidence() -> None:
    """A last paragraph in italics speaks of the document; in the middle it would be a sentence about people."""
    files = good("prd")
    files[PERSONAS] += b"\n*No model was used.*\n"
    assert (await ask("personas_complete", subject("prd", files))).verdict is Verdict.PASS
    files[PERSONAS] += b"\nThey hate it.\n"
    assert (await ask("personas_complete", subject("prd", files))).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("text", "uncited"),
    [
        ("They plan on paper [brief:9].", []),
        ("They plan on paper. [brief:9]", []),
        ("They plan, e.g. at night, v. late [brief:9].", []),
        ("They need 1.5 hours [fact:prices[0]]. They wait.", ["They wait."]),
        ("他们用纸计划[brief:9]。他们很累。", ["他们很累"]),
        ("他们用纸计划。[brief:9]他们很累。[assumption:A1]", []),
        ("They said “it works.” [brief:9]", []),
    ],
)
def test_sentences_end_in_their_evidence(text: str, uncited: list[str]) -> None:
    """Both places of the citation count, before and after the full stop, in both languages."""
    assert [one.rstrip(".。") for one in uncited_sentences(text)] == [one.rstrip(".。") for one in uncited]


CHINESE = """---
product: 潮窗
version: 1
status: draft
language: zh-CN
---
## 问题
引航员每天手抄潮汐表[brief:1]。
## 用户
小港口的引航员[brief:1]。
## 目标与衡量
一分钟内看到当天窗口。
## 范围
读一张表。
## 暂不做
账号。
## 需求
| 编号 | 需求 | 用户画像 | 优先级 | 衡量 | 依据 |
| --- | --- | --- | --- | --- | --- |
| R1 | 读潮汐表并打印窗口 | P1 | 必须 | 四次潮汐得到两个窗口 | brief:1 |
## 风险与未决问题
- A1：一次只看一天。
"""
CHINESE_PERSONAS = """## P1 引航员
### 处境
小港口，用纸计划[brief:1]。
### 要完成的事
知道何时能过[brief:1]。
### 痛点
手抄容易错[assumption:A1]。
### 什么能说服他们
数据不离开电脑[brief:1]。
"""
CHINESE_STORIES = """# language: zh-CN
功能: 潮窗
  @R1 @P1 @must
  场景: 一天的窗口
    假如 有一张四次潮汐的表
    当 我询问六米吃水的窗口
    那么 我看到两个窗口
"""


async def test_a_chinese_prd_passes() -> None:
    """The same contract in Chinese: headings, columns, priorities, Gherkin."""
    files = {PRD: CHINESE, PERSONAS: CHINESE_PERSONAS, "design/stories.feature": CHINESE_STORIES}
    about = subject(
        "prd",
        {path: text.encode() for path, text in files.items()},
        language="zh-CN",
        claims=(Claim(text="手抄潮汐表", evidence=("brief:1",)),),
        brief=brief("引航员每天手抄潮汐表。", "zh-CN"),
        inputs={},
    )
    for name in (
        "prd_sections",
        "requirements_complete",
        "personas_complete",
        "stories_parse",
        "claims_cited",
    ):
        result = await ask(name, about)
        assert result.verdict is Verdict.PASS, result


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("## Value", "## Worth", 1, "“Value” is missing"),
        (
            "by hand [brief:6]\n- No competitor has been researched yet.",
            "by hand [brief:6]",
            3,
            "nothing says that none was researched",
        ),
        (
            "- No competitor has been researched yet.",
            "- [Tidy](https://tidy.example) costs 5 EUR",
            6,
            "no date",
        ),
        ("one day (R1)", "one day", 10, "rests on no requirement"),
        ("one day (R1)", "one day (R9)", 10, "R9 is no requirement"),
    ],
)
async def test_positioning_with_gaps_is_refused(old: str, new: str, line: int, says: str) -> None:
    """Parts, attributes and competitors must hold."""
    path = "marketing/positioning.md"
    files = bent("positioning", path, old, new)
    await refused("positioning_complete", subject("positioning", files), path=path, line=line, says=says)


async def test_a_sourced_and_dated_competitor_passes() -> None:
    """A URL with a date is what a competitor needs."""
    files = bent(
        "positioning",
        "marketing/positioning.md",
        "- No competitor has been researched yet.",
        "- https://tidy.example, read 2026-11-20",
    )
    assert (await ask("positioning_complete", subject("positioning", files))).verdict is Verdict.PASS


async def test_positioning_without_a_prd_is_not_assessed() -> None:
    """What could not be compared does not pass."""
    about = subject("positioning", inputs={"discover": bundle("discovery", good("discovery"))})
    assert (await ask("positioning_complete", about)).verdict is Verdict.NOT_ASSESSED
