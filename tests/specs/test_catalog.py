"""What exists by name: what ships, and the company's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from superindividual.errors import CompanyError
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog

CARD = "---\nname: scout\ndescription: Ours.\n---\nLook.\n"
FLOW = "name: own\nsteps:\n  a: {agent: scout, deliver: discovery}\n"


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    for folder, name, text in (
        ("agents", "scout.md", CARD),
        ("agents", "README.md", "Read me.\n"),
        ("workflows", "own.yml", FLOW),
        ("workflows", "launch.yaml", FLOW),
        ("workflows", "notes.txt", "no workflow"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text)
    return Catalog(CompanyPaths(tmp_path))


def test_the_companys_own_wins(catalog: Catalog) -> None:
    """A card or workflow with the name of a shipped one replaces it; the others stay."""
    assert catalog.agent("scout").description == "Ours."
    assert catalog.agent("designer").prompt
    assert catalog.workflow("launch")[0].name == "own"
    assert catalog.workflow("product_loop")[0].name == "product-loop"


def test_both_endings_of_yaml_and_both_forms_of_a_name(catalog: Catalog, tmp_path: Path) -> None:
    """`.yml` counts, hyphens find underscores, a path is a path; other files do not count."""
    assert catalog.workflow("own")[0].name == "own"
    assert catalog.workflow("product-loop")[0].name == "product-loop"
    assert catalog.workflow(str(tmp_path / "workflows" / "own.yml"))[0].name == "own"
    assert "notes" not in catalog.workflow_files()
    assert "README" not in catalog.agent_files()


def test_unknown_names_offer_the_nearest(catalog: Catalog) -> None:
    """Both kinds, and a name from outside cannot reach the terminal's controls."""
    with pytest.raises(CompanyError, match="no agent scot, did you mean scout"):
        catalog.agent("scot")
    with pytest.raises(CompanyError, match="no workflow product_lop, did you mean product_loop"):
        catalog.workflow("product_lop")
    with pytest.raises(CompanyError) as caught:
        catalog.workflow("x\x1b]0;title\x07\u202e")
    assert str(caught.value).isprintable()


def test_a_company_without_own_folders(tmp_path: Path) -> None:
    """What ships is there anyway."""
    assert {"scout", "designer"} <= Catalog(CompanyPaths(tmp_path)).agent_files().keys()
    assert Catalog(CompanyPaths(tmp_path)).agent_files() == Catalog().agent_files()
