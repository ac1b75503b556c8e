"""Expressions in a text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superindividual.errors import ExpressionError
from superindividual.specs.interpolation import expressions_in, fill, is_name, value_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none here, $5 {a} $ {b}", []),
        ("${{ inputs.brief }}", [" inputs.brief "]),
        ("${{inputs.a}} and ${{  inputs.b_2  }}", ["inputs.a", "  inputs.b_2  "]),
        ("读 ${{ inputs.需求 }}。", [" inputs.需求 "]),
        ("${{ inputs.a", [None]),
        ("{{ inputs.a }}", [None]),
        ("{{item}} {{ run.language }}", [None, None]),
        ("{{ product.url }}", []),
        ("{{ inputs.a", []),
        ("{{ items }}", []),
        ("${{ inputs.a }} then ${{ inputs.b", [" inputs.a ", None]),
        ("${{\n  inputs.a\n}}", ["\n  inputs.a\n"]),
        ("${{ '}}' == \"}}\" }}", [" '}}' == \"}}\" "]),
        ("${{ it's }} and ${{ inputs.a }}", [" it's ", " inputs.a "]),
        ("${{ ${{ inputs.a }} }}", [" ${{ inputs.a "]),
        ("${{ }}", [" "]),
        ("${{}}", [""]),
        ("${{{ inputs.a }}}", ["{ inputs.a "]),
        ("$${{ inputs.a }}", [" inputs.a "]),
    ],
)
def test_expressions_are_found(text: str, found: list[str | None]) -> None:
    """Each with what stands between its marks, at its place; unfinished ones are told; other braces are text."""
    expressions = list(expressions_in(text))
    assert [expression.source for expression in expressions] == found
    for written, source, at, _whole in expressions:
        assert text[at:].startswith(written)
        assert source is None or text[at + 3 :].startswith(source + "}}")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("${{ inputs.a }}", True),
        (" ${{ '}}' }}\n", True),
        ("to ${{ inputs.a }}", False),
        ("${{ inputs.a }}!", False),
        ("${{ inputs.a }}${{ inputs.a }}", False),
        ("${{ inputs.a", False),
        ("{{ inputs.a }}", False),
    ],
)
def test_a_text_may_be_one_expression(text: str, whole: bool) -> None:
    """Blanks around it do not count."""
    assert {expression.whole for expression in expressions_in(text)} == {whole}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (["CN", "EU"], "CN, EU"),
        (("CN", ["EU", None, True]), "CN, EU, , true"),
        (True, "true"),
        (3, "3"),
        (2.5, "2.5"),
        (None, ""),
        ({"name": "茶", "tags": ["a", True]}, '{"name": "茶", "tags": ["a", true]}'),
        ([{"a": 1}, {"b": None}], '{"a": 1}, {"b": null}'),
        ("${{ inputs.x }}", "${{ inputs.x }}"),
        ("\\1 \\g<0>", "\\1 \\g<0>"),
    ],
)
def test_fill(value: object, text: str) -> None:
    """Values stand as a person would write them; what an input holds is not read again."""
    assert fill("<${{ inputs.a }}>", {"inputs": {"a": value, "x": "secret"}}) == f"<{text}>"


@pytest.mark.parametrize("text", ["", "costs $5 {a} {{ product.url }}", "${{ inputs.a", "see {{ inputs.a }}"])
def test_fill_leaves_other_text_alone(text: str) -> None:
    """Dollars and braces that name nothing stay, as does what is unfinished."""
    assert fill(text, {}) == text


def test_a_text_that_is_one_expression_keeps_its_type() -> None:
    """A list stays a list; with words around it, or another expression, it becomes text; other values are themselves."""
    scope = {"inputs": {"a": ["x", "y"], "b": 3}}
    assert value_of(" ${{ inputs.a }} ", scope) == ["x", "y"]
    assert value_of("${{ '}}' in inputs.a }}", scope) is False
    assert value_of("to ${{ inputs.a }}", scope) == "to x, y"
    assert value_of("${{ inputs.b }} of ${{ inputs.a }}", scope) == "3 of x, y"
    assert value_of("plain", scope) == "plain"
    assert value_of(("x",), scope) == ("x",)


@pytest.mark.parametrize("text", ["${{ inputs.a + 1 }}", "a ${{ inputs.a < 'x' }}", "${{ }}"])
def test_what_cannot_be_evaluated_is_an_error(text: str) -> None:
    """No text is made that lacks a value."""
    for read in (fill, value_of):
        with pytest.raises(ExpressionError):
            read(text, {"inputs": {"a": 1}})


def test_a_text_that_becomes_too_long_is_refused() -> None:
    """Nothing is cut off silently."""
    with pytest.raises(ExpressionError, match="the text becomes too long"):
        fill("${{ a }}" * 7_000, {"a": "x" * 60_000})
    assert len(fill("${{ a }}", {"a": "x" * 100_000})) == 100_000


@pytest.mark.parametrize(
    "text",
    [
        "${{ " * 500_000,
        "{{ inputs" * 200_000,
        "{{ " + " " * 1_000_000,
        "{" * 1_000_000,
        "${{ '" * 200_000,
        "${{ '" * 200_000 + "}}",
        "${{'}}" * 20_000,
        "${{ a }}" * 50_000,
        "${{" + "}" * 1_000_000,
    ],
)
def test_hostile_texts_are_read_in_one_pass(text: str) -> None:
    """Work grows with the length: the square of these lengths would outlast any patience."""
    found = list(expressions_in(text))
    assert sum(len(expression.written) for expression in found) <= len(text)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["${{", "}}", "{{", "}", "{", "'", '"', " inputs.a ", "item", "$", " x ", "\n", "'}}'"]
        )
        | st.text(max_size=3),
        max_size=12,
    ).map("".join)
)
def test_any_text_is_filled_or_refused(text: str) -> None:
    """What is found stands in the text, in order, without overlap; nothing but ExpressionError comes out."""
    scope: dict[str, Any] = {"inputs": {"a": [1, {"b": None}]}}
    end = 0
    for written, _source, at, whole in expressions_in(text):
        assert at >= end
        end = at + len(written)
        assert text[at:end] == written
        assert whole <= (text.strip() == written)
    for read in (fill, value_of):
        try:
            read(text, scope)
        except ExpressionError as error:
            assert error.remedy


def test_names_of_any_script() -> None:
    """An input may be called 需求, but not a-b or 1."""
    names = {"brief": True, "需求": True, "a_1": True, "a-b": False, "1": False, "": False}
    assert {name: is_name(name) for name in names} == names
