"""The types of expressions: what is told before a run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superindividual.specs.evaluation import evaluate
from superindividual.specs.expression import Node, parse_expression
from superindividual.specs.expression_type import (
    ANY,
    BOOLEAN,
    NUMBER,
    TEXT,
    TEXTS,
    Type,
    check_expression,
)
from tests.specs.trees import TREES


def mapping(**fields: Type) -> Type:
    return Type("mapping", fields=fields)


TYPES = mapping(
    inputs=mapping(n=NUMBER, name=TEXT, markets=TEXTS, yes=BOOLEAN, 需求=TEXT),
    steps=mapping(
        prd=mapping(files=TEXTS, summary=TEXT, data=ANY, form=mapping(price=NUMBER)), sub=Type("mapping")
    ),
    loop=mapping(number=NUMBER),
)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("inputs.n > 1", "boolean"),
        ("inputs.name == null or inputs.markets != null", "boolean"),
        ("steps.prd.data.x > 1 or steps.prd.data.ok", "boolean"),
        ("steps.prd.data.x in steps.prd.data.y", "boolean"),
        ("inputs.n in steps.prd.data.y", "boolean"),
        ("steps.prd.data.x < steps.prd.data.y", "boolean"),
        ("'CN' in inputs.markets and 't' in inputs.name", "boolean"),
        ("inputs.n in [1, 'a', null]", "boolean"),
        ("inputs.n in []", "boolean"),
        ("null in inputs.markets", "boolean"),
        ("[1] == ['a']", "boolean"),
        ("steps.prd.files", "list"),
        ("[1, 2]", "list"),
        ("default(steps.prd.data.x, 'a')", "list"),
        ("default(inputs.markets, [])", "list"),
        ("default(null, inputs.markets)", "list"),
        ("default(inputs.name, 5) > 3", "boolean"),
        ("inputs.markets[0] == inputs.name", "boolean"),
        ("inputs.markets[-1] < 'x'", "boolean"),
        ("steps['prd'].form.price >= 1", "boolean"),
        ("steps.sub.outputs.total > 1", "boolean"),
        ("len(steps.prd.data)", "number"),
        ("inputs.需求", "text"),
        ("steps", "any"),
    ],
)
def test_what_may_be_right_passes(source: str, wanted: str) -> None:
    """What only the run can tell is no fault, nor is what fits."""
    assert check_expression(parse_expression(source), TYPES, wanted) == []


ORDER = "compare two numbers or two texts"
TRUTH = "compare it with something, such as == or >"


@pytest.mark.parametrize(
    ("source", "wanted", "place", "told"),
    [
        (
            "inputs.m > 1",
            "boolean",
            "inputs.m",
            "there is no input m, choose one of: markets, n, name, yes, 需求",
        ),
        ("steps.prod.files", "list", "steps.prod.files", "there is no earlier step prod, did you mean prd?"),
        (
            "steps.prd.sumary",
            "any",
            "steps.prd.sumary",
            "steps.prd has no part sumary, did you mean summary?",
        ),
        (
            "steps.prd.form.prise",
            "any",
            "steps.prd.form.prise",
            "steps.prd.form has no part prise, did you mean price?",
        ),
        ("input.n", "any", "input.n", "there is no input in an expression here, did you mean inputs?"),
        (
            "item.name",
            "any",
            "item.name",
            "there is no item in an expression here, only a step with foreach has one",
        ),
        ("inputs.yes == True", "any", "True", "there is no True in an expression here, did you mean true?"),
        ("inputs.n.x", "any", "inputs.n.x", "inputs.n has no part x, it is a number"),
        ("inputs.markets.x", "any", "inputs.markets.x", "inputs.markets has no part x, it is a list"),
        (
            "inputs.markets[0][1]",
            "any",
            "inputs.markets[0][1]",
            "inputs.markets[0] has no part 1, it is text",
        ),
        ("inputs[0]", "any", "inputs[0]", "inputs has no part 0, it is a mapping"),
        (
            "inputs.n == 'a'",
            "boolean",
            "inputs.n == 'a'",
            f"a number and text cannot be compared so, {ORDER}",
        ),
        (
            "inputs.yes != 1",
            "boolean",
            "inputs.yes != 1",
            f"true or false and a number cannot be compared so, {ORDER}",
        ),
        (
            "inputs.n < inputs.name",
            "boolean",
            "inputs.n < inputs.name",
            f"a number and text cannot be compared so, {ORDER}",
        ),
        (
            "inputs.n < true",
            "boolean",
            "true",
            f"this is true or false, where a number or text is needed, {ORDER}",
        ),
        (
            "steps.prd.data.x < []",
            "boolean",
            "[]",
            f"this is a list, where a number or text is needed, {ORDER}",
        ),
        ("null < null", "boolean", "null", f"this is nothing, where a number or text is needed, {ORDER}"),
        ("1 in inputs.name", "boolean", "1", "this is a number, where text is needed, write it in quotes"),
        (
            "1 in inputs.markets",
            "boolean",
            "1 in inputs.markets",
            f"a number and text cannot be compared so, {ORDER}",
        ),
        (
            "steps.prd.data.x in inputs.n",
            "boolean",
            "inputs.n",
            "this is a number, where a list or text is needed, name a list or text after in",
        ),
        (
            "'n' not in inputs",
            "boolean",
            "inputs",
            "this is a mapping, where a list or text is needed, name a list or text after in",
        ),
        (
            "inputs.yes and inputs.name",
            "boolean",
            "inputs.name",
            f"this is text, where true or false is needed, {TRUTH}",
        ),
        ("not [1]", "boolean", "[1]", f"this is a list, where true or false is needed, {TRUTH}"),
        ("(null) or true", "boolean", "null", f"this is nothing, where true or false is needed, {TRUTH}"),
        ("inputs.name", "boolean", "inputs.name", f"this is text, where true or false is needed, {TRUTH}"),
        (" inputs.name", "list", "inputs.name", "this is text, where a list is needed, name a list"),
        (
            "inputs.name",
            "number",
            "inputs.name",
            "this is text, where a number is needed, name another value",
        ),
        (
            "length(inputs.name)",
            "any",
            "length(inputs.name)",
            "there is no function length, did you mean len?",
        ),
        (
            "len(inputs.n)",
            "any",
            "inputs.n",
            "this is a number, where a list or text is needed, name a list or text",
        ),
        ("len()", "any", "len()", "len cannot be used so, write len(x) or default(x, y)"),
        ("1 == len(1, 2)", "any", "len(1, 2)", "len cannot be used so, write len(x) or default(x, y)"),
        (
            "default(inputs.n)",
            "any",
            "default(inputs.n)",
            "default cannot be used so, write len(x) or default(x, y)",
        ),
        (
            "default(inputs.markets, []) and true",
            "any",
            "default(inputs.markets, [])",
            f"this is a list, where true or false is needed, {TRUTH}",
        ),
    ],
)
def test_types_are_told_before_a_run(source: str, wanted: str, place: str, told: str) -> None:
    """What cannot be right whatever the run brings is one fault, at the part that is wrong."""
    (misfit,) = check_expression(parse_expression(source), TYPES, wanted)
    assert f"{misfit.message}, {misfit.remedy}" == told
    assert source[misfit.at : misfit.at + misfit.length] == place


def test_all_faults_come_in_one_go() -> None:
    """In the order of the text; what a wrong part gives is no second fault."""
    node = parse_expression("inputs.m > 1 and not up(inputs.n, inputs.q) or inputs.name")
    assert [misfit.message for misfit in check_expression(node, TYPES, "list")] == [
        "there is no input m",
        "there is no function up",
        "there is no input q",
        "this is text, where true or false is needed",
    ]


def test_nothing_to_name_is_told_with_where_it_is_named() -> None:
    """A workflow without inputs or earlier steps lists no names."""
    empty = mapping(inputs=mapping(), steps=mapping())
    told = [
        check_expression(parse_expression(source), empty)[0].remedy for source in ("inputs.a", "steps.a.data")
    ]
    assert told == ["name it under inputs:", "add it to needs"]


VALUES: dict[str, Any] = {
    "inputs": {"n": 3, "name": "tea", "markets": ["CN"], "yes": True, "需求": "x"},
    "steps": {
        "prd": {"files": ["a"], "summary": "s", "data": {"x": 1}, "form": {"price": 1.5}},
        "sub": {"outputs": {"total": 2}},
    },
    "loop": {"number": 1},
}
NAMED = [
    "inputs.n",
    "inputs.name",
    "inputs.markets",
    "inputs.yes",
    "steps.prd.files[0]",
    "loop.number",
    "inputs",
]
OPERATORS = ["==", "<", ">=", "in", "not in", "and", "or"]
WRITTEN = st.recursive(
    st.sampled_from([*NAMED, "1", "2.5", "'tea'", "true", "null", "[]", "['CN', 'EU']", "[1]"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map(lambda three: f"({' '.join(three)})")
        | inner.map("(not {})".format)
        | inner.map("len({})".format)
        | st.tuples(inner, inner).map(lambda two: "default({}, {})".format(*two))
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300)
@given(WRITTEN)
def test_what_passes_has_a_value_when_every_name_has_one(source: str) -> None:
    """Where all types are known and every input is given, no fault before a run means none while running."""
    node = parse_expression(source)
    if "default" not in source and "null" not in source and not check_expression(node, TYPES):
        evaluate(node, VALUES)


@settings(deadline=None)
@given(TREES)
def test_any_tree_can_be_checked(tree: Node) -> None:
    """Whatever is written, there are faults with a place, or none."""
    source = str(tree)
    for wanted in ("any", "boolean", "list"):
        for misfit in check_expression(parse_expression(source), TYPES, wanted):
            assert 0 <= misfit.at < misfit.at + misfit.length <= len(source)
            assert misfit.message
            assert misfit.remedy
