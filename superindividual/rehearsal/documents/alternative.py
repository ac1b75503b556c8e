"""Alternatives: what people do today, as far as the brief says it."""

from __future__ import annotations

import re

from superindividual.rehearsal.documents.markdown import plain
from superindividual.rehearsal.documents.persona import sentences
from superindividual.specs.brief import Brief
from superindividual.specs.facts import ProductFacts, Statement

_TODAY = re.compile(
    r"\bexisting\b|\binstead of\b|\bmanual(ly)?\b|\bby hand\b|\balternative|\bcompet(itor|ing)"
    r"|\btoday\b.*\b(use|do|spend)"
    r"|\b(other|current) (tools?|apps?|solutions?|services?)\b|\bspreadsheets?\b|\bspends?\b"
    r"|现有|手工|手动|手算|竞品|替代|目前(都|只能|靠|用)|现在(都|只能|靠|用)|市面上",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^\s*(#{1,6}|[-*+]|\d+[.)]|>)\s+")


def alternatives_of(facts: ProductFacts, brief: Brief) -> list[Statement]:
    """The problem as stated, and the brief's sentences about what people use today; each once."""
    found = {s.text: s for s in _of_problem(facts.problem)}
    for number, line in enumerate(brief.lines, 1):
        if number < brief.body_line or line.lstrip().startswith("#"):
            continue
        for sentence in sentences(_MARKUP.sub("", line)):
            if _TODAY.search(sentence) and not any(_same(sentence, known) for known in found):
                found[sentence] = Statement(text=sentence, evidence=f"brief:{number}")
    return list(found.values())


def _of_problem(problem: Statement | None) -> list[Statement]:
    """The problem's sentences about today; all of it when none speaks of today."""
    if problem is None:
        return []
    today = [s for s in sentences(problem.text) if _TODAY.search(s)]
    return [Statement(text=s, evidence=problem.evidence) for s in today] or [problem]


def _same(sentence: str, known: str) -> bool:
    one, other = (re.sub(r"\W+", "", plain(t)).lower() for t in (sentence, known))
    return one in other or other in one
