"""Rows and their lines."""

from __future__ import annotations

import pytest

from csv_report import messages
from csv_report.table import lines_of, rows


def test_rows_know_their_lines() -> None:
    """Blank lines are skipped and quoted line breaks kept: numbers stay the file's."""
    lines = lines_of('a,b\r\n\r\n"x\r\ny",2\r\n , \r\n3,4')
    found = [(row.line, row.cells) for row in rows(lines, ",")]
    assert found == [(1, ("a", "b")), (3, ("x\r\ny", "2")), (6, ("3", "4"))]


def test_the_text_of_a_row_is_the_file_s() -> None:
    """What is shown of a row is what stands in the file."""
    lines = lines_of('x\n"a\nb";2\n')
    assert [row.text for row in rows(lines, ";", start=1)] == ['"a\nb";2']


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """All three line ends are known; other breaks belong to the text."""
    assert [r.line for r in rows(lines_of(end.join(["a", "b\u2028c", "d"])), ",")] == [
        1,
        2,
        3,
    ]


def test_an_open_quote_swallows_nothing() -> None:
    """A quote that is never closed is one bad line; the lines below are read."""
    lines = lines_of('1,"open\n2,b\n3,c\n')
    found = list(rows(lines, ","))
    assert [(row.line, row.fault) for row in found] == [
        (1, messages.OPEN_QUOTE),
        (2, ""),
        (3, ""),
    ]
    assert found[0].text == '1,"open'


def test_a_quote_that_closes_too_late_swallows_nothing() -> None:
    """Two stray quotes some lines apart are two bad lines, and the rest is read."""
    lines = lines_of('1,"a\n2,b\n3,"c",d\n4,e\n')
    found = [(row.line, bool(row.fault)) for row in rows(lines, ",", width=2)]
    assert found == [(1, True), (2, False), (3, False), (4, False)]


def test_a_quote_that_closes_with_too_many_cells() -> None:
    """A row over several lines is believed only when it has the header's width."""
    lines = lines_of('h,h\n1,"a\n2","b\n3",c\n4,d\n')
    found = [(r.line, bool(r.fault)) for r in rows(lines, ",", start=1, width=2)]
    assert found[0] == (2, True)
    assert found[-1] == (5, False)


def test_every_line_is_in_a_row() -> None:
    """However quotes fall, no line with content vanishes between the rows."""
    for broken in range(1, 6):
        lines = [f"{n},x\n" for n in range(1, 6)]
        lines[broken - 1] = f'{broken},"x\n'
        assert [row.line for row in rows(lines, ",", width=2)] == [1, 2, 3, 4, 5]
