"""Evaluation: what an expression gives, and what it refuses to give."""

from __future__ import annotations

from collections import UserDict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superindividual.errors import ExpressionError
from superindividual.specs.evaluation import MOST_ITEMS, MOST_TEXT, evaluate
from superindividual.specs.expression import Node, parse_expression
from tests.specs.trees import PIECES, TREES

SCOPE: dict[str, Any] = {
    "inputs": {
        "n": 3,
        "name": "tea",
        "markets": ["CN", "EU"],
        "yes": True,
        "none": None,
        "empty": "",
        "需求": "x",
    },
    "steps": UserDict(
        {"price-test": {"data": {"rows": [{"v": 1}, {"v": 2}]}, "files": ("a.md",), "form": {"price": 19.0}}}
    ),
    "item": {"name": "EU", "tags": [True, 1, "x"]},
    "loop": {"number": 2},
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1", 1),
        ("-2.5", -2.5),
        ("'a \"b\"'", 'a "b"'),
        ("[1, 'a', [true]]", [1, "a", [True]]),
        ("null", None),
        ("inputs.n > 2 and inputs.name == 'tea'", True),
        ("inputs.n < 2 or not inputs.yes", False),
        ("not not inputs.yes", True),
        ("not " * 31 + "inputs.yes", False),
        ("not " * 32 + "inputs.yes", True),
        ("not inputs.n == 4", True),
        ("'CN' in inputs.markets", True),
        ("'US' not in inputs.markets", True),
        ("'e' in inputs.name", True),
        ("'' in ''", True),
        ("len(inputs.markets) >= 2", True),
        ("len(inputs.name)", 3),
        ("len(steps.price-test)", 3),
        ("default(inputs.none, 7)", 7),
        ("default(inputs.empty, 7)", 7),
        ("default(inputs.nothing.at.all, [])", []),
        ("default(inputs.n, 7)", 3),
        ("default(false, true)", False),
        ("default(0, 7)", 0),
        ("default(default(inputs.none, []), 'a')", "a"),
        ("steps.price-test.data.rows[1].v", 2),
        ("steps.price-test.data.rows[-1]['v']", 2),
        ("steps['price-test'].files[0]", "a.md"),
        ("steps.price-test.files[9]", None),
        ("steps.price-test.files.x", None),
        ("steps.price-test.form.price == 19", True),
        ("inputs.需求 == 'x'", True),
        ("inputs.name[0]", None),
        ("inputs.name.__class__", None),
        ("inputs.yes == 1", False),
        ("inputs.yes != 1", True),
        ("true in [1]", False),
        ("[true] == [1]", False),
        ("[1, [2]] == [1.0, [2.0]]", True),
        ("[1] == [1, 2]", False),
        ("item.tags == [true, 1, 'x']", True),
        ("steps.price-test.files == ['a.md']", True),
        ("steps.price-test.data.rows[0] == steps.price-test.data.rows[1]", False),
        ("item in [item]", True),
        ("inputs.none == null", True),
        ("inputs.none == ''", False),
        ("(inputs.n == 3 or inputs.yes) and false", False),
        ("inputs.n <= 3 and inputs.n >= 3 and inputs.n != 4", True),
        ("2 < 2.5", True),
        ("0.1 >= 0.1", True),
        ("99999999999999.1 > 99999999999999", True),
        ("'a' < 'b'", True),
        ("'10' < '9'", True),
        ("false and inputs.name", False),
        ("true or inputs.name", True),
        ("loop.number", 2),
    ],
)
def test_an_expression_gives_its_value(source: str, value: Any) -> None:
    """Precedence is Python's; true is no number; what is not there is null; and, or stop when they know."""
    found = evaluate(parse_expression(source), SCOPE)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("source", "at", "told"),
    [
        (
            "inputs.n and true",
            0,
            "inputs.n (3) is neither true nor false, compare it with something, such as == or >",
        ),
        ("true and inputs.none", 9, "inputs.none (nothing) is neither true nor false"),
        ("not inputs.name", 4, "inputs.name (“tea”) is neither true nor false"),
        ("not []", 4, "a list is neither true nor false"),
        (
            "inputs.n < inputs.name",
            0,
            "inputs.n (3) and inputs.name (“tea”) cannot be compared so, compare two",
        ),
        ("true and inputs.yes < 2", 9, "inputs.yes (true) and 2 cannot be compared so"),
        ("steps.gone.data.margin > 3", 0, "steps.gone.data.margin (nothing) and 3 cannot be compared so"),
        ("'a' in inputs.n", 0, "“a” and inputs.n (3) cannot be compared so"),
        ("1 in inputs.name", 0, "1 and inputs.name (“tea”) cannot be compared so"),
        ("'name' in inputs", 0, "“name” and inputs (a mapping) cannot be compared so"),
        ("len(3)", 0, "len cannot be used so, write len(x) or default(x, y)"),
        ("len()", 0, "len cannot be used so"),
        ("default(1)", 0, "default cannot be used so"),
        ("1 == up(3)", 5, "up cannot be used so"),
    ],
)
def test_values_that_do_not_fit_are_told_while_running(source: str, at: int, told: str) -> None:
    """There is no truth of a number or a text, and no order between sorts; what was found is named."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse_expression(source), SCOPE)
    assert str(caught.value).startswith(told)
    assert caught.value.at == at


def nested(depth: int) -> list[Any]:
    """A list in a list in a list."""
    found: list[Any] = []
    for _level in range(depth):
        found = [found]
    return found


def doubled(depth: int) -> list[Any]:
    """Few objects that stand for two to the power of `depth`."""
    found: list[Any] = []
    for _level in range(depth):
        found = [found, found]
    return found


LARGE = {
    "a text": ("x" * (MOST_TEXT + 1), "it is too large"),
    "a text in a list": (["x" * (MOST_TEXT + 1)], "it is too large"),
    "a list": ([0] * (MOST_ITEMS + 1), "it is too large"),
    "lists of lists": ([[0] * MOST_ITEMS] * 100, "it is too large"),
    "doubled lists": (doubled(28), "it is too large"),
    "a number": (10**6_000, "it is too large"),
    "depth": (nested(5_000), "it is nested too deeply"),
    "bytes": (b"x", "it is neither text, number, list nor mapping"),
    "a set": ({1}, "it is neither text, number, list nor mapping"),
    "odd keys": ({(1, 2): 3}, "it is neither text, number, list nor mapping"),
}


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("source", ["a", "a == a", "'x' in [a]", "len(a) > 1", "default(a, 1)", "not a"])
def test_what_is_too_large_is_refused(name: str, source: str) -> None:
    """No expression works on more than the limits, or on what is not of JSON."""
    value, told = LARGE[name]
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse_expression(source), {"a": value})
    assert caught.value.message == f"a cannot be used: {told}"
    assert caught.value.remedy == "name a part of it"


def test_a_part_of_what_is_too_large_can_be_read() -> None:
    """Only what a path gives counts, not what it passes."""
    assert evaluate(parse_expression("a[10000].b"), {"a": [None] * 10_000 + [{"b": 1}]}) == 1


@pytest.mark.parametrize("source", ["a == 1", "a < 1", "a > 1", "a <= a", "a == a", "a in [a]"])
def test_nothing_is_true_of_what_is_not_a_number(source: str) -> None:
    """Python's json reads NaN; no condition holds of it."""
    assert evaluate(parse_expression(source), {"a": float("nan")}) is False


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)
ROOT = st.fixed_dictionaries({}, optional=dict.fromkeys(("inputs", "steps", "item", "a", "b"), VALUES))


@settings(deadline=None)
@given(TREES, ROOT)
def test_any_tree_gives_a_value_or_an_error(tree: Node, scope: dict[str, Any]) -> None:
    """Whatever the run holds, nothing but ExpressionError comes out."""
    try:
        evaluate(tree, scope)
    except ExpressionError as error:
        assert error.remedy


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_any_words_give_a_value_or_an_error(source: str) -> None:
    """What can be read can be evaluated, or is refused."""
    try:
        evaluate(parse_expression(source), SCOPE)
    except ExpressionError as error:
        assert error.remedy
