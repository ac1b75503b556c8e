"""Replaced: what a founder's edit put in the place of what, in words short enough to be a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

_PIECE = re.compile(r"[\u3400-\u9fff]|\w+(?:['’-]\w+)*|\s+|[^\w\s]")
_MOST = 5
"""Replacements of one edit that are proposed; an edit with more is a rewriting, and its words teach little."""
_LONGEST = 120
_SHORTEST_ADDED = 12
"""Characters of something that was only added; less of it says nothing to anybody."""


def replaced(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Pairs of what was wrong and what is wanted, each once; empty for a rewriting and for files that are no text."""
    found: list[tuple[str, str]] = []
    for path in sorted(set(before) & set(after)):
        if before[path] != after[path]:
            try:
                found += _pairs(before[path].decode(), after[path].decode())
            except UnicodeDecodeError:
                continue
    pairs = list(dict.fromkeys(found))
    return pairs if len(pairs) <= _MOST else []


def _pairs(old: str, new: str) -> Iterator[tuple[str, str]]:
    lines, edited = old.splitlines(), new.splitlines()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, lines, edited, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _in_lines("\n".join(lines[i1:i2]), "\n".join(edited[j1:j2]))


def _in_lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Words against words where lines were changed; a whole line where one came or went."""
    one, other = _PIECE.findall(old), _PIECE.findall(new)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    spans = [(0, len(one), 0, len(other))]
    if old and new and matcher.ratio() > 0.5:
        spans = [tuple(span) for tag, *span in matcher.get_opcodes() if tag != "equal"]  # type: ignore[misc]
    for i1, i2, j1, j2 in spans:
        pair = "".join(one[i1:i2]).strip(), "".join(other[j1:j2]).strip()
        if _tells(*pair):
            yield pair


def _tells(wrong: str, wanted: str) -> bool:
    if wrong == wanted or max(len(wrong), len(wanted)) > _LONGEST or not re.search(r"\w", wrong + wanted):
        return False
    return bool(wrong) or len(wanted) >= _SHORTEST_ADDED
