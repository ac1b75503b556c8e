"""Rows of a delimited file, each with the line it begins on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from . import messages


class Row(NamedTuple):
    """One row: first line (from 1), cells, text, and the fault if it has one."""

    line: int
    cells: tuple[str, ...]
    text: str
    fault: str = ""


def lines_of(text: str) -> list[str]:
    r"""Split at \n, \r\n and \r only, keeping the ends; other breaks are content."""
    return list(io.StringIO(text, newline=""))


def rows(
    lines: list[str], delimiter: str, *, start: int = 0, width: int = 0
) -> Iterator[Row]:
    """Give every row from `lines[start]` on; blank lines are skipped, bad ones are not.

    A quote that is never closed would swallow the rows below it. Such a row is given as
    a fault of its first line alone, and reading goes on with the next line; the same
    holds for a row over several lines whose number of cells is not `width`.
    """
    while start < len(lines):
        source = (lines[number] for number in range(start, len(lines)))
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        begin, seen = start, 0
        try:
            for cells in reader:
                begin, span = start + seen, reader.line_num - seen
                if width and span > 1 and len(cells) != width:
                    yield _fault(lines, begin, messages.OPEN_QUOTE)
                    start = begin + 1
                    break
                seen = reader.line_num
                if any(cell.strip() for cell in cells):
                    text = "".join(lines[begin : begin + span]).rstrip("\r\n")
                    yield Row(begin + 1, tuple(cells), text)
            else:
                return
        except csv.Error:
            begin = start + seen
            yield _fault(lines, begin, messages.OPEN_QUOTE)
            start = begin + 1


def _fault(lines: list[str], index: int, reason: str) -> Row:
    return Row(index + 1, (), lines[index].rstrip("\r\n"), reason)
