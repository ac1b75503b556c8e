"""Edit: replace a passage that is found exactly once; otherwise show what comes closest."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from superindividual.errors import PolicyDenied

_CANDIDATES = 5


def replace_once(text: str, search: str, replacement: str) -> str:
    """The text with the one occurrence of `search` replaced.

    An exact match wins; then whole lines that differ in white space only, in which case the replacement takes over
    the indentation found. Nothing is replaced by likeness.

    Raises:
        PolicyDenied: not found, or found more than once.
    """
    if not search.strip():
        raise PolicyDenied(
            "the passage to search for is empty", remedy="give the lines as they stand in the file"
        )
    count = text.count(search)
    if count == 1:
        return text.replace(search, replacement)
    if count > 1:
        raise PolicyDenied(f"the passage stands {count} times", remedy="give more lines around it")
    return _replace_lines(text, search, replacement)


def _replace_lines(text: str, search: str, replacement: str) -> str:
    lines, wanted = text.split("\n"), search.strip("\n").split("\n")
    normal, sought = [" ".join(line.split()) for line in lines], [" ".join(line.split()) for line in wanted]
    starts = [i for i in range(len(lines) - len(wanted) + 1) if normal[i : i + len(wanted)] == sought]
    if not starts:
        raise PolicyDenied(
            "the passage is not in the file",
            remedy=f"the closest lines are:\n{_closest(normal, lines, sought)}",
        )
    if len(starts) > 1:
        places = ", ".join(str(start + 1) for start in starts[:10])
        raise PolicyDenied(
            f"but for white space the passage stands {len(starts)} times, in lines {places}",
            remedy="give more lines around it",
        )
    start, end = starts[0], starts[0] + len(wanted)
    new = _indented(replacement.strip("\n").split("\n"), _indent(wanted), _indent(lines[start:end]))
    return "\n".join([*lines[:start], *new, *lines[end:]])


def _indent(lines: Sequence[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    return first[: len(first) - len(first.lstrip())]


def _indented(lines: Sequence[str], given: str, found: str) -> list[str]:
    return [found + line[len(given) :] if line.strip() and line.startswith(given) else line for line in lines]


def _closest(normal: Sequence[str], lines: Sequence[str], sought: Sequence[str]) -> str:
    """The lines most like the passage, with their numbers; a cheap look at all, a close one at the best few."""
    height = len(sought)
    whole = "\n".join(sought)
    matcher = difflib.SequenceMatcher(b=whole, autojunk=False)

    def likeness(start: int, *, close: bool) -> float:
        matcher.set_seq1("\n".join(normal[start : start + height]))
        return matcher.ratio() if close else matcher.quick_ratio()

    starts = range(max(1, len(lines) - height + 1))
    few = sorted(starts, key=lambda start: -likeness(start, close=False))[:_CANDIDATES]
    best = max(few, key=lambda start: likeness(start, close=len(whole) < 4000))
    return "\n".join(f"{n}: {line}" for n, line in enumerate(lines[best : best + height], best + 1))


def diff(before: str, after: str, path: str) -> str:
    """A unified diff; empty when nothing changed."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), f"a/{path}", f"b/{path}", lineterm="")
    return "\n".join(lines)
