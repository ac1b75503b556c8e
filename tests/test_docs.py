"""The language reference: made from the models, and true."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from superindividual.specs.company import CompanySpec
from superindividual.specs.reading import read
from superindividual.specs.schema import Names, schemas
from superindividual.specs.workflow_reader import read_workflow
from superindividual.specs.yaml import load, parse
from superindividual.text import Language
from tests.models.page import FOLDERS, PAGE, page

DOCS = Path(__file__).parent.parent / "docs"

pytestmark = [
    pytest.mark.checkout,
    pytest.mark.skipif(not DOCS.is_dir(), reason="the documentation is no part of the wheel"),
]


LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh-CN"])


def written(lang: Language = "en") -> str:
    folder = DOCS / "zh-CN" if lang == "zh-CN" else DOCS
    return (folder / "language.md").read_text(encoding="utf-8")


@LANGUAGES
def test_the_reference_is_what_the_models_say(lang: Language) -> None:
    """Byte for byte; after a change: make docs."""
    assert runpy.run_path(str(DOCS / "language.py"))["reference"](lang) == written(lang)


@LANGUAGES
def test_every_field_stands_in_the_reference(lang: Language) -> None:
    """With its type and its meaning, in a row of its own."""
    text = written(lang)
    for schema in schemas(Names(), lang).values():
        for place in (schema, *schema.get("definitions", {}).values()):
            for name, field in place["properties"].items():
                assert re.search(
                    rf"^\| `{name}` \| .+ \| .* \| .*{re.escape(field['description'])} \|$", text, re.M
                )


def test_every_link_leads_somewhere() -> None:
    """Headings as GitHub makes anchors of them."""
    text = written()
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_every_example_is_a_workflow_or_of_the_companys_settings() -> None:
    """The reader takes each, and so does the schema."""
    examples = re.findall(r"```yaml\n(.*?)```", written(), re.DOTALL)
    assert len(examples) >= 6
    for example in examples:
        if example.startswith(("policy:", "models:", "delegates:")):
            read(parse(b"name: f\n" + example.encode(), "company.yaml"), CompanySpec)
            continue
        read_workflow(example.encode(), "example.yaml")
        assert not list(
            Draft7Validator(schemas(Names())["workflow"]).iter_errors(load(example.encode(), "e").data)
        )


@pytest.mark.parametrize(("name", "tables"), [("memory.md", 2), ("cockpit.md", 1)])
def test_the_tables_are_what_was_kept(name: str, tables: int) -> None:
    """Byte for byte, in both languages; after a measurement: make docs."""
    figures = runpy.run_path(str(DOCS / "figures.py"))
    for lang, folder in figures["FOLDERS"].items():
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count("<!-- /") == tables
        assert figures["filled"](text, lang) == text


def test_the_page_of_the_models_is_its_template_with_what_was_kept() -> None:
    """Byte for byte, in both languages; after a change: make docs."""
    for folder in FOLDERS:
        assert page(folder, ["--kept"]) == (folder / PAGE.name).read_text(encoding="utf-8")
