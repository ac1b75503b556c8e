"""Pages: what they point to is there, and the Chinese page of each has what the English one has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHINESE = [ROOT / "README.zh-CN.md", *sorted((ROOT / "docs" / "zh-CN").glob("*.md"))]
ENGLISH_ONLY = {"campaigns.md"}
"""For whoever works on the project itself."""
ENGLISH = [
    ROOT / "README.md",
    *(p for p in sorted((ROOT / "docs").glob("*.md")) if p.name not in ENGLISH_ONLY),
]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md")), *CHINESE]

HAN = "[一-鿿]"

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


def printed(text: str) -> list[str]:
    """What stands in consoles, without remarks."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line.partition("#")[0].rstrip() for block in blocks for line in block.splitlines()]


def figures(text: str) -> list[list[str]]:
    """The numbers in each row of the tables."""
    rows = re.findall(r"^\|.*$", text, re.MULTILINE)
    return [sorted(re.findall(r"\d[\d.,:]*\d|\d", row)) for row in rows]


def chinese(page: Path) -> Path:
    """Where the Chinese page of an English one stands."""
    return ROOT / "README.zh-CN.md" if page.parent == ROOT else page.parent / "zh-CN" / page.name


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


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_the_chinese_page_has_what_the_english_one_has(page: Path) -> None:
    """The same headings, commands and tables, in the same order; what was printed and measured is the same."""
    english, translated = (file.read_text(encoding="utf-8") for file in (page, chinese(page)))
    assert shape(translated) == shape(english)
    if page.parent != ROOT:  # what the README shows is told in the reader's language
        assert printed(translated) == printed(english)
        assert figures(translated) == figures(english)


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_each_page_leads_to_the_one_in_the_other_language(page: Path) -> None:
    """Right below its title."""
    made = page.name.replace(".in.md", ".md")
    there, back = ("zh-CN/", "../") if page.parent != ROOT else ("", "")
    name = "README.zh-CN.md" if page.parent == ROOT else made
    assert page.read_text(encoding="utf-8").splitlines()[2] == f"[中文]({there}{name})"
    assert chinese(page).read_text(encoding="utf-8").splitlines()[2] == f"[English]({back}{made})"


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_a_chinese_page_is_set_as_chinese_is(page: Path) -> None:
    """Full-width punctuation, a space between Han and Latin letters or digits, and one way to address a founder."""
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for line in re.sub(r"<br>|(?<=\])\([^)]*\)", " ", re.sub("`[^`\n]*`", "`", prose)).splitlines():
        assert not re.search(rf"{HAN}[,;:!?()]|[,;!?]{HAN}|{HAN}[A-Za-z0-9`]|[A-Za-z0-9`%]{HAN}", line), line
        assert "你" not in line, line
