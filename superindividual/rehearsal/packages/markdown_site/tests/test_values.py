"""YAML whose scalars stay text."""

from __future__ import annotations

import pytest

from markdown_site import messages
from markdown_site.values import (
    Text,
    ValuesError,
    is_plain,
    line_of,
    read_mapping,
)


def test_scalars_stay_text() -> None:
    """Numbers, dates and yes or no are what was written."""
    text = "a: 007\nb: no\nc: 2026-03-14\nd: ' x '\ne:\nf: 1_000\n"
    values = read_mapping(text)
    assert values == {
        "a": "007",
        "b": "no",
        "c": "2026-03-14",
        "d": "x",
        "e": "",
        "f": "1_000",
    }
    assert all(isinstance(value, Text) for value in values.values())


def test_lines_are_known() -> None:
    """Keys and values know where they stand in the file."""
    values = read_mapping("a: 1\nb:\n  - x\n  - y\nc: []\n", first_line=10)
    assert [key.line for key in values] == [10, 11, 14]
    value = values[Text("b", 0)]
    assert line_of(value) == 12
    assert [line_of(item) for item in value] == [12, 13]
    assert line_of(values[Text("c", 0)], 14) == 14


def test_empty() -> None:
    """Nothing, or only a comment, is an empty mapping."""
    assert read_mapping("") == {}
    assert read_mapping("# nothing\n") == {}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: c: d\n", 2, messages.NOT_YAML),
        ("a: 'x\n", 1, messages.NOT_YAML),
        ("a: [1\n", 1, messages.NOT_YAML),
        ("a: \x07\n", 1, messages.NOT_YAML),
        ('a: 1\nb: "\\a"\n', 2, messages.CONTROL),
        ("just words\n", 1, messages.NOT_A_MAPPING),
        ("- a\n- b\n", 1, messages.NOT_A_MAPPING),
        ("? [a]\n: b\n", 1, messages.NOT_A_MAPPING),
        ("a: 1\nb: 2\na: 3\n", 3, messages.TWICE.format(key="a")),
        ("a: &x 1\nb: *x\n", 1, messages.ANCHOR),
        ("a: &x [*x]\n", 1, messages.ANCHOR),
        ("a: [[[[[[1]]]]]]\n", 1, messages.ANCHOR),
    ],
)
def test_what_is_refused(text: str, line: int, message: str) -> None:
    """The line is named, and no small text grows into a large one."""
    with pytest.raises(ValuesError) as caught:
        read_mapping(text)
    assert str(caught.value) == message
    # the parser points at the end of what is not closed
    assert caught.value.line in (line, line + 1)


def test_plain_text() -> None:
    """What XML forbids and what nobody sees is not plain."""
    assert is_plain("Tab\tand\nline, 中文, 👩‍👩‍👧")
    for bad in ("\x00", "\x1b", "\x85", "\ud800", "\ufffe", "\uffff", "\U0001ffff"):
        assert not is_plain(bad)
