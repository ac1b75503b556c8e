"""Canvas: text and lines in the cells of a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from superindividual.text import cell_width

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_LINES = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"
"""The character for each sum of directions."""


class Canvas:
    """Cells of text, and lines that join or cross."""

    def __init__(self) -> None:
        self._text: dict[tuple[int, int], str] = {}
        self._upright: defaultdict[tuple[int, int], int] = defaultdict(int)
        self._level: dict[tuple[int, int], int] = {}
        self._joints: set[tuple[int, int]] = set()
        self._arrows: set[tuple[int, int]] = set()

    def write(self, row: int, column: int, text: str) -> None:
        """Put text; a wide character takes two cells."""
        for character in text:
            self._text[row, column] = character
            wide = cell_width(character) == 2
            if wide:
                self._text[row, column + 1] = ""
            column += 2 if wide else 1

    def arrow(self, row: int, column: int) -> None:
        """Where a line comes into the box below it; where that is only a line, it goes on."""
        self._arrows.add((row, column))

    def down(self, column: int, top: int, bottom: int) -> None:
        """A line through the rows from `top` to before `bottom`."""
        for row in range(top, bottom):
            self._upright[row, column] |= _UP | _DOWN

    def across(self, row: int, above: Sequence[int], below: Sequence[int]) -> None:
        """A line that comes from above at some columns and goes down at others."""
        low, high = min(*above, *below), max(*above, *below)
        for column in range(low, high + 1):
            self._level[row, column] = (_LEFT if column > low else 0) | (_RIGHT if column < high else 0)
        for column in above:
            self._upright[row, column] |= _UP
        for column in below:
            self._upright[row, column] |= _DOWN
        self._joints |= {(row, column) for column in (*above, *below)}

    def lines(self) -> list[str]:
        """The rows; where lines cross and do not meet, the upright one is drawn through."""
        cells = {**self._text, **dict.fromkeys(self._arrows & self._text.keys(), "▼")}
        for cell in {*self._upright, *self._level}:
            upright, level = self._upright.get(cell, 0), self._level.get(cell, 0)
            meets = cell in self._joints or not upright
            cells.setdefault(cell, _LINES[upright | (level if meets else 0)])
        return ["".join(self._row(cells, row)).rstrip() for row in range(max(r for r, _c in cells) + 1)]

    def _row(self, cells: dict[tuple[int, int], str], row: int) -> Iterator[str]:
        last = max((column for r, column in cells if r == row), default=-1)
        return (cells.get((row, column), " ") for column in range(last + 1))
