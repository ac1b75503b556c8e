"""The positioning recipe: Dunford's five sections, resting on requirements and inventing nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from superindividual.rehearsal.documents.requirement import read_requirements
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.kind import Kind
from superindividual.tools.job import Feedback

from .conftest import PRODUCTS
from .reading import CITATION, assumptions_listed, headings_of

Propose = Callable[..., Proposal]


def text_of(proposal: Proposal) -> str:
    """The one file."""
    assert set(proposal.files) == {"marketing/positioning.md"}
    return proposal.files["marketing/positioning.md"].decode()


def section(text: str, heading: str) -> str:
    """One section's body."""
    return re.split(r"^## ", text.split(f"## {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_five_sections_stand_in_order(
    product: str, propose: Propose, products: Mapping[str, Any], kinds: Mapping[str, Kind]
) -> None:
    """The headings are the contract's; every assumption cited is listed."""
    lang = products[product]["facts"]["language"]
    text = text_of(propose("positioning", product))
    assert headings_of(text, 2) == list(kinds["positioning"].headings["positioning"][lang])
    cited = {c.removeprefix("assumption:") for c in CITATION.findall(text) if c.startswith("assumption:")}
    assert cited == assumptions_listed(text)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_attribute_names_a_requirement_of_the_prd(
    product: str, propose: Propose, products: Mapping[str, Any], kinds: Mapping[str, Kind]
) -> None:
    """Each line of the attributes names requirements, and the PRD has them."""
    lang = products[product]["facts"]["language"]
    known = {r.id for r in read_requirements(propose("prd", product).files["design/prd.md"].decode(), lang)}
    heading = kinds["positioning"].headings["positioning"][lang][1]
    lines = re.findall(r"^- (.*)$", section(text_of(propose("positioning", product)), heading), re.MULTILINE)
    assert lines
    for line in lines:
        named = re.findall(r"\bR\d+\b", re.sub(r"\[[^\]]*\]", "", line))
        assert named and set(named) <= known


def test_alternatives_are_the_briefs_own(propose: Propose) -> None:
    """The founder's words about today stand there with their line; nobody else does."""
    alternatives = section(text_of(propose("positioning", "csv")), "Alternatives")
    assert "spend an evening sorting it [brief:7]" in alternatives
    assert "keep their books in a spreadsheet [brief:13]" in alternatives
    assert "No competitor has been researched" in alternatives
    assert "http" not in alternatives


def test_a_sentence_about_existing_tools_is_found_in_the_brief(propose: Propose) -> None:
    """A brief that names what people use now is quoted, whatever the facts call the problem."""
    from superindividual.specs.brief import Brief

    lines = "# Links\n\nLinks rot. Existing checkers are slow, noisy, or need Node.\nOutput: one line."
    brief = Brief(text=lines, body_line=1, language="en")
    problem = {"text": "Links rot.", "evidence": "brief:3"}
    text = text_of(propose("positioning", "csv", {"problem": problem}, brief=brief))
    assert "Existing checkers are slow, noisy, or need Node [brief:3]" in section(text, "Alternatives")


def test_a_remark_of_the_founder_is_carried_over(propose: Propose) -> None:
    """Feedback stands in the document with its request, below the fixed headings."""
    said = (Feedback(by="founder", text="Say *privacy* first", request="Q-ab12cd34ef"),)
    text = text_of(propose("positioning", "csv", feedback=said))
    assert r"Say \*privacy\* first [founder:Q-ab12cd34ef]" in text
    assert len(headings_of(text, 2)) == 5
