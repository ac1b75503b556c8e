from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from superindividual_tui.line import Line, Mark, cut, fold, lines_of


@given(st.text(alphabet="ab 换算器，é👍\t", max_size=300), st.integers(8, 60))
def test_folded_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    """Whatever the widths of the characters."""
    rows = fold(lines_of(text), width)
    assert all(cell_len(row.text) <= width for row in rows)
    assert "".join("".join(row.text.split()) for row in rows) == "".join(text.split())


@given(st.lists(st.text("ab会 ", min_size=1, max_size=9), max_size=12), st.integers(8, 30))
def test_marks_stay_with_their_characters(parts: list[str], width: int) -> None:
    """Wherever a line is broken, and however far what follows is indented."""
    text, marks = "  ", list[Mark]()
    for number, part in enumerate(parts):
        if number % 2:
            marks.append((len(text), len(text) + len(part), "code"))
        text += part
    rows = fold([Line(text, marks=tuple(marks))], width)
    inside = "".join(row.text[begin:end] for row in rows for begin, end, _tone in row.marks)
    assert "".join(inside.split()) == "".join("".join(parts[1::2]).split())


def test_lines_are_broken_at_spaces() -> None:
    """And keep their indent."""
    rows = fold([Line("    one two three four")], 14)
    assert [row.text for row in rows] == ["    one two", "    three four"]


def test_an_endless_line_is_cut_into_pieces() -> None:
    """A megabyte without a break is many short lines."""
    rows = list(lines_of("x" * 1_000_000))
    assert len(rows) == 250
    assert sum(len(row.text) for row in rows) == 1_000_000


def test_foreign_text_is_made_safe() -> None:
    """Escape sequences go, hidden characters are shown, carriage returns cannot overwrite."""
    rows = [r.text for r in lines_of("a\x1b]52;c;aGk=\x07b\x1b[2Jc\u202ed\re")]
    assert rows == ["abc<U+202E>de"]


def test_cut_counts_cells() -> None:
    """A Chinese character takes two."""
    assert cut("换算器产品", 7) == "换算器…"
    assert cut("short", 7) == "short"


def test_what_continues_a_line_stands_below_where_it_hangs() -> None:
    """A key's meaning goes on below the meaning, not below the key."""
    (row,) = [Line("i  1        what needs you and what is under way", hang=12)]
    assert [line.text for line in fold([row], 34)] == [
        "i  1        what needs you and",
        "            what is under way",
    ]


def test_no_row_begins_with_a_closing_sign() -> None:
    """As Chinese is broken; where there are many of them, a row must begin with one."""
    texts = [line.text for line in fold([Line("一二三四，五六七。八九十")], 8)]
    assert texts == ["一二三", "四，五六", "七。八九", "十"]
    assert "".join(line.text for line in fold([Line("。" * 30)], 8)) == "。" * 30


@given(st.text(alphabet="一，。 a", max_size=60), st.integers(8, 20), st.integers(0, 30))
def test_hanging_lines_lose_nothing_but_spaces(text: str, width: int, hang: int) -> None:
    """However narrow, and however far they hang."""
    rows = fold([Line(text, hang=hang)], width)
    assert "".join(row.text for row in rows).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(row.text) <= width for row in rows)
