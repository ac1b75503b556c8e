"""Permission: where a brief asks whether the thing may be done at all."""

from __future__ import annotations

import re

from superindividual.compliance.scanning.patterns import pattern
from superindividual.specs.brief import Brief

_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")


def permission_asked(brief: Brief) -> tuple[int, str] | None:
    """Line (counted from 1) and sentence of the first such question; None when the brief asks none."""
    for number, line in enumerate(brief.lines, 1):
        if number >= brief.body_line:
            for sentence in _SENTENCE.findall(line):
                if pattern("permission_asked").search(sentence):
                    return number, sentence.strip(" \t#>-*")
    return None
