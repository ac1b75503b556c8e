"""Names that work as files and as links."""

from __future__ import annotations

import pytest

from markdown_site.addresses import (
    LONGEST,
    path_of,
    relative,
    slug,
    url,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My first Talk!", "my-first-talk"),
        ("C++ & C#", "cplusplus-and-csharp"),
        ("a@b 50%", "a-at-b-50-percent"),
        ("春天的 菜谱（一）", "春天的-菜谱-一"),
        ("Für Élise", "für-élise"),
        ("../etc/passwd", "etc-passwd"),
        ("--", ""),
        ("2025/26", "2025-26"),
    ],
)
def test_slugs(text: str, name: str) -> None:
    """Letters of every script stay, everything else becomes one hyphen."""
    assert slug(text) == name


def test_slugs_are_composed_and_short() -> None:
    """Two ways to write the same letter give one name; file systems have limits."""
    assert slug("e\u0301") == slug("\u00e9") == "\u00e9"
    assert slug("x" * 200) == "x" * LONGEST
    assert len((slug("\U00020000" * 200) + ".html").encode()) <= 255


def test_links() -> None:
    """Links are relative, and written in ASCII."""
    assert relative("tags/中文.html", "a/b.html") == "../tags/%E4%B8%AD%E6%96%87.html"
    assert relative("b.html", "a.html") == "b.html"
    assert relative("a/x.png", "a/b.html") == "x.png"
    assert url("a b/c?.html") == "a%20b/c%3F.html"


def test_paths_of_links() -> None:
    """What was escaped by hand is read back, in the composed form."""
    assert path_of("a%20b/e\u0301.md") == "a b/\u00e9.md"
