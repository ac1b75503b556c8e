"""Rendering: a file as it is read on a screen. Nothing that stands in the file is left out but the marks of its layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from superindividual.text import cell_width, safe_text
from superindividual.text import gettext as _
from superindividual_tui.inline import inline
from superindividual_tui.line import LONG, Line, Mark, Tone, lines_of

_RENDERED = 2_000_000
"""Bytes up to which a file is laid out; a larger one is shown as it stands."""
_CODE = frozenset(
    [
        "py",
        "js",
        "ts",
        "tsx",
        "jsx",
        "css",
        "json",
        "yaml",
        "yml",
        "toml",
        "sh",
        "sql",
        "go",
        "rs",
        "c",
        "h",
        "java",
        "rb",
        "php",
        "xml",
        "svg",
        "csv",
        "ics",
        "diff",
    ]
)
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_ITEM = re.compile(r"(\s*)[-*+]\s+(?:\[([ xX])\]\s+)?(.*)$")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_QUOTE = re.compile(r" {0,3}>\s?(.*)$")
_DIVIDER = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*$")


def rendered(path: str, content: bytes) -> list[Line]:
    """A file as lines: Markdown laid out, HTML summed up above its source, code with numbers, other text as it stands."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return [Line(_("{size} bytes, not text").format(size=len(content)), "dim")]
    suffix = PurePosixPath(path).suffix.lower().lstrip(".")
    layouts: dict[str, Callable[[str], Iterator[Line]]] = {
        "md": markdown,
        "markdown": markdown,
        "html": _html,
        "htm": _html,
    }
    if len(content) > _RENDERED:
        return list(lines_of(text))
    if suffix in layouts:
        return list(layouts[suffix](text))
    return list(code(text, suffix) if suffix in _CODE else lines_of(text))


def code(text: str, kind: str) -> Iterator[Line]:
    """With the numbers of its lines, and its parts in colours; `kind` is the ending of the file's name."""
    from superindividual_tui.colours import coloured

    rows = [list(lines_of(row)) for row in text.removesuffix("\n").split("\n")]
    marks = coloured([row[0].text for row in rows], kind)
    width = len(str(len(rows)))
    for number, (row, found) in enumerate(zip(rows, marks, strict=True), 1):
        before = f"{number:>{width}} │ "
        moved = tuple((begin + len(before), end + len(before), tone) for begin, end, tone in found)
        yield Line(before + row[0].text, marks=moved)
        yield from (Line(before + more.text) for more in row[1:])


def _html(text: str) -> Iterator[Line]:
    from superindividual_tui.html_summary import summary

    yield from summary(text)
    yield from (Line(""), Line(_("Source"), "head"))
    yield from code(text, "html")


def markdown(text: str) -> Iterator[Line]:
    """Line by line, so that a text that is still being written is laid out as far as it goes."""
    rows = text.replace("\r\n", "\n").split("\n")
    fence, place = "", 0
    while place < len(rows):
        row = rows[place]
        opened = _FENCE.match(row)
        if fence:
            fence = "" if opened and opened[1].startswith(fence) and not opened[2].strip() else fence
            yield from lines_of(row, "code", indent="  ") if fence else ()
        elif opened:
            fence = opened[1]
            yield from lines_of(opened[2].strip(), "dim", indent="  ") if opened[2].strip() else ()
        elif _is_table(rows, place):
            table = _table(rows, place)
            yield from _drawn(table)
            place += len(table)
        else:
            yield from _block(row)
        place += 1


def _block(row: str) -> Iterator[Line]:
    if found := _HEADING.match(row):
        yield from _inlined(found[2], "head")
        if len(found[1]) <= 2:
            sign = "═" if len(found[1]) == 1 else "─"
            yield Line(sign * min(cell_width(safe_text(found[2])), 72), "dim")
    elif _RULE.match(row):
        yield Line("─" * 40, "dim")
    elif found := _ITEM.match(row):
        box = {None: "•", " ": "☐"}.get(found[2], "☑")
        yield from _inlined(found[3], indent=f"{found[1].expandtabs(4)}{box} ")
    elif found := _QUOTE.match(row):
        yield from _inlined(found[1], "dim", indent="▎ ")
    else:
        yield from _inlined(row)


def _inlined(text: str, tone: Tone = "plain", indent: str = "") -> Iterator[Line]:
    return map(inline, lines_of(text, tone, indent=indent))


def _is_table(rows: list[str], place: int) -> bool:
    return "|" in rows[place] and place + 1 < len(rows) and bool(_DIVIDER.match(rows[place + 1]))


def _table(rows: list[str], place: int) -> list[list[str]]:
    """The cells of the table that begins there, its head first; the row below the head only divides."""
    found = [_cells(rows[place])]
    for row in rows[place + 2 :]:
        if "|" not in row:
            break
        found.append(_cells(row))
    return found


def _cells(row: str) -> list[str]:
    inner = row.strip().removeprefix("|").removesuffix("|")
    return [safe_text(cell.replace("\\|", "|").strip()) for cell in re.split(r"(?<!\\)\|", inner)]


def _drawn(table: list[list[str]]) -> Iterator[Line]:
    count = max(map(len, table))
    full = [[inline(Line(cell)) for cell in [*row, *[""] * (count - len(row))]] for row in table]
    widths = [max(cell_width(row[n].text) for row in full) for n in range(count)]
    for number, row in enumerate(full):
        text, marks = "", list[Mark]()
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            text += " │ " if place else ""
            marks += [(begin + len(text), end + len(text), tone) for begin, end, tone in cell.marks]
            text += cell.text + " " * (width - cell_width(cell.text))
        tone: Tone = "plain" if number else "head"
        if len(text) > LONG:
            yield from lines_of(text.rstrip(), tone)
        else:
            yield Line(text.rstrip(), tone, marks=tuple(marks))
        if number == 0:
            yield Line("─┼─".join("─" * width for width in widths), "dim")
