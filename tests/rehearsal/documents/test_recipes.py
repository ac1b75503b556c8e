"""All recipes: repeatable, honest about themselves, and sensitive to the right facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from superindividual.rehearsal.documents import RECIPES
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.kind import Kind

from .conftest import PRODUCTS

Propose = Callable[..., Proposal]


@pytest.mark.parametrize("kind", RECIPES)
@pytest.mark.parametrize("product", PRODUCTS)
def test_the_same_job_gives_the_same_bytes(
    kind: str, product: str, propose: Propose, kinds: Mapping[str, Kind]
) -> None:
    """Twice the same files, summary and claims; the files are those of the contract, below its folder."""
    first, second = propose(kind, product), propose(kind, product)
    assert first == second
    assert first.recipe == f"{kind}@1"
    assert set(kinds[kind].files) <= set(first.files)
    assert all(path.startswith(f"{kinds[kind].folder}/") for path in first.files)
    assert all(claim.evidence for claim in first.claims)


@pytest.mark.parametrize("kind", RECIPES)
def test_other_briefs_give_other_documents(kind: str, propose: Propose) -> None:
    """No two products get the same document."""
    made = [tuple(sorted(propose(kind, product).files.items())) for product in PRODUCTS]
    assert len(set(made)) == len(made)


def test_another_price_changes_what_speaks_of_it_and_nothing_else(propose: Propose) -> None:
    """Finance and learning plan follow the price; PRD, design and positioning do not."""
    price = {
        "amount": "29",
        "currency": "EUR",
        "period": "once",
        "evidence": "brief:15",
        "free_tier": "Free for under 100 lines a month.",
    }
    changed = {k for k in RECIPES if propose(k, "csv") != propose(k, "csv", {"prices": [price]})}
    assert changed == {"finance", "learning_plan"}


@pytest.mark.parametrize("kind", RECIPES)
@pytest.mark.parametrize("product", PRODUCTS)
def test_every_document_says_that_no_model_made_it(kind: str, product: str, propose: Propose) -> None:
    """All files but the tables say so in the document's language."""
    for path, content in propose(kind, product).files.items():
        if not path.endswith(".csv"):
            assert re.search(r"Rehearsal – no AI was used|排演稿，未使用 AI", content.decode()), path


@pytest.mark.parametrize("product", ["converter", "service"])
def test_a_chinese_deliverable_holds_no_english_sentence(product: str, propose: Propose) -> None:
    """Outside of file names, metric names and the founder's own words no two English words stand together."""
    for kind in RECIPES:
        for path, content in propose(kind, product).files.items():
            if path.endswith(".md"):
                text = re.sub(r"`[^`]*`|\[[^\]]*\]|---\n.*?\n---", "", content.decode(), flags=re.DOTALL)
                assert not re.search(r"\b[a-z]{2,} [a-z]{2,}\b", text), path
