"""Negation: whether what stands at a place in a sentence is denied there."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.vocabulary import pattern

_BREAK = re.compile(r"[.;:!?。；：！？]|\b(?:but|only|instead|because)\b|但|而是|只(?:有|在)", re.IGNORECASE)


def negated(text: str, position: int) -> bool:
    """Whether a negator reaches the position.

    In a list such as `no accounts, cloud or ads` it reaches every short member; it ends at a full stop, a
    colon, a contrast, or a comma before something longer.
    """
    before = text[:position]
    for language in ("en", "zh"):
        for match in pattern("negators", language).finditer(before):
            between = before[match.end() :]
            if not _BREAK.search(between) and _reaches(between, text[position:]):
                return True
    return False


def _reaches(between: str, rest: str) -> bool:
    if "," not in between and "，" not in between:
        return len(between) <= 60
    members = re.split(r"[,，]", between)
    listed = (
        re.match(r"[^.;:,]*\b(?:or|nor)\b", ",".join(members[1:]) + rest[:40]) is not None
        or re.search(r",[^.;:]*\bor\b", rest[:60]) is not None
    )
    short = all(len(member.split()) <= 3 for member in members)
    return "，" not in between and listed and short
