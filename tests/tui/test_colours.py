from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superindividual_tui.colours import coloured
from superindividual_tui.rendering import rendered


def test_parts_of_a_program_have_tones() -> None:
    """Also where a text goes over several lines."""
    rows = ["def due(n):  # fee", '    """One', '    two"""', "    return 12"]
    found = [
        [(row[b:e], tone) for b, e, tone in marks]
        for row, marks in zip(rows, coloured(rows, "py"), strict=True)
    ]
    assert found[0] == [("def", "keyword"), ("due", "name"), ("# fee", "remark")]
    assert found[1][-1][1] == found[2][0][1] == "string"
    assert found[3] == [("return", "keyword"), ("12", "number")]


def test_the_number_of_a_line_has_no_part_in_them() -> None:
    """A mark begins behind it."""
    line = rendered("a.py", b"x = 1\nreturn\n")[1]
    assert [(line.text[b:e], tone) for b, e, tone in line.marks] == [("return", "keyword")]


def test_a_long_file_and_an_unknown_one_are_shown_without() -> None:
    """Nothing is read that takes its time."""
    assert not any(coloured(["x = 1"] * 20_000, "py"))
    assert not any(coloured(["x = 1"], "nothing-known"))


@pytest.mark.parametrize(
    "kind", ["py", "js", "html", "css", "json", "yaml", "toml", "sh", "sql", "ics", "csv"]
)
@settings(deadline=None)  # a language is read when it is first asked for
@given(text=st.text("ab1\"'#<>/*{}:= \t会\\\r\ufeff\x0b", max_size=60))
def test_whatever_stands_in_it_every_mark_lies_in_its_line(kind: str, text: str) -> None:
    """And no character of the file is lost or moved by them."""
    plain = "".join(line.text.split("│ ", 1)[1] for line in rendered("a.txt.csv", text.encode()))
    lines = rendered(f"a.{kind}", text.encode())
    if kind != "html":
        assert "".join(line.text.split("│ ", 1)[1] for line in lines) == plain
    for line in lines:
        place = 0
        for begin, end, _tone in line.marks:
            assert place <= begin < end <= len(line.text)
            place = end
