"""Expressions in a task."""

from __future__ import annotations

import pytest

from superindividual.specs.expression import fill, references


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none here, $5 {a} $ {b}", []),
        ("${{ inputs.brief }}", ["brief"]),
        ("${{inputs.a}} and ${{  inputs.b_2  }}", ["a", "b_2"]),
        ("读 ${{ inputs.需求 }}", ["需求"]),
        ("${{ inputs.a", [None]),
        ("${{ }}", [None]),
        ("${{ inputs.a-b }}", [None]),
        ("${{ inputs.1 }}", [None]),
        ("${{ inputs.a.b }}", [None]),
        ("${{ steps.x }}", [None]),
        ("${{ ${{ inputs.a }} }}", [None]),
        ("{{ inputs.a }}", [None]),
        ("{{ product.url }}", []),
        ("${{ inputs.a }} then ${{ inputs.b", ["a", None]),
        ("${{\n  inputs.a\n}}", ["a"]),
    ],
)
def test_references(text: str, found: list[str | None]) -> None:
    """Each expression names an input, or is one that cannot be read; other braces are text."""
    assert [name for _written, name in references(text)] == found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (["CN", "EU"], "CN, EU"),
        (True, "true"),
        (3, "3"),
        (None, ""),
        ("${{ inputs.x }}", "${{ inputs.x }}"),
    ],
)
def test_fill(value: object, text: str) -> None:
    """Values stand as a person would write them; what an input holds is not read again."""
    assert fill("<${{ inputs.a }}>", {"a": value, "x": "secret"}) == f"<{text}>"


def test_fill_leaves_other_text_alone() -> None:
    """Dollars and braces that name nothing stay."""
    assert fill("costs $5 {a} {{ product.url }}", {"a": 1}) == "costs $5 {a} {{ product.url }}"
