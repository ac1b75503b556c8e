"""Claims that say more than what carries them: none of them is more than asserted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.checks.statement import claimed, is_statement, statement
from superindividual.checks.weight import Grade, counted, weigh
from superindividual.ids import MemoryId
from superindividual.specs.brief_reader import read_brief
from superindividual.specs.catalog import Catalog
from superindividual.tools.job import Feedback, Told
from superindividual.workspace.artifact import Bundle, Claim, Deliverable

BRIEF = b"""# Duesbook
A tool for treasurers of sports clubs.

- It costs 12 GBP per year.
- It reads the CSV that banks export.
"""
TESTS = CheckResult(
    check="tests_pass", verdict=Verdict.PASS, reason="12 tests passed", evidence={"passed": 12, "failed": 0}
)
TOLD = (
    Told(id=MemoryId("M-0a"), kind="fact", content="The club in Leeds has 240 members.", source="founder"),
    Told(
        id=MemoryId("M-0b"), kind="fact", content="Banks close at noon.", source="https://example.com/hours"
    ),
)


def bundle(claims: tuple[Claim, ...], files: Mapping[str, bytes] | None = None) -> Bundle:
    made = Deliverable(
        kind="code",
        files=(),
        summary="s",
        claims=claims,
        language="en",
        produced_by="model/x",
        memory=("M-0a",),
    )
    return Bundle(made, dict(files or {"package/README.md": b"x"}))


def grade(text: str, *evidence: str, results: tuple[CheckResult, ...] = (TESTS,), **fields: Any) -> Grade:
    subject = Subject(
        kind=Catalog().kinds["code"],
        bundle=bundle((Claim(text=text, evidence=evidence),)),
        brief=read_brief(BRIEF, "brief.md"),
        inputs={"prd": bundle((), {"prd/prd.md": b"Treasurers sort their lines by rules.\n"})},
        memory=("M-0a", "M-0b"),
        feedback=(Feedback(by="founder", text="Write it for beginners", request="Q-12ab"),),
        **fields,
    )
    (weight,) = weigh(subject, results, TOLD)
    assert (weight.why == "") == (weight.grade is not Grade.ASSERTED)
    return weight.grade


@pytest.mark.parametrize(
    "text", ["The tests pass.", "12 tests pass", "12 tests passed, 0 failed.", "测试全部通过。"]
)
def test_what_a_passing_check_says_is_verified(text: str) -> None:
    """In the check's own words and figures, in both languages."""
    assert grade(text, "check:tests_pass") is Grade.VERIFIED


@pytest.mark.parametrize(
    "text",
    [
        "13 tests pass",
        "The tests pass on Windows.",
        "We have 12 customers.",
        "Never loses a line.",
        "It cures cancer.",
        "…",
        "",
    ],
)
def test_a_pass_carries_nothing_that_it_does_not_say(text: str) -> None:
    """A maker's own words stay its own, whatever check they cite."""
    assert grade(text, "check:tests_pass") is Grade.ASSERTED


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.NOT_ASSESSED, Verdict.NOT_APPLICABLE])
def test_only_a_pass_verifies(verdict: Verdict) -> None:
    """A check that failed or saw nothing, and one that passed without a figure."""
    assert (
        grade("The tests pass.", "check:tests_pass", results=(TESTS.model_copy(update={"verdict": verdict}),))
        is Grade.ASSERTED
    )
    assert (
        grade("The tests pass.", "check:tests_pass", results=(TESTS.model_copy(update={"evidence": {}}),))
        is Grade.ASSERTED
    )


def test_another_versions_check_verifies_nothing() -> None:
    """What was not asked about this very version is no evidence for it."""
    assert grade("The tests pass.", "check:tests_pass", results=()) is Grade.ASSERTED
    assert grade("The linter finds nothing.", "check:lint_clean") is Grade.ASSERTED


def test_words_that_a_maker_put_into_the_evidence_do_not_count() -> None:
    """A file named after the claim stands in a check's list of files."""
    echo = TESTS.model_copy(
        update={"evidence": {"passed": 12, "files": ["cures-cancer.md"], "first": "cures cancer"}}
    )
    assert grade("cures cancer", "check:tests_pass", results=(echo,)) is Grade.ASSERTED


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("It costs 12 GBP per year.", "brief:4"),
        ("It reads the CSV that banks export", "brief:5"),
        ("The club in Leeds has 240 members", "memory:M-0a"),
        ("Write it for beginners", "founder:Q-12ab"),
        ("Treasurers sort lines by rules", "input:prd/prd/prd.md"),
        ("Banks close at noon", "https://example.com/hours"),
    ],
)
def test_what_its_source_says_is_inferred(text: str, evidence: str) -> None:
    """A line of the brief, a record, the founder's words, an input's file, an address on record."""
    assert grade(text, evidence) is Grade.INFERRED


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("It costs 9 GBP per year.", "brief:4"),
        ("It costs 12 GBP per year.", "brief:5"),
        ("It costs 12 GBP per year.", "brief:3"),
        ("It costs 12 GBP per year.", "brief:99"),
        ("It costs 12 GBP per year, for ever, for everybody in the world.", "brief:4"),
        ("The club in Leeds has 240 members", "memory:M-ff"),
        ("The club in Leeds has 250 members", "memory:M-0a"),
        ("Write it for beginners", "founder:Q-99"),
        ("Treasurers sort lines by rules", "input:prd/prd/none.md"),
        ("Treasurers sort lines by rules", "input:none/prd.md"),
        ("Banks close at noon", "https://example.com/other"),
        ("It costs 12 GBP per year.", "assumption:A1"),
        ("It costs 12 GBP per year.", "because I say so"),
        ("它每年收费12英镑。", "brief:4"),
    ],
)
def test_a_source_that_says_something_else_carries_nothing(text: str, evidence: str) -> None:
    """Another number, another line, none at all, more than it says, a record that was not told, another language."""
    assert grade(text, evidence) is Grade.ASSERTED


def test_a_claim_without_evidence_is_asserted() -> None:
    """Whoever says it."""
    assert grade("The tests pass.") is Grade.ASSERTED


def test_an_untold_record_is_the_agents_guess() -> None:
    """An id that exists in the company, but was not told for this attempt."""
    subject = Subject(
        kind=Catalog().kinds["code"],
        bundle=bundle((Claim(text="The club in Leeds has 240 members", evidence=("memory:M-0a",)),)),
        brief=read_brief(BRIEF, "brief.md"),
        memory=(),
    )
    assert weigh(subject, (), TOLD)[0].grade is Grade.ASSERTED


def test_statements_are_claimed_once_and_known_again() -> None:
    """The rehearsal's claims about its own checks are the checks' own words."""
    (claim,) = claimed(("tests_pass", "files_readable"), "zh-CN")
    assert is_statement(claim)
    assert claim.text == statement("tests_pass", "zh-CN")
    assert not is_statement(claim.model_copy(update={"text": "The tests pass, and more."}))


def test_grades_are_counted_the_strongest_first() -> None:
    """Without those that nothing has."""
    assert counted([{"grade": "asserted"}, {"grade": "verified"}, {"grade": "asserted"}]) == {
        "verified": 1,
        "asserted": 2,
    }
    assert list(counted([{"grade": "asserted"}, {"grade": "verified"}])) == ["verified", "asserted"]


def test_words_about_another_step_are_not_said_to_be_lost() -> None:
    """The founder said them, and this step was not told: the sentence says no more than that."""
    made = bundle((Claim(text="Write it for beginners", evidence=("founder:Q-99",)),))
    subject = Subject(kind=Catalog().kinds["code"], bundle=made, brief=read_brief(BRIEF, "brief.md"))
    (weight,) = weigh(subject, (), ())
    assert weight.why == "founder:Q-99 was not said about this step"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Three tests pass.", "Three"),
        ("13 tests passed quickly", "13, quickly"),
        ("It handles 1,000 members.", "handles, 1,000, members"),
    ],
)
def test_what_a_check_does_not_say_is_named_as_it_was_written(text: str, named: str) -> None:
    """In the claim's own words and order, and not as they are compared."""
    subject = Subject(
        kind=Catalog().kinds["code"],
        bundle=bundle((Claim(text=text, evidence=("check:tests_pass",)),)),
        brief=read_brief(BRIEF, "brief.md"),
    )
    (weight,) = weigh(subject, (TESTS,), ())
    assert weight.why == f"tests_pass says nothing of {named}"
