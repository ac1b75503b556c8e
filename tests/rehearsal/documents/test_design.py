"""The design recipe: flow, screens and tokens against the contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import mermaidx
import pytest
from coloraide import Color

from superindividual.errors import StepFailed
from superindividual.rehearsal.documents.requirement import read_requirements
from superindividual.rehearsal.documents.tokens import pairs, palette_of
from superindividual.rehearsal.documents.wording import data
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts, Statement
from superindividual.tools.job import Feedback

from .conftest import PRODUCTS
from .reading import flow_of, reachable, yaml_of

Propose = Callable[..., Proposal]


def screens_of(proposal: Proposal) -> tuple[str, dict[str, dict[str, Any]]]:
    """The start and the screens by id."""
    read = yaml_of(proposal.files["design/screens.yaml"].decode())
    assert set(read) == {"start", "screens"}
    screens = {screen["id"]: screen for screen in read["screens"]}
    assert len(screens) == len(read["screens"])
    return read["start"], screens


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_screen_is_reachable_and_every_must_is_on_one(product: str, propose: Propose) -> None:
    """From the start every screen can be reached, and no must requirement of the PRD is left out."""
    start, screens = screens_of(propose("design", product))
    assert all(set(s) == {"id", "title", "purpose", "requirements", "leads_to"} for s in screens.values())
    assert all(s["title"] and s["purpose"] for s in screens.values())
    assert reachable(start, {name: s["leads_to"] for name, s in screens.items()}) == set(screens)
    prd = propose("prd", product).files["design/prd.md"].decode()
    musts = {r.id for r in read_requirements(prd, "en") if r.priority == "must"}
    assert musts <= {number for s in screens.values() for number in s["requirements"]}


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_flow_is_drawn_and_shows_the_screens(product: str, propose: Propose) -> None:
    """Mermaid draws the flow; its nodes are the screens and its arrows their ways."""
    proposal = propose("design", product)
    flow = proposal.files["design/flow.mmd"].decode()
    assert mermaidx.render(flow).svg().startswith("<svg")
    _, screens = screens_of(proposal)
    ways = {(name, target) for name, s in screens.items() for target in s["leads_to"]}
    assert flow_of(flow) == (set(screens), ways)


def test_the_screens_fit_the_sort_of_product(propose: Propose) -> None:
    """A command has its help, a site its pages, a game for minors asks for age, a service confirms."""
    assert {"landing", "install", "help", "problem"} <= set(screens_of(propose("design", "csv"))[1])
    assert {"archive", "detail", "feed", "sponsor"} <= set(screens_of(propose("design", "site"))[1])
    assert screens_of(propose("design", "game"))[0] == "age"
    assert {"booking", "confirmation"} <= set(screens_of(propose("design", "service"))[1])
    assert set(screens_of(propose("design", "thin"))[1]) == {"home", "task_r1", "problem"}


@pytest.mark.parametrize("palette", sorted(data("palettes.toml")["palette"]))
def test_every_pair_of_every_palette_reaches_its_contrast(palette: str) -> None:
    """Measured by WCAG 2.1 on each of the six palettes: at least 4.5 for text and 3 for the rest."""
    colors = data("palettes.toml")["palette"][palette]
    for pair in pairs():
        front, back = (colors[pair[side].removeprefix("color.")] for side in ("foreground", "background"))
        assert Color(front).contrast(Color(back), method="wcag21") >= pair["minimum"], pair
        assert pair["minimum"] == (3 if pair["foreground"] in ("color.border", "color.focus") else 4.5)


def test_the_tokens_are_in_the_community_groups_format(propose: Propose) -> None:
    """DTCG 2025.10: typed values, colours whose components and hex agree, dimensions with a unit."""
    tokens = json.loads(propose("design", "csv").files["design/tokens.json"])
    assert list(tokens) == ["color", "font", "space", "size", "$extensions"]
    for name, token in tokens["color"].items():
        if name == "$type":
            continue
        value = token["$value"]
        assert value["colorSpace"] == "srgb" and value["alpha"] == 1
        assert Color("srgb", value["components"]).to_string(hex=True) == Color(value["hex"]).to_string(
            hex=True
        )
    for group in ("space", "size"):
        assert tokens[group]["$type"] == "dimension"
        sizes = [token["$value"] for name, token in tokens[group].items() if name != "$type"]
        assert all(size["unit"] in ("px", "rem") and size["value"] > 0 for size in sizes)
    assert all(token["$type"] in ("fontFamily", "fontWeight", "number") for token in tokens["font"].values())
    declared = tokens["$extensions"]["superindividual"]["pairs"]
    named = {pair[side] for pair in declared for side in ("foreground", "background")}
    assert all(name.split(".")[1] in tokens["color"] for name in named)


def named(product: str) -> ProductFacts:
    """Facts that hold nothing but a name."""
    return ProductFacts(product=product, slug="x", language="en")


def test_the_palette_follows_from_the_name() -> None:
    """The same name, the same palette; among many names every palette is used."""
    assert palette_of(named("Ledgerline")) == palette_of(named("Ledgerline"))
    assert len({palette_of(named(f"product {n}"))[0] for n in range(60)}) == 6


@pytest.mark.parametrize(
    ("wish", "palette"),
    [
        ("颜色：竹青、米白、一点点土红", "moss"),
        ("Colours: terracotta and cream", "clay"),
        ("A calm blue palette", "harbour"),
        ("Exports a red report", None),
    ],
)
def test_a_wish_for_a_colour_is_followed(wish: str, palette: str | None) -> None:
    """The palette nearest to the first colour of a wish about colours; other words decide nothing."""
    asked = named("Ledgerline").model_copy(
        update={"capabilities": (Statement(text=wish, evidence="brief:1"),)}
    )
    assert palette_of(asked)[0] == (palette or palette_of(named("Ledgerline"))[0])


def test_a_remark_of_the_founder_goes_along(propose: Propose) -> None:
    """Feedback on the design stands in its files and claims with the request it came from."""
    said = (Feedback(by="founder", text="Larger #1 text: please", request="Q-ab12cd34ef"),)
    proposal = propose("design", "csv", feedback=said)
    extension = json.loads(proposal.files["design/tokens.json"])["$extensions"]["superindividual"]
    assert extension["constraints"] == [
        {"text": "Larger #1 text: please", "evidence": "founder:Q-ab12cd34ef"}
    ]
    assert "# Larger #1 text: please [founder:Q-ab12cd34ef]" in proposal.files["design/screens.yaml"].decode()
    assert any(claim.evidence == ("founder:Q-ab12cd34ef",) for claim in proposal.claims)
    screens_of(proposal)


def test_without_a_prd_the_step_fails_with_a_remedy(propose: Propose, products: Any, make_job: Any) -> None:
    """The design rests on requirements; without them it is not made up."""
    from superindividual.specs.facts import ProductFacts

    facts = ProductFacts.model_validate(products["csv"]["facts"])
    inputs = {k: v for k, v in make_job("design", facts).inputs.items() if k == "discovery"}
    with pytest.raises(StepFailed, match=r"prd\.md is missing"):
        propose("design", "csv", inputs=inputs)
