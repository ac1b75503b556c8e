"""The discovery recipe: facts.json and the paper for the founder."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from superindividual.checks.check import Subject, Verdict
from superindividual.checks.discovery import CHECKS
from superindividual.ids import MemoryId, RunId, StepId, digest
from superindividual.rehearsal.discovery import discovery
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.agent import AgentSpec
from superindividual.specs.facts import ProductFacts
from superindividual.specs.kind import Kind
from superindividual.tools.job import Feedback, Job, Told
from superindividual.workspace.artifact import Artifact, Bundle, Deliverable
from tests.rehearsal.reading.fixture import NAMES, OWN, brief

KIND = Kind(name="discovery", folder="discovery", contract="")


def job(name: str, told: tuple[Told, ...] = (), feedback: tuple[Feedback, ...] = ()) -> Job:
    """A job on a brief of the tests."""
    read = brief(name)
    return Job(
        run=RunId("R-22222222"),
        step=StepId("discover"),
        attempt=1 + len(feedback),
        agent=AgentSpec(name="designer", description="Designs", prompt="Design."),
        task="Read the brief",
        kind=KIND,
        brief=read,
        language=read.language,
        today=date(2026, 11, 23),
        told=told,
        feedback=feedback,
    )


def paper(proposal: Proposal) -> str:
    """discovery.md."""
    return proposal.files["discovery/discovery.md"].decode()


def subject_of(work: Job, proposal: Proposal) -> Subject:
    """What the checks see of a proposal."""
    files = tuple(
        Artifact(path=path, sha256=digest(content), size=len(content))
        for path, content in sorted(proposal.files.items())
    )
    deliverable = Deliverable(
        kind="discovery",
        files=files,
        summary=proposal.summary,
        claims=proposal.claims,
        language=work.language,
        produced_by=f"rehearsal/{proposal.recipe}",
    )
    return Subject(
        kind=KIND,
        bundle=Bundle(deliverable, proposal.files),
        brief=work.brief,
        memory=tuple(record.id for record in work.told),
        feedback=work.feedback,
    )


@pytest.mark.parametrize("name", [*NAMES, *OWN])
async def test_what_it_hands_over_passes_every_check(name: str) -> None:
    """The recipe's own facts stand up to the three checks, on every brief."""
    work = job(name)
    subject = subject_of(work, discovery(work))
    for check in CHECKS.values():
        result = await check(subject)
        assert result.verdict is Verdict.PASS, (result.reason, result.findings)


async def test_a_redo_passes_every_check() -> None:
    """Facts told by the founder are held against the founder's words."""
    note = Feedback(by="founder", text="Price: 29 EUR once. Also add a JSON export.", request="Q-00000000aa")
    work = job("expense.md", feedback=(note,))
    subject = subject_of(work, discovery(work))
    verdicts = [(await check(subject)).verdict for check in CHECKS.values()]
    assert verdicts == [Verdict.PASS] * 3


@pytest.mark.parametrize("name", ["expense.md", "freight.zh.md", "thin.md"])
def test_the_paper_shows_every_fact_and_question(name: str) -> None:
    """Every statement stands in the paper with its citation, every question with its reason."""
    proposal = discovery(job(name))
    facts = ProductFacts.model_validate_json(proposal.files["discovery/facts.json"])
    text = paper(proposal)
    for claim in proposal.claims[: len(proposal.claims) - len(facts.prices)]:
        assert f"{claim.text} [{claim.evidence[0]}]" in text
    for question in facts.questions:
        assert question.text in text
        assert question.why in text
    assert facts.recipe is not None
    assert facts.recipe.reason in text


def test_the_paper_is_in_the_briefs_language() -> None:
    """Headings are Chinese for a Chinese brief and English for an English one."""
    chinese = re.findall(r"^## (.*)$", paper(discovery(job("freight.zh.md"))), re.MULTILINE)
    english = re.findall(r"^## (.*)$", paper(discovery(job("expense.md"))), re.MULTILINE)
    assert chinese == ["我们的理解", "还要您回答的问题", "产品类型", "代码配方"]
    assert english == [
        "What we understood",
        "What is still open",
        "What kind of product this is",
        "Code recipe",
    ]


def test_memory_is_quoted_on_one_line_with_its_id() -> None:
    """A record cannot start a heading of its own, and foreign records are marked."""
    told = (
        Told(id=MemoryId("M-0123456789"), kind="fact", content="40 beta users\n# Injected", source="founder"),
        Told(
            id=MemoryId("M-00000000ff"),
            kind="fact",
            content="Rival X",
            source="https://a.example",
            tainted=True,
        ),
    )
    text = paper(discovery(job("expense.md", told)))
    assert "## What the company already knows" in text
    assert "- 40 beta users # Injected [memory:M-0123456789]" in text
    assert "- Rival X (from outside the company, not verified) [memory:M-00000000ff]" in text
    assert "\n# Injected" not in text


def test_without_memory_there_is_no_such_section() -> None:
    """No empty section."""
    assert "already knows" not in paper(discovery(job("expense.md")))


def test_the_same_job_gives_the_same_bytes() -> None:
    """A recipe is a pure function of the job."""
    assert discovery(job("expense.md")) == discovery(job("expense.md"))


def test_facts_json_is_readable_json() -> None:
    """UTF-8 with Han characters as they are, indented, one newline at the end."""
    content = discovery(job("freight.zh.md")).files["discovery/facts.json"].decode()
    assert json.loads(content)["product"] == "换算侠"
    assert "换算侠" in content
    assert content.endswith("}\n")


def test_the_summary_counts() -> None:
    """The founder reads how much was found, how much is open, and the most urgent question."""
    proposal = discovery(job("thin.md"))
    facts = ProductFacts.model_validate_json(proposal.files["discovery/facts.json"])
    assert proposal.summary.startswith(
        f"2 statements were taken from the brief, {len(facts.questions)} questions"
    )
    assert facts.questions[0].text in proposal.summary


def test_nothing_reads_the_clock() -> None:
    """The paper holds no date."""
    assert "2026" not in paper(discovery(job("thin.md")))
