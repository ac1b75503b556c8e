"""Shortening: a text made to fit, cut where a reader would pause, never inside a word."""

from __future__ import annotations

import re
from collections.abc import Callable

Measure = Callable[[str], int]

_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])")
_CLAUSE = re.compile(r"\s*[,;:，；：、—–](?!\d)\s*(?=\S)|\s+-\s+")
_PHRASE = re.compile(r"(?<!free)\s+(?=(?:and|or|with|for|that|which)\b)", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff，。！？；：、（）《》“”…]")
_DANGLING = re.compile(
    r"[\s,;:，；：、—–-]*\b(?:and|or|but|with|that|which|to|of|for|by|in|on|at|a|an|the|so|then|from|into|per|"
    r"is|are|its|their|your|my|our|as)$",
    re.IGNORECASE,
)
_EDGE = " \t\n,;:，；：、—–-"


def sentences(text: str) -> list[str]:
    """The sentences of a text, in either language."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def shortened(text: str, most: int, measure: Measure = len) -> str:
    """The text within a limit: whole, without asides, or its first sentence, clauses, phrases or words.

    Only a cut inside a phrase is marked with an ellipsis. Whatever it is given, the result fits; a single
    word that is longer than the limit is the one thing cut inside.
    """
    bare = _ASIDE.sub("", text).strip()
    whole = [text, bare, *sentences(bare)[:1], *condensed(bare)]
    for candidate in [*whole, *_starts(bare, _CLAUSE), *_starts(bare, _PHRASE)]:
        if candidate and measure(candidate) <= most:
            return candidate
    return _words(bare or text, most, measure)


def condensed(text: str) -> list[str]:
    """`A tool that reads x, sorts it, and prints y` as `A tool that reads x and prints y`; or nothing."""
    parts = text.split(", ")
    last = next((n for n, part in enumerate(parts) if n and part.startswith("and ")), 0)
    return [f"{parts[0]} {parts[last]}"] if last > 1 and " that " in parts[0] else []


def _starts(text: str, pause: re.Pattern[str]) -> list[str]:
    """The text up to each pause, longest first; a start that says too little is left out."""
    ends = [match.start() for match in pause.finditer(text)]
    starts = [_tidy(text[:end]) for end in reversed(ends)]
    return [start for start in starts if len(start) >= min(12, len(text) // 4)]


def _words(text: str, most: int, measure: Measure) -> str:
    """As many whole words as fit, and an ellipsis."""
    best = ""
    for end in _breaks(text):
        candidate = _tidy(text[:end]) + "…"
        if measure(candidate) > most:
            break
        best = candidate
    return best if len(best) > 1 else _letters(text, most, measure)


def _breaks(text: str) -> list[int]:
    """Where a line may break: at spaces and beside Han characters."""
    return [
        n for n in range(1, len(text)) if text[n].isspace() or _CJK.match(text[n]) or _CJK.match(text[n - 1])
    ]


def _letters(text: str, most: int, measure: Measure) -> str:
    end = len(text)
    while end and measure(text[:end] + "…") > most:
        end -= 1
    return text[:end] + "…" if end else ""


def _tidy(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _DANGLING.sub("", text.rstrip(_EDGE))
    return text
