"""Claims and citations: every reference is followed to where it points."""

from __future__ import annotations

import pytest

from superindividual.checks.check import Verdict
from superindividual.checks.evidence import EvidenceBook
from superindividual.workspace.artifact import Claim
from tests.checks.deliverables import ask, bent, good, refused, subject


@pytest.mark.parametrize(
    "reference",
    [
        "brief:7",
        "fact:prices[0]",
        "fact:prices[0].amount",
        "fact:signals.data_leaves_device",
        "fact:questions.Q1",
        "memory:M-1a2b3c4d5e",
        "founder:Q-0011aabbcc",
        "check:tests_pass",
        "assumption:A1",
        "https://example.org/a?b=c",
    ],
)
def test_what_is_there_is_found(reference: str) -> None:
    """Each form of evidence resolves."""
    book = EvidenceBook(subject("prd", memory=("M-1a2b3c4d5e",)))
    assert book.fault_of(reference) == ""
    assert sum(book.counts.values()) == 1


@pytest.mark.parametrize(
    "reference",
    [
        "brief:0",
        "brief:99",
        "brief:7-9",
        "brief:²",
        "fact:prices[1]",
        "fact:prices.",
        "fact:markets",
        "fact:nothing",
        "fact:[0]",
        "memory:M-ffff",
        "founder:yes",
        "check:",
        "assumption:A9",
        "https://",
        "https://[",
        "http://local host",
        "rumour:x",
        "trust me",
        "",
    ],
)
def test_what_is_not_there_is_not_found(reference: str) -> None:
    """Whatever is written as evidence, a reason comes back instead of an error."""
    book = EvidenceBook(subject("prd", memory=("M-1a2b3c4d5e",)))
    assert book.fault_of(reference)
    assert book.counts == {}


def test_facts_cited_without_facts_do_not_resolve() -> None:
    """A fact cannot be cited by an agent that had none."""
    assert "no readable facts" in EvidenceBook(subject("prd", inputs={})).fault_of("fact:prices[0]")


async def test_a_claim_without_evidence_is_refused() -> None:
    """Each claim names where it comes from."""
    about = subject("positioning", claims=(Claim(text="Loved by pilots."),))
    await refused("claims_cited", about, path="", line=None, says="No evidence for: Loved by pilots.")


async def test_a_text_that_claims_nothing_is_refused() -> None:
    """Zero claims are no pass."""
    result = await ask("claims_cited", subject("positioning", claims=()))
    assert result.verdict is Verdict.FAIL
    assert "makes no claim" in result.reason


async def test_a_citation_of_nothing_is_refused_at_its_line() -> None:
    """Citations in the text are followed too, several in one pair of brackets."""
    path = "marketing/positioning.md"
    files = bent("positioning", path, "[brief:9].", "[brief:9, fact:prices[0]; brief:99].")
    result = await refused(
        "claims_cited", subject("positioning", files), path=path, line=19, says="no line 99"
    )
    assert result.evidence["resolved"] == {"brief": 3, "fact": 1}


async def test_code_is_no_citation() -> None:
    """What stands in a fenced block is an example."""
    files = good("positioning")
    files["marketing/positioning.md"] += b"\n```\n[brief:99]\n```\n"
    assert (await ask("claims_cited", subject("positioning", files))).verdict is Verdict.PASS


async def test_a_number_the_brief_does_not_name_is_pointed_out() -> None:
    """The founder sees a figure that the cited line does not hold."""
    about = subject(
        "site", claims=(Claim(text="It saves 90 % of the time for 29 EUR.", evidence=("brief:10",)),)
    )
    result = await ask("claims_cited", about)
    assert result.verdict is Verdict.PASS
    assert [one.message for one in result.findings if one.message.startswith("90 ")]
    assert not [one.message for one in result.findings if one.message.startswith("29 ")]


async def test_a_page_may_state_its_own_assumption() -> None:
    """A deliverable without a document states it in the claim, and the founder is told."""
    about = subject("site", claims=(Claim(text="Mail is answered.", evidence=("assumption:answers",)),))
    result = await ask("claims_cited", about)
    assert result.verdict is Verdict.PASS
    assert any("the claim itself is the assumption" in one.message for one in result.findings)
