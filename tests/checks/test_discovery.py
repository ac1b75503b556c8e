"""The checks of a discovery: each passes on true facts and fails when the facts are wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.checks.discovery import CHECKS
from superindividual.specs.brief import Brief
from superindividual.specs.kind import Kind
from superindividual.tools.job import Feedback
from superindividual.workspace.artifact import Bundle, Deliverable

TEXT = """---
product: Sorted
budget_usd: 5
---
I want a tool that reads a CSV of payments and prints
a monthly report per category.

Who: treasurers of small clubs
Price: 1,200 EUR once
"""
BRIEF = Brief(text=TEXT, body_line=5, product="Sorted", language="en", budget_usd=5)

FACTS: dict[str, Any] = {
    "product": "Sorted",
    "slug": "sorted",
    "language": "en",
    "audience": [{"text": "treasurers of small clubs", "evidence": "brief:8"}],
    "capabilities": [
        {"text": "reads a CSV of payments", "evidence": "brief:5"},
        {"text": "prints a monthly report per category", "evidence": "brief:5"},
    ],
    "prices": [{"amount": "1200", "currency": "EUR", "period": "once", "evidence": "brief:9"}],
    "signals": [{"name": "takes_payment", "value": True, "evidence": "brief:9"}],
    "questions": [
        {"id": "Q1", "text": "In which countries will you sell it?", "why": "Laws depend on it."},
        {"id": "Q2", "text": "On which channels shall it be announced?", "why": "One post per channel."},
    ],
}


def subject(facts: Mapping[str, Any] | bytes | None, brief: Brief = BRIEF, **more: Any) -> Subject:
    """A discovery with these facts."""
    files: dict[str, bytes] = {}
    if facts is not None:
        files["discovery/facts.json"] = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    deliverable = Deliverable(kind="discovery", files=(), summary="", language="en", produced_by="model/test")
    kind = Kind(name="discovery", folder="discovery", contract="")
    return Subject(kind=kind, bundle=Bundle(deliverable, files), brief=brief, **more)


async def ask(name: str, changed: Mapping[str, Any] | None = None, **more: Any) -> CheckResult:
    """One check on the facts, changed."""
    return await CHECKS[name](subject(FACTS | (changed or {}), **more))


def capability(text: str, evidence: str) -> dict[str, Any]:
    """Facts with one more capability."""
    return {"capabilities": [*FACTS["capabilities"], {"text": text, "evidence": evidence}]}


@pytest.mark.parametrize("name", sorted(CHECKS))
async def test_true_facts_pass(name: str) -> None:
    """Facts that say what the brief says pass every check, under the check's own name."""
    result = await ask(name)
    assert (result.check, result.verdict) == (name, Verdict.PASS), result.findings


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"not json",
        b"[]",
        b"\xff\xfe",
        json.dumps(FACTS | {"invented": 1}).encode(),
        json.dumps(FACTS | {"audience": [{"text": "clubs", "evidence": "somewhere"}]}).encode(),
    ],
)
async def test_unreadable_facts_fail_once_and_are_not_assessed_elsewhere(content: bytes | None) -> None:
    """A form that cannot be read fails facts_valid; the others say that they saw nothing."""
    assert (await CHECKS["facts_valid"](subject(content))).verdict is Verdict.FAIL
    assert (await CHECKS["facts_cited"](subject(content))).verdict is Verdict.NOT_ASSESSED
    assert (await CHECKS["questions_asked"](subject(content))).verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize(
    "changed",
    [
        {"language": "zh-CN"},
        {"product": " "},
        {"questions": [FACTS["questions"][0], FACTS["questions"][0]]},
        {"signals": FACTS["signals"] * 2},
    ],
)
async def test_facts_that_contradict_themselves_fail(changed: dict[str, Any]) -> None:
    """The brief's language, a name, and numbers used once."""
    result = await ask("facts_valid", changed)
    assert result.verdict is Verdict.FAIL
    assert result.findings


@pytest.mark.parametrize(
    ("text", "evidence", "why"),
    [
        ("encrypts everything in the cloud", "brief:5", "shares no word"),
        ("reads a CSV of payments, predicts fraud and calls the police", "brief:5", "says more"),
        ("reads a CSV of payments", "brief:99", "no such line"),
        ("reads a CSV of payments", "brief:0", "no such line"),
        ("reads a CSV of payments", "brief:7", "empty line"),
        ("reads a CSV of payments", "brief:8", "shares no word"),
        ("reads a CSV of 500 payments", "brief:5", "500"),
        ("treasurers of small clubs print reports", "brief:8", "says more"),
        ("reads a CSV of payments", "memory:M-00", "no such record"),
        ("reads a CSV of payments", "assumption:A1", "assumption"),
        ("reads a CSV of payments", "https://example.com/x", "rest on"),
    ],
)
async def test_what_the_brief_does_not_say_fails(text: str, evidence: str, why: str) -> None:
    """An invented statement, a wrong line and a foreign source are each named."""
    result = await ask("facts_cited", capability(text, evidence))
    assert result.verdict is Verdict.FAIL
    assert len(result.findings) == 1
    assert why in result.findings[0].message


async def test_an_invented_price_fails() -> None:
    """The amount must stand in the cited line, however it is grouped."""
    price = FACTS["prices"][0] | {"amount": "99"}
    result = await ask("facts_cited", {"prices": [price]})
    assert result.verdict is Verdict.FAIL
    assert "99" in result.findings[0].message


@pytest.mark.parametrize(
    ("amount", "line"),
    [("9.90", "9,90 EUR a month"), ("3000", "3k EUR once"), ("9.9", "一次性 9块9"), ("29", "二十九元")],
)
async def test_other_ways_to_write_an_amount(amount: str, line: str) -> None:
    """Decimal commas, thousands and Chinese money are the same amount."""
    brief = BRIEF.model_copy(update={"text": TEXT + line + "\n"})
    price = FACTS["prices"][0] | {"amount": amount, "evidence": "brief:10"}
    assert (await ask("facts_cited", {"prices": [price]}, brief=brief)).verdict is Verdict.PASS


async def test_a_paraphrase_with_the_same_words_passes() -> None:
    """Inflection and order do not matter, substance does."""
    assert (
        await ask("facts_cited", capability("monthly category report printed", "brief:5"))
    ).verdict is Verdict.PASS


async def test_memory_told_to_the_agent_is_known() -> None:
    """A statement may rest on a record that the agent was told."""
    result = await ask("facts_cited", capability("exports JSON", "memory:M-00"), memory=("M-00",))
    assert result.verdict is Verdict.PASS


async def test_the_founders_words_are_compared() -> None:
    """What the founder said in a decision carries a statement; what was not said does not."""
    said = (Feedback(by="founder", text="It must also export JSON.", request="Q-0a"),)
    good = await ask("facts_cited", capability("export JSON", "founder:Q-0a"), feedback=said)
    wrong = await ask("facts_cited", capability("sing songs loudly", "founder:Q-0a"), feedback=said)
    unknown = await ask("facts_cited", capability("export JSON", "founder:Q-0b"), feedback=said)
    assert [good.verdict, wrong.verdict, unknown.verdict] == [Verdict.PASS, Verdict.FAIL, Verdict.FAIL]


async def test_words_not_at_hand_are_not_assessed() -> None:
    """Without the founder's words nothing is passed that nobody compared."""
    result = await ask("facts_cited", capability("export JSON", "founder:Q-0a"), feedback=None)
    assert result.verdict is Verdict.NOT_ASSESSED


async def test_a_translation_is_not_assessed() -> None:
    """A statement in another script than its line cannot be compared word by word."""
    assert (
        await ask("facts_cited", capability("打印每月分类报表", "brief:5"))
    ).verdict is Verdict.NOT_ASSESSED


async def test_chinese_inventions_fail() -> None:
    """Han text is compared by pairs of characters."""
    brief = Brief(text="做一个记账工具，读取账单并输出月报。\n", body_line=1, language="zh-CN")
    base = {"language": "zh-CN", "audience": [], "prices": [], "signals": []}
    true = base | {"capabilities": [{"text": "读取账单并输出月报", "evidence": "brief:1"}]}
    false = base | {"capabilities": [{"text": "自动给税务局申报并缴纳增值税", "evidence": "brief:1"}]}
    assert (await ask("facts_cited", true, brief=brief)).verdict is Verdict.PASS
    assert (await ask("facts_cited", false, brief=brief)).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("changed", "gap"),
    [
        ({"questions": []}, "the market"),
        ({"questions": FACTS["questions"][:1]}, "the channels"),
        ({"audience": []}, "who it is for"),
        ({"prices": [], "signals": []}, "the price"),
        ({"capabilities": []}, "what the product does"),
    ],
)
async def test_a_gap_that_nobody_asks_about_fails(changed: dict[str, Any], gap: str) -> None:
    """Each gap needs a question of its own."""
    result = await ask("questions_asked", changed)
    assert result.verdict is Verdict.FAIL
    assert any(gap in finding.message for finding in result.findings)


@pytest.mark.parametrize(
    ("row", "label", "verdict"),
    [
        ("Solo: free, one treasurer", "Solo: free", Verdict.PASS),
        ("Solo: 3 EUR, one treasurer", "Solo", Verdict.FAIL),
        ("Solo: free, one treasurer", "unlimited audits and support", Verdict.FAIL),
    ],
)
async def test_a_price_of_nothing_is_said_in_words(row: str, label: str, verdict: Verdict) -> None:
    """A plan for 0 stands on a line that says it is free, and its label on the same line."""
    brief = Brief(text=f"{TEXT}\n{row}\n", body_line=5, product="Sorted", language="en", budget_usd=5)
    line = len(brief.text.splitlines())
    plan = {"amount": "0", "currency": "EUR", "period": "month", "evidence": f"brief:{line}", "label": label}
    result = await ask("facts_cited", {"prices": [*FACTS["prices"], plan]}, brief=brief)
    assert result.verdict is verdict


async def test_a_free_product_needs_no_price() -> None:
    """`takes_payment: false` answers the question of the price."""
    free = {"prices": [], "signals": [{"name": "takes_payment", "value": False, "evidence": "brief:9"}]}
    assert (await ask("questions_asked", free)).verdict is Verdict.PASS


async def test_a_question_without_a_reason_fails() -> None:
    """The founder must see why something is asked."""
    mute = [FACTS["questions"][0] | {"why": " "}, FACTS["questions"][1]]
    assert (await ask("questions_asked", {"questions": mute})).verdict is Verdict.FAIL


async def test_full_facts_need_no_questions() -> None:
    """A brief without gaps may leave the list empty."""
    full = {"questions": [], "markets": ["DE"], "channels": ["reddit"]}
    assert (await ask("questions_asked", full)).verdict is Verdict.PASS
