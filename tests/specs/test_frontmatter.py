"""Front matter and body of a Markdown file."""

from __future__ import annotations

import pytest

from superindividual.errors import SpecErrors
from superindividual.specs.frontmatter import divide, split


def test_settings_and_body() -> None:
    """The body keeps its own rules, and knows the line on which it begins."""
    page = split(b"---\na: 1\n---\n\n# T\n\n---\n\nb\n", "f.md", 1000)
    assert page.settings.data == {"a": 1}
    assert page.body == "\n# T\n\n---\n\nb\n"
    assert page.text.split("\n")[page.body_line - 1 :] == page.body.split("\n")
    assert page.front == ["a: 1"]


@pytest.mark.parametrize("text", ["# T\n", "", " ---\na: 1\n---\n", "\n---\na: 1\n---\n", "----\n"])
def test_files_without_settings(text: str) -> None:
    """Only a first line of three dashes begins them; everything else is body."""
    page = split(text.encode(), "f.md", 1000)
    assert (page.settings.data, page.body, page.body_line, page.front) == ({}, text, 1, [])


@pytest.mark.parametrize(
    "text", ["---\n---\nb", "---\r\n\r\n---\r\nb", "\ufeff---\n# only a comment\n--- \nb"]
)
def test_settings_that_are_empty(text: str) -> None:
    """Nothing between the lines is an empty mapping."""
    page = split(text.encode(), "f.md", 1000)
    assert (page.settings.data, page.body) == ({}, "b")


def test_faults_of_settings_stand_beside_the_body() -> None:
    """So that a reader can tell what is wrong with both."""
    page = divide(b"---\na: &x 1\n---\nbody\n", "f.md", 1000)
    assert page.body == "body\n"
    assert [str(fault.position) for fault in page.settings.faults] == ["f.md:2:4"]
    with pytest.raises(SpecErrors):
        split(b"---\na: &x 1\n---\nbody\n", "f.md", 1000)
