"""The tree of expressions: what is read, what is refused and where, and what it gives."""

from __future__ import annotations

from typing import Any

import pytest

from superindividual.errors import ExpressionError
from superindividual.specs.evaluation import evaluate
from superindividual.specs.expression import Path, parse_expression, paths
from superindividual.specs.expression_type import (
    ANY,
    BOOLEAN,
    NUMBER,
    TEXT,
    TEXTS,
    Type,
    check_expression,
)

SCOPE: dict[str, Any] = {
    "inputs": {"n": 3, "name": "tea", "markets": ["CN", "EU"], "yes": True, "none": None, "需求": "x"},
    "steps": {"price-test": {"data": {"rows": [{"v": 1}, {"v": 2}]}, "files": ["a.md"]}},
}
TYPES = Type(
    "mapping",
    fields={
        "inputs": Type(
            "mapping", fields={"n": NUMBER, "name": TEXT, "markets": TEXTS, "yes": BOOLEAN, "需求": TEXT}
        ),
        "steps": Type("mapping", fields={"prd": Type("mapping", fields={"files": TEXTS, "data": ANY})}),
    },
)


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
        ("not inputs.n == 4", True),
        ("'CN' in inputs.markets", True),
        ("'US' not in inputs.markets", True),
        ("'e' in inputs.name", True),
        ("len(inputs.markets) >= 2", True),
        ("len(inputs.name)", 3),
        ("default(inputs.none, 7)", 7),
        ("default(inputs.nothing.at.all, [])", []),
        ("default(inputs.n, 7)", 3),
        ("steps.price-test.data.rows[1].v", 2),
        ("steps['price-test'].files[0]", "a.md"),
        ("steps.price-test.files[9]", None),
        ("inputs.需求 == 'x'", True),
        ("inputs.yes == 1", False),
        ("inputs.none == null", True),
        ("(inputs.n == 3 or inputs.yes) and false", False),
        ("inputs.n <= 3 and inputs.n >= 3 and inputs.n != 4", True),
        ("'a' < 'b'", True),
        ("false and inputs.name", False),
    ],
)
def test_an_expression_gives_its_value(source: str, value: Any) -> None:
    """Precedence is Python's; true is no number; what is not there is null."""
    found = evaluate(parse_expression(source), SCOPE)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("source", "at"),
    [
        ("", 0),
        ("  ", 2),
        ("a +", 2),
        ("a ==", 4),
        ("a b", 2),
        ("(a", 2),
        ("a)", 1),
        ("[a, ", 4),
        ("a[1.5]", 2),
        ("a[b]", 2),
        ("a..b", 2),
        ("1 < 2 < 3", 6),
        ("'open", 0),
        ("1234567890123456", 0),
        ("1a", 0),
        ("and", 0),
        ("a not b", 6),
        ("not", 3),
        ("a || b", 2),
        ("f(a", 3),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(source: str, at: int) -> None:
    """One message, one place, and what to write instead."""
    with pytest.raises(ExpressionError) as caught:
        parse_expression(source)
    assert caught.value.at == at
    assert caught.value.remedy


@pytest.mark.parametrize(
    "source",
    [
        "(" * 400 + "1" + ")" * 400,
        "[" * 900,
        "not " * 240 + "a",
        "1 and " * 160 + "1",
        "a" * 1_001,
        "a.b" * 300,
        "-" * 999,
    ],
)
def test_hostile_expressions_are_refused(source: str) -> None:
    """Depth, length and count are bounded, so that nothing runs out of stack or time."""
    with pytest.raises(ExpressionError):
        evaluate(parse_expression(source), {})


@pytest.mark.parametrize(
    "source",
    [
        "inputs.n and true",
        "not inputs.name",
        "inputs.n < inputs.name",
        "inputs.yes < 2",
        "'a' in inputs.n",
        "len(3)",
        "up(3)",
    ],
)
def test_values_that_do_not_fit_are_refused_while_running(source: str) -> None:
    """There is no truth of a number or a text, and no order between sorts."""
    with pytest.raises(ExpressionError):
        evaluate(parse_expression(source), SCOPE)


@pytest.mark.parametrize(
    ("source", "wanted", "told"),
    [
        ("inputs.n > 1", "boolean", ""),
        ("steps.prd.data.x > 1 or steps.prd.data.ok", "boolean", ""),
        ("steps.prd.files", "list", ""),
        ("default(steps.prd.data.x, 'a')", "list", ""),
        ("inputs.m > 1", "boolean", "there is no input m, choose one of: markets"),
        ("steps.prod.files", "list", "there is no earlier step prod, did you mean prd?"),
        ("steps.prd.file", "list", "there is no file in an expression here, did you mean files?"),
        ("input.n", "any", "there is no input in an expression here, did you mean inputs?"),
        ("inputs.n.x", "any", "inputs.n.x has no part x, it is a number"),
        ("inputs.n == 'a'", "boolean", "a number and text cannot be compared so"),
        ("inputs.n < true", "boolean", "a number and true or false cannot be compared so"),
        ("1 in inputs.name", "boolean", "a number and text cannot be compared so"),
        ("inputs.name and true", "boolean", "this is text, where true or false is needed"),
        ("inputs.name", "boolean", "this is text, where true or false is needed"),
        ("inputs.name", "list", "this is text, where a list is needed"),
        ("length(inputs.name)", "any", "there is no function length"),
        ("len(inputs.n)", "any", "len cannot be used so"),
        ("len()", "any", "len cannot be used so"),
        ("default(inputs.n)", "any", "default cannot be used so"),
    ],
)
def test_types_are_told_before_a_run(source: str, wanted: str, told: str) -> None:
    """What cannot be right whatever the run brings is one fault; what only the run can tell is none."""
    found = [f"{f.message}, {f.remedy}" for f in check_expression(parse_expression(source), TYPES, wanted)]
    assert len(found) == bool(told)
    assert all(told in line for line in found), found


def test_the_paths_of_an_expression() -> None:
    """Every path that is read, wherever it stands."""
    node = parse_expression("default(steps.a.data, [inputs.b]) == 3 and not loop.number > item[0]")
    assert [str(path) for path in paths(node)] == ["steps.a.data", "inputs.b", "loop.number", "item[0]"]
    assert all(isinstance(path, Path) for path in paths(node))
