from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superindividual_tui.inline import inline
from superindividual_tui.line import Line


def seen(text: str) -> tuple[str, list[tuple[str, str]]]:
    line = inline(Line(text))
    return line.text, [(line.text[begin:end], tone) for begin, end, tone in line.marks]


@pytest.mark.parametrize(
    ("text", "shown", "marks"),
    [
        ("a **bold** word", "a bold word", [("bold", "strong")]),
        ("__two__ and *one*", "two and one", [("two", "strong"), ("one", "emphasis")]),
        ("run `a*b*c` twice", "run a*b*c twice", [("a*b*c", "code")]),
        ("``a`` `b`", "a b", [("a", "code"), ("b", "code")]),
        ("[the site](https://a.example/x)", "the site (https://a.example/x)", [("the site", "link")]),
        ("![plan](plan.png)", "plan (plan.png)", [("plan", "link")]),
        ("**会费**工具", "会费工具", [("会费", "strong")]),
        ("snake_case_name 2 * 3 * 4 **", "snake_case_name 2 * 3 * 4 **", []),
        ("[@click=app.quit] [x]() [/x]", "[@click=app.quit] [x]() [/x]", []),
    ],
)
def test_signs_become_tones(text: str, shown: str, marks: list[tuple[str, str]]) -> None:
    """An address stays where it can be read, and what only looks like a sign stays as it is."""
    assert seen(text) == (shown, marks)


@given(st.text("ab1 *_`[]()!会", max_size=80))
def test_nothing_but_signs_is_left_out_and_marks_lie_within(text: str) -> None:
    """In their order, without overlapping, each about something."""
    line, place = inline(Line(text)), 0
    kept = [c for c in line.text if c not in "*_`[]()! "]
    assert kept == [c for c in text if c not in "*_`[]()! "]
    for begin, end, _tone in line.marks:
        assert place <= begin < end <= len(line.text)
        place = end
