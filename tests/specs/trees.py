"""Trees of expressions and the words they are written with, for tests that try any of them."""

from __future__ import annotations

from hypothesis import strategies as st

from superindividual.specs.expression import (
    COMPARISONS,
    FUNCTIONS,
    WORDS,
    Both,
    Call,
    Listing,
    Literal,
    Not,
    Path,
)
from superindividual.specs.expression_token import MOST_DIGITS

LITERALS = (
    st.sampled_from([True, False, None])
    | st.integers(-(10 ** (MOST_DIGITS - 2)), 10 ** (MOST_DIGITS - 2))
    | st.decimals(-999_999, 999_999, places=3).map(float)
    | st.text(st.characters(exclude_characters="'", exclude_categories=["Cs"]), max_size=6)
    | st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=6)
).map(lambda value: Literal(0, 0, value))
WORD = st.from_regex(r"\A[a-z需_][a-z0-9_\-]{0,5}\Z")
FIRST = WORD.filter(lambda word: word not in {*WORDS, "and", "or", "not", "in"})
LATER = WORD | st.integers(-99, 99) | st.text("abc. -[]'1", max_size=4)
PATHS = st.builds(lambda first, rest: Path(0, 0, (first, *rest)), FIRST, st.lists(LATER, max_size=3))
TREES = st.recursive(
    LITERALS | PATHS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: Listing(0, 0, tuple(items)))
        | inner.map(lambda value: Not(0, 0, value))
        | st.builds(
            lambda sign, left, right: Both(0, 0, sign, left, right),
            st.sampled_from([*COMPARISONS, "and", "or"]),
            inner,
            inner,
        )
        | st.builds(lambda name, items: Call(0, 0, name, tuple(items)), FIRST, st.lists(inner, max_size=2))
    ),
    max_leaves=8,
)
PIECES = [
    *COMPARISONS,
    *FUNCTIONS,
    "and",
    "or",
    "not",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "'a'",
    '"',
    "'",
    "-1",
    "2.5",
]
PIECES += [
    "inputs.n",
    "inputs",
    "steps.a-b.data",
    "true",
    "null",
    "item",
    "$",
    "}}",
    "需求",
    " ",
    "-",
    "1e5",
    "[0]",
]
