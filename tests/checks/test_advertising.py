"""Advertising words: clear boasts fail, harmless words do not trip."""

from __future__ import annotations

import pytest

from superindividual.checks.check import CheckResult, Verdict
from superindividual.workspace.artifact import Claim
from tests.checks.deliverables import CLAIM, ask, subject

PATH = "marketing/posts/x.md"


async def _said(text: str, *claims: Claim) -> CheckResult:
    return await ask(
        "advertising_words",
        subject("posts", {PATH: f"First line.\n{text}\n".encode()}, claims=(CLAIM, *claims)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "The best tide tool.",
        "The #1 app for pilots.",
        "We are number one.",
        "The world's first tide tool.",
        "An industry-leading tool",
        "best-in-class",
        "全国第一的潮汐工具",
        "销量第一",
        "国家级产品",
        "最佳选择",
        "行业领先",
        "全网最低价",
        "最好的工具",
    ],
)
async def test_a_bare_claim_of_rank_is_refused(text: str) -> None:
    """To be first or best needs evidence."""
    result = await _said(text)
    assert result.verdict is Verdict.FAIL, result
    assert result.findings[0].line == 2


@pytest.mark.parametrize(
    "text",
    [
        "第一步：打开文件",
        "最后保存",
        "最近三天",
        "唯一标识符",
        "绝对路径",
        "最多 100 行，最少 1 行",
        "最大值和最小值",
        "第一次使用",
        "最新版",
        "最好先备份",
        "唯一键",
        "第一行是表头",
        "We are not the best at this",
        "Best regards,",
        "best practices",
        "See issue #1 and #12",
        "A unique id per row",
        "It does its best",
        "the best way to reach me",
        "100 % coverage",
        "https://example.org/the-best",
    ],
)
async def test_harmless_words_do_not_trip(text: str) -> None:
    """Neither a failure nor a place to review."""
    result = await _said(text)
    assert result.verdict is Verdict.PASS, result
    assert result.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Guaranteed to work.",
        "The fastest tool around.",
        "It never fails.",
        "唯一的潮汐工具",
        "完美的窗口",
        "百分之百安全",
        "最聪明的工具",
    ],
)
async def test_other_absolute_words_are_for_the_founder(text: str) -> None:
    """They pass, and are shown for review."""
    result = await _said(text)
    assert result.verdict is Verdict.PASS, result
    assert [one.line for one in result.findings] == [2]
    assert "review" in result.findings[0].message


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        (("https://example.org/test",), Verdict.PASS),
        (("brief:7",), Verdict.FAIL),
        (("assumption:A1",), Verdict.FAIL),
        ((), Verdict.FAIL),
    ],
)
async def test_a_rank_with_evidence_is_left_to_the_founder(
    evidence: tuple[str, ...], verdict: Verdict
) -> None:
    """What anybody can check supports it; the founder's own brief does not."""
    result = await _said("The best tide tool.", Claim(text="The best tide tool of 2026", evidence=evidence))
    assert result.verdict is verdict


async def test_only_what_readers_see_counts() -> None:
    """Styles, scripts, comments and tags are no advertising."""
    html = b"<html><head><style>.the-best{content:'the best'}</style><!-- the best --></head>\n<body><p title='the best'>Tides</p></body></html>"
    about = subject("email", {"marketing/email/message.html": html})
    assert (await ask("advertising_words", about)).verdict is Verdict.PASS


async def test_no_text_is_not_applicable() -> None:
    """Nothing to read is no pass."""
    assert (await ask("advertising_words", subject("posts", {}))).verdict is Verdict.NOT_APPLICABLE
    assert (
        await ask("advertising_words", subject("posts", {PATH: b" \n"}))
    ).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    "text",
    [
        "The **best** tide tool.",
        "The <b>best</b> tide tool.",
        "The b\u200best tide tool.",
        "ＮＯ．１ 潮汐工具",
        "第<em>一</em>品牌",
        "x" * 9000 + " the best tool",
    ],
)
async def test_a_boast_cannot_hide(text: str) -> None:
    """Markup, invisible and look-alike characters and long lines do not help it."""
    assert (await _said(text)).verdict is Verdict.FAIL
