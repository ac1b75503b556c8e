"""Markup: which lines of a brief hold words, and what of a line is words."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.vocabulary import label_role

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_ENCLOSED = re.compile(r"<(script|style|iframe|svg)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE)
_OPENS = re.compile(r"\s*(?:<(?:script|style|iframe|svg)\b|<!--)", re.IGNORECASE)
_CLOSES = re.compile(r"</(?:script|style|iframe|svg)\s*>|-->", re.IGNORECASE)
_PICTURES = "\u231a\u231b\u23e9-\u23fa\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d"
_LEADING = re.compile(rf"^(?P<head>[\s>*_#-]*)[{_PICTURES}]+\s*")
_TRAILING = re.compile(rf"(?:(?<!\s)\s++|(?<![\s{_PICTURES}]))[{_PICTURES}]++(?=\s*$)")
"""Begins once in a run of spaces or pictures, however long it is."""
_SEPARATOR = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*\|?\s*$")


def without_tags(text: str) -> str:
    """A line without HTML; what stands in backticks is an example and stays."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else _TAG.sub("", _ENCLOSED.sub("", part)) for part in parts)


def without_pictures(text: str) -> str:
    """A line without the emoji that decorate its beginning and its end."""
    return _TRAILING.sub("", _LEADING.sub(r"\g<head>", text))


def hidden(lines: list[str]) -> list[bool]:
    """Which lines stand in fenced code, in comments or in scripts: examples and machinery, no statements."""
    fenced, machinery, marks = False, False, []
    for line in lines:
        fence = re.match(r"\s*(?:```|~~~)", line) is not None
        rest = _ENCLOSED.sub("", line)
        opens = not fenced and _OPENS.match(rest) is not None
        marks.append(fenced or fence or machinery or opens)
        machinery = (machinery or opens) and _CLOSES.search(rest) is None
        fenced ^= fence
    return marks


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table_rows(lines: list[str]) -> dict[int, str]:
    """Lines of tables by index: `Label: value` where a row says something, else an empty text.

    A table of two columns is a list of labels with their values. In a wider one, or under a heading that
    announces what the first column holds, the first cells are the points. Other tables are data.
    """
    rows: dict[int, str] = {}
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and lines[stop].lstrip().startswith("|"):
            stop += 1
        if stop - start >= 2:
            rows |= _table(lines[start:stop], start)
        start = max(stop, start + 1)
    return rows


def _table(lines: list[str], first: int) -> dict[int, str]:
    headed = len(lines) > 1 and _SEPARATOR.match(lines[1]) is not None
    head = _cells(lines[0]) if headed else []
    announced = bool(head) and label_role(head[0]) in {"capability", "wanted", "not_now", "audience"}
    rows = dict.fromkeys(range(first, first + len(lines)), "")
    for offset in range(2 if headed else 0, len(lines)):
        cells = _cells(lines[offset])
        if announced and cells[0]:
            rows[first + offset] = f"{head[0]}: {cells[0]}"
        elif len(cells) == 2 and all(cells):
            rows[first + offset] = f"{cells[0]}: {cells[1]}"
    return rows


def priced_row(line: str) -> str:
    """A row of a wider table of prices in one line: `Team 2 USD a month (50 people)`; empty without a price."""
    cells = [cell for cell in _cells(line) if cell.strip(" -:")]
    if len(cells) > 1 and re.fullmatch(r"free|gratis|免费", cells[1], re.IGNORECASE):
        return f"{', '.join([cells[0], *cells[2:]])}: {cells[1]}"
    told = len(cells) > 1 and any(re.search(r"\d", cell) for cell in cells)
    return f"{cells[0]} {cells[1]}" + (f" ({', '.join(cells[2:])})" if cells[2:] else "") if told else ""
