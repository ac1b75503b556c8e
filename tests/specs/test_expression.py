"""The tree of expressions: what is read, what is refused and where, and how it is written."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from superindividual.errors import ExpressionError
from superindividual.specs.expression import (
    Both,
    Literal,
    Node,
    Not,
    Path,
    names_used,
    parse_expression,
    parts,
    paths,
)
from superindividual.specs.expression_token import MOST_CHARACTERS
from tests.specs.trees import PIECES, TREES


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a or b and not c==d", "a or b and not c == d"),
        ("(a or b)and c", "(a or b) and c"),
        ("a and (b and c)", "a and (b and c)"),
        ("((a and b)) and c", "a and b and c"),
        ("not (a in b)", "not a in b"),
        ("(not a) in b", "(not a) in b"),
        ("not not a", "not not a"),
        ("not(a and b)", "not (a and b)"),
        ("(a < b) == (b < c)", "(a < b) == (b < c)"),
        ("a   not   in\n[ 1,-2.50 ]", "a not in [1, -2.5]"),
        ("a['b'].c[0]['d e']", "a.b.c[0]['d e']"),
        ("steps.price-test.data", "steps.price-test.data"),
        ("inputs.in.not.true", "inputs.in.not.true"),
        ("a>-1", "a > -1"),
        ("\"it's\" != 'x'", "\"it's\" != 'x'"),
        ("0.00001", "0.00001"),
        ("default(len(x),[ ])", "default(len(x), [])"),
        ("'and' == 'in'", "'and' == 'in'"),
    ],
)
def test_precedence_is_pythons(source: str, written: str) -> None:
    """What is written back has no more parentheses than it needs, and is the same tree."""
    assert str(parse_expression(source)) == written
    assert parse_expression(written) == parse_expression(source)


@settings(deadline=None)
@given(TREES)
@example(Literal(0, 0, 1e-9))
@example(
    Both(0, 0, "==", Both(0, 0, "in", Literal(0, 0, 1), Literal(0, 0, 2)), Not(0, 0, Literal(0, 0, True)))
)
def test_what_is_written_is_read_as_the_same_tree(tree: Node) -> None:
    """Every tree can be written so that reading gives it again."""
    assert parse_expression(str(tree)) == tree


@settings(deadline=None)
@given(TREES)
def test_every_part_knows_its_place(tree: Node) -> None:
    """The characters at the place of a part are that part."""
    source = f"  {tree} "
    waiting = [parse_expression(source)]
    for node in waiting:
        assert parse_expression(source[node.at : node.end]) == node
        waiting += parts(node)


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
def test_any_text_is_a_tree_or_an_error_with_its_place(source: str) -> None:
    """Nothing else comes out, whatever stands there."""
    try:
        parse_expression(source)
    except ExpressionError as error:
        assert 0 <= error.at <= len(source)
        assert error.message
        assert error.remedy


@pytest.mark.parametrize(
    ("source", "at", "told"),
    [
        ("", 0, "something is missing at the end, write it as in: inputs.price > 3"),
        ("  ", 2, "something is missing at the end"),
        ("a ==", 4, "something is missing at the end"),
        ("not", 3, "something is missing at the end"),
        ("(a", 2, "something is missing at the end"),
        ("[a, ", 4, "something is missing at the end"),
        ("f(a", 3, "something is missing at the end"),
        ("a.", 2, "something is missing at the end"),
        ("a)", 1, ") does not belong here"),
        ("[a,]", 3, "] does not belong here"),
        ("a b", 2, "b does not belong here"),
        ("a not b", 2, "not b does not belong here"),
        ("a == not b", 5, "not b does not belong here"),
        ("a 'b'", 2, "'b' does not belong here"),
        ("and", 0, "and does not belong here"),
        ("a[1.5]", 2, "1.5] does not belong here"),
        ("a[b]", 2, "b] does not belong here"),
        ("a..b", 2, ".b does not belong here"),
        ("a.0", 2, "0 does not belong here"),
        ("'x'.y", 3, ".y does not belong here"),
        ("1a", 0, "1a does not belong here"),
        ("1e5", 0, "1e5 does not belong here"),
        ("{}", 0, "{} does not belong here"),
        ("== 3", 0, "== 3 does not belong here, write it as in: inputs.price > 3"),
        ("a || b", 2, "|| b does not belong here, write or"),
        ("a && b", 2, "&& b does not belong here, write and"),
        ("!a", 0, "!a does not belong here, write not"),
        ("a = 1", 2, "= 1 does not belong here, write =="),
        ("len（a）", 3, "（a） does not belong here, write ("),
        ("a == “x”", 5, "“x” does not belong here, write '"),
        ("a + 1", 2, "+ 1 does not belong here, let a step work it out: expressions do not calculate"),
        ("a -1", 2, "-1 does not belong here, let a step work it out: expressions do not calculate"),
        ("a.lower()", 7, "() does not belong here, write len(x) or default(x, y)"),
        ("'open", 0, "a text is not closed, end it with '"),
        ("a == \"b'", 5, 'a text is not closed, end it with "'),
        ("1 < 2 < 3", 6, "two comparisons cannot be chained, join them with and: a < b and b < c"),
        ("a in b not in c", 7, "two comparisons cannot be chained"),
        ("1234567890123456", 0, "the number is too long, write at most 15 digits"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(source: str, at: int, told: str) -> None:
    """One message, one place, and what to write instead."""
    with pytest.raises(ExpressionError) as caught:
        parse_expression(source)
    assert str(caught.value).startswith(told)
    assert caught.value.at == at
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("(" * 1_000, "the expression is too long"),
        ("(" * 400 + "1" + ")" * 400, "the expression is too long"),
        ("(" * 33 + "1" + ")" * 33, "the expression is nested too deeply"),
        ("[" * 34 + "]" * 34, "the expression is nested too deeply"),
        ("len(" * 33 + "a" + ")" * 33, "the expression is nested too deeply"),
        ("not " * 33 + "a", "the expression is nested too deeply"),
        ("not " * 240 + "a", "the expression is too long"),
        ("1 and " * 160 + "1", "the expression is too long"),
        ("a" * (MOST_CHARACTERS + 1), "the expression is too long"),
        ("'" + "a" * 10_000_000, "the expression is too long"),
        (" " * 10_000_000, "the expression is too long"),
        ("a.b" * 300, "the expression is too long"),
        ("1" + "0" * 300, "the number is too long"),
        ("0." + "0" * 300, "the number is too long"),
        ("-" * 999, "------"),
    ],
)
def test_hostile_expressions_are_refused(source: str, told: str) -> None:
    """Depth, length and count are bounded, so that nothing runs out of stack or time."""
    with pytest.raises(ExpressionError) as caught:
        parse_expression(source)
    assert caught.value.message.startswith(told)
    assert len(str(caught.value)) < 200


def test_the_largest_expressions_are_read() -> None:
    """The limits are what is still allowed."""
    assert str(parse_expression("(" * 32 + "a" + ")" * 32)) == "a"
    chain = parse_expression(" and ".join(["a"] * 100))
    assert len(list(paths(chain))) == 100
    assert parse_expression(str(chain)) == chain
    assert parse_expression("a" * MOST_CHARACTERS) == Path(0, 0, ("a" * MOST_CHARACTERS,))


def test_the_paths_of_an_expression() -> None:
    """Every path that is read, wherever it stands, and its names up to the first number."""
    node = parse_expression("default(steps.a.data[0].x, [inputs.b]) == 3 and not loop.number > item[0]['k']")
    assert list(map(str, paths(node))) == ["steps.a.data[0].x", "inputs.b", "loop.number", "item[0].k"]
    assert names_used(node) == {("steps", "a", "data"), ("inputs", "b"), ("loop", "number"), ("item",)}
