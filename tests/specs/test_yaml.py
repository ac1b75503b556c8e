"""The loader: YAML 1.2 as plain data, each value with its place, and what it refuses."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from superindividual.errors import Position, SpecErrors
from superindividual.specs.syntax import MAX_DEPTH
from superindividual.specs.yaml import MAX_NODES, load, parse

SEEN = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff"), max_size=20
)
NUMBERS = st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(
    st.none() | st.booleans() | NUMBERS | SEEN,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(SEEN.filter(bool).map(str), inner, max_size=4)
    ),
    max_leaves=20,
)


def data_of(text: str) -> Any:
    return load(text.encode(), "f.yaml").data


@settings(deadline=None)
@given(TREES)
def test_what_a_yaml_writer_writes_is_read_back(tree: Any) -> None:
    """Block style, by the library's own writer: the same data comes back."""
    out = io.StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = 10_000
    writer.dump(tree, out)
    text = out.getvalue().removesuffix("...\n")
    assert load(text.encode(), "f.yaml").data == tree


@settings(deadline=None)
@given(TREES)
def test_json_is_yaml(tree: Any) -> None:
    """JSON reads as itself, escapes of pairs included."""
    assert load(json.dumps(tree).encode(), "f.yaml").data == tree


def test_every_value_and_key_knows_its_place() -> None:
    """Lines and columns count from 1, whatever width the characters have."""
    document = load("名: 值\nsteps:\n  a: {needs: [b, c]}\n".encode(), "f.yaml")
    assert document.key_at(("名",)) == Position("f.yaml", 1, 1)
    assert document.at(("名",)) == Position("f.yaml", 1, 4)
    assert document.key_at(("steps", "a")) == Position("f.yaml", 3, 3)
    assert document.at(("steps", "a", "needs", 1)) == Position("f.yaml", 3, 18)


def test_what_is_not_there_has_the_place_of_what_is_around_it() -> None:
    """A missing field is told where its mapping begins."""
    document = load(b"# c\nsteps:\n  a: {b: 1}\n", "f.yaml")
    assert document.at(("steps", "a", "none", 3)) == Position("f.yaml", 3, 6)
    assert document.at(("none",)) == Position("f.yaml", 2, 1)


def test_places_count_from_where_the_document_begins() -> None:
    """Front matter begins on the second line of its file."""
    assert parse(b"a: *x\n", "f.md", first_line=2).faults[0].position == Position("f.md", 2, 4)


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("task: see X here", "X", (1, 11)),
        ("task: 'see X here'", "X", (1, 12)),
        ("task: |\n  one\n  and X\n", "X", (3, 7)),
        ("task: >-\n  one\n  X\n", "X", (3, 3)),
        ("task: one\n  X\n", "X", (2, 3)),
        ('task: "a\\tb"', "\t", (1, 7)),
    ],
)
def test_words_inside_a_text_have_a_place(text: str, words: str, place: tuple[int, int]) -> None:
    """In every style of YAML; words that are escaped there have the place of the text."""
    found = load(text.encode(), "f.yaml").inside(("task",), words)
    assert (found.line, found.column) == place


def test_all_refusals_come_in_one_go_and_the_rest_is_read() -> None:
    """Anchors, tags, doubled keys and impossible numbers do not hide each other or what is right."""
    document = parse(b"a: &x 1\nb: *x\na: 2\nc: !t v\nd: 1e999\ne: right\n", "f.yaml")
    assert [(f.position.line, f.position.column) for f in document.faults] == [
        (1, 4),
        (2, 4),
        (3, 1),
        (4, 4),
        (5, 4),
    ]
    assert document.complete
    assert document.data == {"a": 1, "b": None, "c": "v", "d": None, "e": "right"}


def test_broken_yaml_gives_no_data() -> None:
    """What stands before a break of the form is not taken for the whole."""
    document = parse(b"a: 1\nb: [\n", "f.yaml")
    assert (document.complete, document.data, len(document.faults)) == (False, None, 1)


def test_no_alias_is_ever_followed() -> None:
    """A bomb of aliases stays as small as it is written."""
    text = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))
    assert sum(isinstance(v, list) and len(v) for v in parse(text.encode(), "f.yaml").data.values()) == 102


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1])
@pytest.mark.parametrize("opening", ["[", "- "])
def test_depth_has_a_limit(depth: int, opening: str) -> None:
    """The last level that is allowed is read in brackets and in lines alike, one more is not."""
    text = opening * depth + ("1" + "]" * depth if opening == "[" else "1")
    assert parse(text.encode(), "f.yaml").complete == (depth == MAX_DEPTH)


@pytest.mark.parametrize("count", [MAX_NODES, MAX_NODES + 1])
def test_values_have_a_limit(count: int) -> None:
    """The list itself counts as one."""
    assert parse(b"- a\n" * (count - 1), "f.yaml").complete == (count == MAX_NODES)


def test_load_raises_what_parse_tells() -> None:
    """A reader that wants all or nothing gets every fault."""
    with pytest.raises(SpecErrors) as caught:
        load(b"a: &x 1\nb: *x\n", "f.yaml")
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("---\na: 1\n...\n", {"a": 1}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: 1\r\nb: 2\r", {"a": 1, "b": 2}),
    ],
)
def test_harmless_forms_are_read(text: str, data: Any) -> None:
    """Nothing at all, marks of begin and end, a byte order mark, the newlines of other systems."""
    assert data_of(text) == data
