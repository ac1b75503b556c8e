"""Pages: what they point to is there, and the Chinese page of each has what the English one has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHINESE = [ROOT / "README.zh-CN.md", *sorted((ROOT / "docs" / "zh-CN").glob("*.md"))]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md")), *CHINESE]

pytestmark = [
    pytest.mark.checkout,
    pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documentation is no part of the wheel"),
]


def anchors(text: str) -> set[str]:
    """Headings as GitHub makes anchors of them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def shape(text: str) -> tuple[list[int], list[str], int, list[str]]:
    """The depth of each heading, the commands that are typed, the rows of all tables, and what stands in YAML and Python."""
    depths = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
    typed = [line.partition("  #")[0].strip() for line in re.findall(r"^\$ .+$", text, re.MULTILINE)]
    code = re.findall(r"```(?:yaml|python)\n.*?```", text, re.DOTALL)
    return depths, typed, len(re.findall(r"^\|", text, re.MULTILINE)), code


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file of the checkout, and to a heading in it where it names one."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith(("http", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), link
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_the_chinese_page_has_what_the_english_one_has(page: Path) -> None:
    """The same headings, commands and tables, in the same order."""
    english = ROOT / "README.md" if page.parent == ROOT else ROOT / "docs" / page.name
    assert shape(page.read_text(encoding="utf-8")) == shape(english.read_text(encoding="utf-8"))
