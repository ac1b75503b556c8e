"""Expressions in a text."""

from __future__ import annotations

import pytest

from superindividual.specs.interpolation import expressions_in, fill, is_name, value_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none here, $5 {a} $ {b}", []),
        ("${{ inputs.brief }}", [" inputs.brief "]),
        ("${{inputs.a}} and ${{  inputs.b_2  }}", ["inputs.a", "  inputs.b_2  "]),
        ("${{ inputs.a", [None]),
        ("{{ inputs.a }}", [None]),
        ("{{ product.url }}", []),
        ("${{ inputs.a }} then ${{ inputs.b", [" inputs.a ", None]),
        ("${{\n  inputs.a\n}}", ["\n  inputs.a\n"]),
    ],
)
def test_expressions_are_found(text: str, found: list[str | None]) -> None:
    """Each with what stands between its marks; unfinished ones are told; other braces are text."""
    assert [source for _written, source in expressions_in(text)] == found


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
    assert fill("<${{ inputs.a }}>", {"inputs": {"a": value, "x": "secret"}}) == f"<{text}>"


def test_fill_leaves_other_text_alone() -> None:
    """Dollars and braces that name nothing stay."""
    assert fill("costs $5 {a} {{ product.url }}", {}) == "costs $5 {a} {{ product.url }}"


def test_a_text_that_is_one_expression_keeps_its_type() -> None:
    """A list stays a list; with words around it, it becomes text; other values are themselves."""
    scope = {"inputs": {"a": ["x", "y"]}}
    assert value_of(" ${{ inputs.a }} ", scope) == ["x", "y"]
    assert value_of("to ${{ inputs.a }}", scope) == "to x, y"
    assert value_of(("x",), scope) == ("x",)


def test_names_of_any_script() -> None:
    """An input may be called 需求, but not a-b or 1."""
    assert [is_name(n) for n in ("brief", "需求", "a_1", "a-b", "1", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
