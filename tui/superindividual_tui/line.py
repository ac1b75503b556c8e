"""Line: what stands on one row of the screen, before any width is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rich.cells import get_character_cell_size

from superindividual.text import cell_width, safe_text

Tone = Literal[
    "plain",
    "dim",
    "good",
    "bad",
    "warn",
    "head",
    "code",
    "strong",
    "emphasis",
    "link",
    "keyword",
    "string",
    "number",
    "name",
    "remark",
]
Mark = tuple[int, int, Tone]
"""A part of a line in a tone of its own: where it begins, and where it ends, in characters."""

LONG = 4_000
"""Characters after which a line without end is cut: no terminal shows more, and measuring it would cost."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text in one tone. `item` is the number of the list entry it belongs to, where it belongs to one."""

    text: str
    tone: Tone = "plain"
    item: int | None = None
    marks: tuple[Mark, ...] = ()
    """Parts in tones of their own, in their order; none overlap."""
    hang: int = 0
    """Columns that stand before what continues it on the next row, where it is broken; at least its own indent."""


def lines_of(text: str, tone: Tone = "plain", *, indent: str = "") -> Iterator[Line]:
    """Foreign text as lines: safe on a terminal, tabs widened, endless lines cut into pieces."""
    for row in safe_text(text).replace("\r", "\n").split("\n"):
        wide = row.expandtabs(4)
        for start in range(0, len(wide) or 1, LONG):
            yield Line(indent + wide[start : start + LONG], tone)


def fold(lines: Iterable[Line], width: int) -> list[Line]:
    """The lines broken so that each fits `width` cells; at spaces where there are some."""
    folded: list[Line] = []
    for line in lines:
        if cell_width(line.text) <= width:
            folded.append(line)
        else:
            for piece, start in _pieces(line.text, max(width, 8), line.hang):
                folded.append(Line(piece, line.tone, line.item, _within(line.marks, start, len(piece))))
    return folded


def _within(marks: Iterable[Mark], start: int, length: int) -> tuple[Mark, ...]:
    """The marks that a piece has, which begins at `start` of its line."""
    moved = ((max(begin - start, 0), min(end - start, length), tone) for begin, end, tone in marks)
    return tuple((begin, end, tone) for begin, end, tone in moved if begin < end)


def cut(text: str, width: int) -> str:
    """The text cut to `width` cells, with an ellipsis where something is left out."""
    if cell_width(text) <= width:
        return text
    return _head(text, max(width - 1, 0)).rstrip() + "…"


def _head(text: str, width: int) -> str:
    """As much of the beginning as fits; no character is split."""
    if text.isascii():
        return text[:width]
    used = 0
    for number, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > width:
            return text[:number]
    return text


_CLOSING = frozenset("，。、；：？！）》〉」』】”’…")
"""Where Chinese is broken, none of these begins a row."""


def _pieces(text: str, width: int, hang: int = 0) -> Iterator[tuple[str, int]]:
    """The pieces, and where in the text each begins; one that is indented begins before what it continues."""
    indent = " " * min(max(len(text) - len(text.lstrip(" ")), hang), width // 2)
    rest, start = text, 0
    while cell_width(rest) > width:
        head = _head(rest, width)
        space = head.rfind(" ", len(indent) + 1)
        taken = space if space > width // 2 else _unclosed(rest, len(head), len(indent) + 1)
        yield head[:taken], start
        tail = rest[taken:].lstrip(" ")
        start += len(rest) - len(tail) - len(indent)
        rest = indent + tail
    if rest.strip():
        yield rest, start


def _unclosed(text: str, place: int, least: int) -> int:
    """Where to break instead, so that what follows begins with no closing sign; as it was where there are too many."""
    earlier = place
    while text[earlier] in _CLOSING and earlier > max(place - 3, least):
        earlier -= 1
    return place if text[earlier] in _CLOSING else earlier
