"""The report: nothing left out, nothing claimed, in the founder's language."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from superindividual.compliance import review as review_module
from superindividual.compliance.review import Review, review_of
from superindividual.compliance.rule import load_rules
from superindividual.compliance.wording import Wording
from superindividual.errors import StepFailed
from superindividual.specs.brief import Brief

RULES = load_rules()
ASK = "A game for phones.\nAm I allowed to do this in China at all?"
PRODUCTS = ["csv", "converter", "game", "meetup", "thin"]


def made(compliance: Any, name: str, *bundles: Any, brief: str = "A product.", **changes: Any) -> Review:
    """The review of a product."""
    known = changes.pop("known", None) or compliance.facts(name)
    inputs = {b.deliverable.kind: b for b in (compliance.discovery(known), *bundles)}
    language = changes.pop("language", known.language)
    today = changes.pop("today", compliance.today)
    return review_of(
        inputs, Brief(text=brief, body_line=1, language=language), compliance.identity, today, language
    )


def section(text: str, title: str) -> str:
    """One section of a report."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("name", PRODUCTS)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("brief", ["A product.", ASK])
def test_every_rule_is_named_with_its_source(compliance: Any, name: str, language: Any, brief: str) -> None:
    """Each rule stands in the text, and its source is cited; no gap in a sentence is left open."""
    text = made(compliance, name, language=language, brief=brief).report().text()
    for rule in RULES:
        assert re.search(rf"(?<![A-Z0-9-]){rule.id}(?![A-Z0-9-])", text), rule.id
        assert str(rule.source).replace("|", "/") in text, rule.id
    assert "{" not in text
    assert "None" not in text.replace("None.", "")


@pytest.mark.parametrize("name", PRODUCTS)
def test_every_rule_stands_in_one_section(compliance: Any, name: str) -> None:
    """A reader finds each rule once: below the short version, no rule is an item of two sections."""
    text = made(compliance, name, brief=ASK, language="en").report().text()
    items = re.findall(r"^- (?:\[ \] )?\*\*([A-Z]{2,3}-[A-Z0-9-]+)\*\*", text, re.M)
    rows = re.findall(r"^\| ([A-Z]{2,3}-[A-Z0-9-]+) \|", text, re.M)
    ruled_out = re.findall(r"([A-Z]{2,3}(?:-[A-Z0-9]+)+) \(", section(text, "Does not apply, and why"))
    assert sorted(items + rows + ruled_out) == sorted(rule.id for rule in RULES)


@pytest.mark.parametrize("name", PRODUCTS)
def test_counts_add_up(compliance: Any, name: str) -> None:
    """The summary table and the JSON count every rule once."""
    review = made(compliance, name)
    data = json.loads(review.json)
    assert sum(data["counts"].values()) == len(data["answers"]) == len(RULES)
    table = re.findall(r"^\| [^|]+ \| (\d+) \| [\d-]+ \|$", review.report().text(), re.M)
    assert [int(n) for n in table] == [
        data["counts"][k]
        for k in ("gap", "needs_founder", "needs_review", "met", "not_assessed", "not_applicable")
    ]


def test_it_says_what_it_is_not(compliance: Any) -> None:
    """No legal advice, candidates, nobody verified: in the first ten lines, in both languages."""
    english = "\n".join(made(compliance, "csv").report().text().split("\n")[:10])
    assert all(
        words in english
        for words in ("no legal advice", "candidates", "0 verified by a lawyer", "Nothing blocks today")
    )
    chinese = "\n".join(made(compliance, "converter").report().text().split("\n")[:10])
    assert all(words in chinese for words in ("不是法律意见", "候选", "律师已核实 0 条", "没有阻断项"))


def test_a_question_of_permission_is_answered_first(compliance: Any) -> None:
    """The brief's own words with their line, then what decides, by market, before anything else."""
    text = made(compliance, "game", brief=ASK).report().text()
    part = section(text, "May you do this at all?")
    assert "Am I allowed to do this in China at all?” [brief:2]" in part
    assert part.index("Mainland China: not before") < part.index("CN-GAME-27") < part.index("CN-GAME-FOREIGN")
    assert "European Union: " in part
    assert "A first test with a few people is not held up by these permissions in: European Union" in part
    assert text.index("## May you do this") < text.index("## Would block") < text.index("## To mend")
    assert "CN-GAME-27" in text.split("\n")[8]
    assert "candidate" in part


def test_an_open_permission_leads_unasked(compliance: Any) -> None:
    """A founder who does not ask is told all the same; with no permission open there is no such section."""
    assert "## May you do this at all?" in made(compliance, "game").report().text()
    assert "## May you do this at all?" not in made(compliance, "csv").report().text()


def test_filings_that_open_a_site_count_when_permission_is_asked(compliance: Any) -> None:
    """An ICP filing is no permission for a tool, but belongs to the answer when the founder asks."""
    site = compliance.bundle("site", {"site/index.html": "<h1>x</h1>"})
    asked = made(compliance, "converter", site, brief="上线前需要办什么备案？").report().text()
    assert "CN-ICP-4" in section(asked, "能不能做：准入条件")
    silent = made(compliance, "converter", site).report().text()
    assert "CN-ICP-4" in section(silent, "核实后将阻断")


def test_permission_without_markets_is_not_decided(compliance: Any) -> None:
    """Asked without a market, the report neither allows nor forbids."""
    part = section(made(compliance, "thin", brief=ASK).report().text(), "May you do this at all?")
    assert part.count("not decided") == 3


def test_markets_without_rules_are_not_assessed(compliance: Any) -> None:
    """A market that the rules do not know is named as such, never as free."""
    known = compliance.with_signals(["JP", "US"])
    text = made(compliance, "thin", known=known, brief=ASK).report().text()
    assert "JP: not assessed" in section(text, "May you do this at all?")
    assert "JP: no rules for this market" in section(text, "What this report does not cover")


def test_questions_come_once_each(compliance: Any) -> None:
    """However many rules wait for a fact, the founder is asked once, markets first."""
    part = section(made(compliance, "thin").report().text(), "Questions to you")
    asked = re.findall(r"^\d+\. (.+?) \(rules that wait", part, re.M)
    assert len(asked) == len(set(asked))
    assert asked[0].startswith("In which countries")


def test_boxes_to_tick_say_what_to_do_otherwise(compliance: Any) -> None:
    """Each attestation is one box with why, what to do if not, and the source."""
    part = section(made(compliance, "csv").report().text(), "What only you can attest")
    boxes = part.split("\n- [ ] ")[1:]
    assert len(boxes) > 10
    assert all("  - Why: " in box and "  - If not: " in box and "*Source: " in box for box in boxes)


def test_a_verified_gap_blocks_in_the_report(compliance: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a lawyer verified a rule, its gap stands under what blocks today, with name and date."""
    rules = tuple(
        rule.model_copy(
            update={
                "verified": rule.verified.model_copy(update={"by": "A. Lawyer", "date_": date(2026, 11, 1)})
            }
        )
        if rule.id == "CN-ICP-4"
        else rule
        for rule in RULES
    )
    monkeypatch.setattr(review_module, "load_rules", lambda: rules)
    site = compliance.bundle("site", {"site/index.html": "<h1>x</h1>"})
    review = made(compliance, "converter", site, language="en")
    text = review.report().text()
    assert "CN-ICP-4" in section(text, "Blocks today")
    assert "verified by A. Lawyer on 2026-11-01" in section(text, "Blocks today")
    assert "Nothing blocks" not in text
    assert json.loads(review.json)["blocks"] == ["CN-ICP-4"]
    assert "Blocked by CN-ICP-4" in review.report().summary()


def test_rules_of_the_future_stand_apart(compliance: Any) -> None:
    """What is not in force yet is announced with its day and is in no other section."""
    text = made(compliance, "csv").report().text()
    assert "from 2027-12-11" in section(text, "Coming into force")
    assert text.count("**EU-CRA-13**") == 1


def test_old_rules_warn(compliance: Any) -> None:
    """Rules that nobody has touched for half a year say so at the top."""
    assert "days old" not in made(compliance, "csv").report().text()
    assert "days old" in made(compliance, "csv", today=date(2027, 8, 1)).report().text()


def test_foreign_words_cannot_become_markup(compliance: Any) -> None:
    """A product's name or a brief's question does not break out of its line."""
    known = compliance.facts("game", product="X\n# Blocks today\n[a](javascript:x) `<b>` | y")
    text = (
        made(compliance, "game", known=known, brief="Am I allowed <script>alert(1)</script> to?")
        .report()
        .text()
    )
    assert "\n# Blocks" not in text
    assert "<b>" not in text
    assert "<script>" not in text
    assert "](javascript" not in text


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_same_input_gives_the_same_bytes(compliance: Any, name: str) -> None:
    """Both files are a function of the input."""
    first, second = made(compliance, name), made(compliance, name)
    assert (first.json, first.report().text()) == (second.json, second.report().text())


def test_chinese_reports_are_chinese(compliance: Any) -> None:
    """No English sentence is left in a Chinese report, but names of acts and of stores."""
    text = made(compliance, "converter").report("排演").text()
    assert not re.search(
        r"\b(?:the|what|which|does|because|rules|waiting|none)\b",
        re.sub(r"出处.*|\|.*|- \*\*\D.*（\d+）.*", "", text),
        re.I,
    )


@pytest.mark.parametrize("file", ["wording.yaml", "report.yaml"])
def test_words_exist_in_both_languages(file: str) -> None:
    """Every sentence has its pair, with the same figures in it."""
    Wording("en", file)
    from superindividual.compliance.wording import _table

    waiting: list[Any] = [_table(file)]
    pairs = 0
    while waiting:
        node = waiting.pop()
        if set(node) & {"en", "zh-CN"}:
            assert set(node) == {"en", "zh-CN"}
            figures = [set(re.findall(r"{(\w+)}", node[lang])) for lang in ("en", "zh-CN")]
            assert figures[0] == figures[1], node
            pairs += 1
        else:
            waiting.extend(node.values())
    assert pairs > 40


@pytest.mark.parametrize("broken", [b"", b"{}", b"[1]", b"\xff", b'{"product": 3}'])
def test_broken_facts_are_refused_with_a_remedy(compliance: Any, broken: bytes) -> None:
    """Without readable facts nothing is evaluated, and the founder learns which step to send back."""
    inputs = {"discovery": compliance.bundle("discovery", {"discovery/facts.json": broken})}
    with pytest.raises(StepFailed, match="discovery"):
        review_of(
            inputs, Brief(text="x", body_line=1, language="en"), compliance.identity, compliance.today, "en"
        )
    with pytest.raises(StepFailed, match=r"facts\.json"):
        review_of(
            {}, Brief(text="x", body_line=1, language="en"), compliance.identity, compliance.today, "en"
        )
