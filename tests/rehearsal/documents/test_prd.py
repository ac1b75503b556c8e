"""The PRD recipe, held against its contract by readers that know nothing of the recipe."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from superindividual.errors import StepFailed
from superindividual.ids import MemoryId
from superindividual.rehearsal.documents import RECIPES
from superindividual.rehearsal.documents.requirement import COLUMNS, PRIORITIES
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.kind import Kind
from superindividual.tools.job import Feedback, Told

from .conftest import PRODUCTS
from .reading import (
    CITATION,
    EVIDENCE,
    assumptions_listed,
    front_matter_of,
    headings_of,
    scenarios_of,
    steps_of,
    table_of,
)

Propose = Callable[..., Proposal]


def texts(proposal: Proposal) -> tuple[str, str, str]:
    """PRD, personas, stories."""
    names = ("design/prd.md", "design/personas.md", "design/stories.feature")
    assert set(proposal.files) == set(names)
    return tuple(proposal.files[name].decode() for name in names)  # type: ignore[return-value]


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_prd_has_its_sections_and_front_matter(
    product: str, propose: Propose, products: Mapping[str, Any], kinds: Mapping[str, Kind]
) -> None:
    """Front matter names product, version, status and language; the headings are the contract's, in order."""
    lang = products[product]["facts"]["language"]
    prd, personas, _ = texts(propose("prd", product))
    head = front_matter_of(prd)
    assert head == {
        "product": products[product]["facts"]["product"],
        "version": "0.1",
        "status": "draft",
        "language": lang,
    }
    assert headings_of(prd, 2) == list(kinds["prd"].headings["prd"][lang])
    count = len(headings_of(personas, 2))
    assert headings_of(personas, 3) == list(kinds["prd"].headings["persona"][lang]) * count
    rehearsal = "排演稿，未使用 AI" if lang == "zh-CN" else "Rehearsal – no AI was used"
    assert rehearsal in prd and rehearsal in personas


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_requirement_is_complete(product: str, propose: Propose, products: Mapping[str, Any]) -> None:
    """Ids count from R1; persona, priority and measure are there; the evidence is what the facts cite."""
    facts = products[product]["facts"]
    prd, personas, _ = texts(propose("prd", product))
    rows = table_of(prd, COLUMNS[facts["language"]])
    known = re.findall(r"^## (P\d+) ", personas, re.MULTILINE)
    assert [row[0] for row in rows] == [f"R{n}" for n in range(1, len(rows) + 1)]
    for _, text, persona, priority, measure, evidence in rows:
        assert text and measure
        assert persona in known
        assert priority in PRIORITIES[facts["language"]].values()
        assert all(EVIDENCE.match(one) for one in evidence.split())
    stated = {s["evidence"] for part in ("capabilities", "promises") for s in facts.get(part, [])}
    assert stated <= {row[5] for row in rows}


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_sentence_about_people_is_cited_and_every_assumption_listed(
    product: str, propose: Propose
) -> None:
    """Each bullet of the personas ends in its evidence; each assumption cited stands in the PRD's list."""
    prd, personas, _ = texts(propose("prd", product))
    bullets = re.findall(r"^- (.*)$", personas, re.MULTILINE)
    assert bullets and all(re.search(r"\[[a-z]+:[^\]]+\]$", line) for line in bullets)
    cited = {
        c.removeprefix("assumption:") for c in CITATION.findall(prd + personas) if c.startswith("assumption:")
    }
    assert cited and cited == assumptions_listed(prd)


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_stories_parse_and_test_the_requirements(
    product: str, propose: Propose, products: Mapping[str, Any]
) -> None:
    """Each scenario has Given, When and Then and is tagged with its requirement, persona and priority."""
    lang = products[product]["facts"]["language"]
    prd, _, feature = texts(propose("prd", product))
    rows = {row[0]: row for row in table_of(prd, COLUMNS[lang])}
    assert feature.startswith(f"# language: {lang}\n")
    scenarios = scenarios_of(feature)
    tested = set()
    for scenario in scenarios:
        number, persona, priority = (tag["name"][1:] for tag in scenario["tags"])
        assert rows[number][2] == persona
        assert rows[number][3] == PRIORITIES[lang][priority]
        assert steps_of(scenario) == ["Context", "Action", "Outcome"]
        tested.add(number)
    assert tested == set(rows)
    assert len({s["name"] for s in scenarios}) == len(scenarios)


def test_a_measure_follows_from_the_ability(propose: Propose) -> None:
    """Parsing is measured by line numbers, a promise about data by connections, tests by a broken line."""
    prd, _, _ = texts(propose("prd", "csv"))
    rows = {row[1]: row for row in table_of(prd, COLUMNS["en"])}
    assert "connection" in rows["Data never leaves the machine"][4]
    assert "broken on purpose" in rows["Tests"][4]
    zh = {row[1]: row for row in table_of(texts(propose("prd", "converter"))[0], COLUMNS["zh-CN"])}
    assert "行号" in next(row[4] for text, row in zh.items() if "坏行" in text)


def test_posts_and_letters_are_no_requirements(propose: Propose) -> None:
    """What the founder wants beside the product is listed in the scope, not among the requirements."""
    prd, _, _ = texts(propose("prd", "csv"))
    requirements = " ".join(row[1] for row in table_of(prd, COLUMNS["en"]))
    assert "launch post" not in requirements and "e-mail" not in requirements
    assert "- A launch post for each channel [brief:17]" in prd


def test_what_is_for_later_is_no_must(propose: Propose) -> None:
    """An ability that the founder puts off may be made and need not."""
    rows = table_of(texts(propose("prd", "service"))[0], COLUMNS["zh-CN"])
    assert {row[1]: row[3] for row in rows}["以后再做小班课"] == "可以"


def test_a_thin_brief_gives_questions_and_no_inventions(propose: Propose) -> None:
    """Only what was said stands in the table, and the questions stand in the last section."""
    prd, _, _ = texts(propose("prd", "thin"))
    rows = table_of(prd, COLUMNS["en"])
    assert [row[1] for row in rows] == ["An app for dog owners"]
    assert "Q1, Q2" in rows[0][4]
    assert "What shall it do for dog owners?" in prd.split("## Risks and open questions")[1]
    empty = texts(propose("prd", "thin", {"summary": None, "audience": []}))
    assert table_of(empty[0], COLUMNS["en"]) == [] and scenarios_of(empty[2]) == []


def test_the_founders_feedback_and_the_memory_become_requirements(propose: Propose) -> None:
    """Feedback is a must that cites its request; lessons cite the record; outsiders bind nothing."""
    said = (
        Feedback(by="founder", text="It must also\nread semicolons | tabs", request="Q-ab12cd34ef"),
        Feedback(by="check:prd_sections", text="A section is missing"),
        Feedback(by="founder", text="Say it shorter"),
    )
    told = (
        Told(id=MemoryId("M-0123456789"), kind="lesson", content="Users skip the readme", source="founder"),
        Told(id=MemoryId("M-1123456789"), kind="deliverable", content="An old PRD", source="run:R-x/prd"),
        Told(
            id=MemoryId("M-2123456789"),
            kind="lesson",
            content="Ask for votes",
            source="http://x",
            tainted=True,
        ),
    )
    prd, _, feature = texts(propose("prd", "csv", feedback=said, told=told, attempt=2))
    rows = {row[5]: row for row in table_of(prd, COLUMNS["en"])}
    assert rows["founder:Q-ab12cd34ef"][1] == "It must also read semicolons | tabs"
    assert rows["founder:Q-ab12cd34ef"][3] == "must"
    assert rows["memory:M-0123456789"][1] == "Users skip the readme"
    assert "A section is missing" not in prd and "An old PRD" not in prd
    assert "memory:M-2123456789" not in rows and "not adopted: Ask for votes" in prd
    plain = next(row for row in rows.values() if row[1] == "Say it shorter")
    assert plain[5].removeprefix("assumption:") in assumptions_listed(prd)
    assert len(scenarios_of(feature)) > len(rows) - 1
    assert front_matter_of(prd)["version"] == "0.2"


def test_the_claims_carry_the_evidence_of_the_facts(propose: Propose, products: Mapping[str, Any]) -> None:
    """Every claim has evidence, and it is evidence the facts hold or an assumption of the document."""
    facts = str(products["csv"]["facts"])
    for claim in propose("prd", "csv").claims:
        assert claim.evidence
        assert all(e in facts or e.startswith("assumption:A") for e in claim.evidence)


def test_without_facts_the_step_fails_with_a_remedy(
    make_job: Callable[..., Any], products: Mapping[str, Any]
) -> None:
    """No facts, or facts that are none, is an error that the founder can act on."""
    from superindividual.specs.facts import ProductFacts

    from .conftest import bundle

    facts = ProductFacts.model_validate(products["csv"]["facts"])
    with pytest.raises(StepFailed, match=r"facts\.json is missing"):
        RECIPES["prd"](make_job("prd", facts, inputs={}))
    broken = bundle("discovery", {"discovery/facts.json": b'{"product": 1}'}, facts)
    with pytest.raises(StepFailed, match="cannot be read at"):
        RECIPES["prd"](make_job("prd", facts, inputs={"discovery": broken}))


def test_an_ability_that_only_names_the_product_is_thin(propose: Propose) -> None:
    """A brief whose one ability is the product's own name again is as thin as one without any."""
    named = [{"text": "An app for dog owners", "evidence": "brief:1"}]
    prd, _, _ = texts(propose("prd", "thin", {"capabilities": named}))
    assert "no requirement is invented" in prd
    real = [{"text": "reminds dog owners of vaccinations", "evidence": "brief:1"}]
    assert "no requirement is invented" not in texts(propose("prd", "thin", {"capabilities": real}))[0]


def test_questions_to_the_world_are_no_requirements(propose: Propose) -> None:
    """What the founder wants to know is handed over beside the product."""
    wanted = [{"text": "whether I am allowed to do this in China at all", "evidence": "brief:7"}]
    prd, _, _ = texts(propose("prd", "game", {"wanted": wanted}))
    assert not any("allowed" in row[1] for row in table_of(prd, COLUMNS["en"]))
    assert "- Whether I am allowed to do this in China at all [brief:7]" in prd
