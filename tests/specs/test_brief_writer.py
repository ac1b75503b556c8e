from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superindividual.rehearsal.reading.facts import read_facts
from superindividual.specs.brief_reader import read_brief
from superindividual.specs.brief_writer import PARTS, brief_text
from superindividual.text import Language

ENGLISH = {
    "product": "Duesbook",
    "what": "A command-line tool that counts a club's dues. Today I match payments by hand.",
    "abilities": "Read a CSV file from the bank\nPrint totals per month\nList payments that no keyword matched",
    "audience": "Treasurers of small clubs, who use a spreadsheet today.",
    "not_now": "a web app\naccounts",
    "price": "12 EUR a year per club.",
    "wanted": "a package that I can install\na page that explains it\na post for Reddit",
    "promises": "Nothing is uploaded: the data stays on the treasurer's computer.",
    "launch": "14 September 2027",
    "markets": ["EU", "GB"],
    "channels": ["reddit", "email"],
    "budget_usd": 4.5,
}
CHINESE = {
    "product": "会费簿",
    "what": "一个命令行工具，帮社团的财务统计会费。现在我都是手工对账。",
    "abilities": "读取银行的 CSV 文件\n按月打印合计\n列出没有匹配到的付款",
    "audience": "小社团的财务，现在用电子表格。",
    "not_now": "网页版\n账号",
    "price": "每年 68 元。",
    "wanted": "可以安装的软件包\n一个介绍页\n一篇小红书",
    "promises": "数据不上传，只留在财务的电脑上。",
    "launch": "2027年9月14日",
    "markets": ["CN"],
    "channels": ["xiaohongshu"],
    "budget_usd": 30,
}


@pytest.mark.parametrize(("answers", "lang"), [(ENGLISH, "en"), (CHINESE, "zh-CN")])
def test_what_the_discovery_asks_for_is_answered(answers: dict[str, Any], lang: Language) -> None:
    """Every answer is read as what it is, and of all questions about it none is left open."""
    brief = read_brief(brief_text(answers, lang).encode(), "brief.md")
    facts = read_facts(brief)
    assert (facts.product, facts.language) == (answers["product"], lang)
    assert set(answers["abilities"].splitlines()) <= {s.text.rstrip("。.") for s in facts.capabilities}
    assert set(answers["not_now"].splitlines()) == {s.text.rstrip("。.") for s in facts.not_now}
    assert facts.wanted
    assert facts.audience
    assert facts.promises
    assert facts.prices
    assert facts.dates
    assert (facts.markets, facts.channels) == (tuple(answers["markets"]), tuple(answers["channels"]))
    assert brief.budget_usd == answers["budget_usd"]
    asked = " ".join(q.text for q in facts.questions)
    for word in (
        "Who exactly",
        "What shall the product do",
        "In which countries",
        "Where shall it be announced",
    ):
        assert word not in asked
    for word in ("到底给谁用", "具体要做什么", "在哪些国家", "在哪些渠道", "打算哪一天", "怎么收费"):
        assert word not in asked


def test_what_was_left_out_becomes_a_question() -> None:
    """Nothing is made up in its place."""
    text = brief_text({"product": "Duesbook", "what": "A small tool.", "price": " \n"}, "en")
    assert text == '---\nproduct: "Duesbook"\nlanguage: en\n---\n\n# Duesbook\n\nA small tool.\n'
    asked = " ".join(q.text for q in read_facts(read_brief(text.encode(), "b.md")).questions)
    assert "Who exactly is this for" in asked
    assert "What will it cost" in asked


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)


@given(
    product=LINE.filter(lambda text: bool(text.strip())),
    what=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60).map(lambda text: f"w{text}"),
    parts=st.dictionaries(
        st.sampled_from(PARTS), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
    ),
    channels=st.lists(LINE.filter(lambda text: bool(text.strip())), max_size=3),
    budget=st.none() | st.floats(0, 1e6),
)
def test_whatever_is_answered_can_be_read(
    product: str, what: str, parts: dict[str, str], channels: list[str], budget: float | None
) -> None:
    """Signs of YAML and Markdown in an answer are text; no answer becomes a setting."""
    answers = {**parts, "product": product, "what": what, "channels": channels, "budget_usd": budget}
    brief = read_brief(brief_text(answers, "en").encode(), "brief.md")
    assert brief.product == " ".join(product.split())
    assert brief.budget_usd == budget
    assert what.strip() in brief.body
    assert brief.markets == ()
