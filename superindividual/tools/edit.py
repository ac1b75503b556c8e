"""Edit: replace a passage that is found exactly once; otherwise show what comes closest."""

from __future__ import annotations

import difflib
import re

from superindividual.errors import PolicyDenied


def replace_once(text: str, search: str, replacement: str) -> str:
    """The text with the one occurrence of `search` replaced.

    An exact match wins; then one that differs in white space only. Nothing is replaced by likeness.

    Raises:
        PolicyDenied: not found, or found more than once.
    """
    if search and text.count(search) == 1:
        return text.replace(search, replacement)
    if text.count(search) > 1 or not search.strip():
        raise PolicyDenied(
            f"the passage stands {text.count(search)} times", remedy="give more lines around it"
        )
    pattern = r"\s+".join(re.escape(word) for word in search.split())
    found = list(re.finditer(pattern, text))
    if len(found) != 1:
        raise PolicyDenied(
            f"the passage stands {len(found)} times",
            remedy=f"the closest lines are:\n{_closest(text, search)}",
        )
    return text[: found[0].start()] + replacement.strip("\n") + text[found[0].end() :]


def _closest(text: str, search: str) -> str:
    lines = text.splitlines()
    wanted = search.strip().splitlines()
    windows = ["\n".join(lines[i : i + len(wanted)]) for i in range(max(1, len(lines) - len(wanted) + 1))]
    best = difflib.get_close_matches(search, windows[:2000], n=1, cutoff=0.0)
    return best[0] if best else ""


def diff(before: str, after: str, path: str) -> str:
    """A unified diff."""
    return "".join(
        difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
    )
