"""The recipe of the compliance report."""

from __future__ import annotations

from datetime import date

import pytest

from superindividual.checks.check import Subject, Verdict
from superindividual.compliance.checks import CHECKS
from superindividual.compliance.report import JSON, MARKDOWN
from superindividual.errors import StepFailed
from superindividual.ids import RunId, StepId, digest
from superindividual.rehearsal.review import review
from superindividual.specs.agent import AgentSpec
from superindividual.specs.brief import Brief
from superindividual.specs.facts import ProductFacts
from superindividual.specs.kind import Kind
from superindividual.text import Language, language_of
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Artifact, Bundle, Deliverable

KIND = Kind(name="compliance_report", folder="compliance", contract="-")


def bundle(kind: str, files: dict[str, bytes], language: Language) -> Bundle:
    """Files as a deliverable."""
    listed = tuple(Artifact(path=p, sha256=digest(b), size=len(b)) for p, b in sorted(files.items()))
    made = Deliverable(
        kind=kind, files=listed, summary=kind, language=language, produced_by="rehearsal/test@1"
    )
    return Bundle(made, files)


def job(language: Language = "en", markets: tuple[str, ...] = ("CN", "EU"), brief: str = "A game.") -> Job:
    """A job of the compliance officer for a game."""
    signals = [{"name": "game", "value": True, "evidence": "brief:1"}]
    fields = {"product": "Hexa", "slug": "hexa", "language": language, "markets": markets, "signals": signals}
    facts = ProductFacts.model_validate(fields)
    found = bundle("discovery", {"discovery/facts.json": facts.model_dump_json().encode()}, language)
    return Job(
        run=RunId("R-test2345"),
        step=StepId("review"),
        attempt=1,
        agent=AgentSpec(name="compliance", description="reviews", prompt="Review."),
        task="",
        kind=KIND,
        brief=Brief(text=brief, body_line=1, language=language),
        language=language,
        today=date(2026, 11, 23),
        inputs={StepId("discover"): found},
    )


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_what_it_hands_over_passes_its_check(language: Language) -> None:
    """Both files, a summary and a claim, in the brief's language, and the check passes them."""
    given = job(language)
    proposal = review(given)
    assert set(proposal.files) == {JSON, MARKDOWN}
    assert proposal.recipe == "review@1"
    assert proposal.claims[0].evidence == ("check:rules_answered",)
    assert language_of(proposal.summary) == language
    made = bundle("compliance_report", dict(proposal.files), language)
    subject = Subject(
        KIND, made, given.brief, {str(k): v for k, v in given.inputs.items()}, given.identity, given.today
    )
    assert (await CHECKS["rules_answered"](subject)).verdict is Verdict.PASS


def test_it_is_a_pure_function_of_the_job() -> None:
    """The same job gives the same bytes; another market changes them."""
    assert review(job()) == review(job())
    assert review(job(markets=("US",))).files != review(job()).files


def test_it_says_that_it_is_a_rehearsal() -> None:
    """The last line says that no AI was at work."""
    assert (
        review(job())
        .files[MARKDOWN]
        .decode()
        .rstrip()
        .endswith("REHEARSAL - no AI: this report was made by rules and programs only.")
    )
    assert "排演（未使用 AI）" in review(job("zh-CN")).files[MARKDOWN].decode()


def test_a_question_of_permission_leads() -> None:
    """The founder who must know first is told first, with the rules that decide, and in the summary."""
    proposal = review(job(brief="A game.\nI must know whether I am allowed to do this in China at all."))
    text = proposal.files[MARKDOWN].decode()
    assert (
        text.index("[brief:2]")
        < text.index("CN-GAME-27", text.index("[brief:2]"))
        < text.index("## Would block")
    )
    assert "CN-GAME-27" in proposal.summary


def test_without_facts_the_step_fails_with_a_remedy() -> None:
    """Nothing is reviewed out of nothing."""
    with pytest.raises(StepFailed, match=r"facts\.json") as caught:
        review(Job(**{**job().__dict__, "inputs": {}}))
    assert caught.value.remedy
