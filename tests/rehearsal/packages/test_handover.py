"""Handover: what is said of a package is what the facts say and what the package does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from superindividual.errors import StepFailed
from superindividual.rehearsal.packages.handover import handover
from superindividual.tools.job import Feedback, Job

MakeJob = Callable[..., Job]
FOLDER, MODULE = "markdown_site", "markdown_site"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a tool that sorts", "A tool that sorts."),
        ("Sorts what comes.", "Sorts what comes."),
        ("给小团队的工具", "给小团队的工具。"),
        ("Ready?", "Ready?"),
    ],
)
def test_the_founder_s_phrase_becomes_a_sentence(text: str, line: str, job_with: MakeJob) -> None:
    """It stands at the head of a README: a capital and a full stop, no other change."""
    language = "zh-CN" if line.endswith("。") else "en"
    job = job_with(summary={"text": text, "evidence": "brief:2"}, language=language)
    assert handover(job, FOLDER, MODULE, "fallback").summary_line == line


def test_without_a_summary_the_package_is_described(job_with: MakeJob) -> None:
    """Nothing is made up: the recipe's own line stands there."""
    made = handover(job_with(summary=None), FOLDER, MODULE, "fallback")
    assert made.summary_line == made.texts["description"]


def test_refusals_and_prices_are_the_founder_s(job_with: MakeJob) -> None:
    """They are quoted without their full stops; a free tier is said not to be enforced."""
    job = job_with(
        not_now=[
            {"text": "Comments.", "evidence": "brief:3"},
            {"text": "<b>accounts</b>", "evidence": "brief:3"},
        ],
        prices=[
            {
                "amount": "9",
                "currency": "EUR",
                "period": "month",
                "evidence": "brief:4",
                "free_tier": "Ten free.",
            }
        ],
    )
    made = handover(job, FOLDER, MODULE, "fallback")
    assert "Comments, &lt;b>accounts" in made.not_now()
    assert "- 9 EUR per month. Ten free.\n" in made.pricing()
    assert made.texts["open_price"] in made.requirements()
    assert made.texts["summary_price"] in made.summary()
    plain = handover(job_with(not_now=(), prices=()), FOLDER, MODULE, "fallback")
    assert (plain.not_now(), plain.pricing()) == ("", "")


def test_claims_name_the_wishes_they_answer(job_with: MakeJob) -> None:
    """Evidence is the facts whose words ask for the feature, then the tests."""
    job = job_with(
        capabilities=[{"text": "An RSS feed", "evidence": "brief:3"}],
        promises=[{"text": "No tracking", "evidence": "brief:4"}],
    )
    made = handover(job, FOLDER, MODULE, "fallback")
    claims = made.claims({"feed": "Feeds.", "local": "Private.", "safe": "Safe."})
    assert [claim.evidence for claim in claims] == [
        ("fact:capabilities[0]", "check:tests_pass"),
        ("fact:promises[0]", "check:tests_pass"),
        ("check:tests_pass",),
    ]


def test_the_summary_says_what_happened(job_with: MakeJob) -> None:
    """The planted defect at first, its repair later, and the founder's feedback."""
    first = handover(job_with(), FOLDER, MODULE, "fallback")
    assert first.texts["summary_defect"] in first.summary()
    feedback = [Feedback(by="check:tests_pass", text="x"), Feedback(by="founder", text="y")]
    second = handover(job_with(attempt=2, feedback=feedback), FOLDER, MODULE, "fallback")
    assert second.texts["summary_repaired"] in second.summary()
    assert second.texts["summary_feedback"] in second.summary()


def test_a_job_without_facts_fails(job_with: MakeJob) -> None:
    """The founder is told what is missing."""
    job = job_with()
    job.inputs.clear()  # type: ignore[attr-defined]
    with pytest.raises(StepFailed):
        handover(job, FOLDER, MODULE, "fallback")
