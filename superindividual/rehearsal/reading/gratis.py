"""Gratis: whether a product is free because the founder says so, and not only sold elsewhere."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.vocabulary import pattern, phrase
from superindividual.specs.brief import Brief
from superindividual.specs.facts import ProductFacts

_FREE = re.compile(
    r"\bfree\b|\bcosts? nothing\b|\bnothing\b|免费|不收费|不收钱|不要钱|零元|(?<!\d)0 ?元", re.IGNORECASE
)


def free_by_choice(facts: ProductFacts, brief: Brief) -> str | None:
    """The evidence that the product is free; None when it is sold, or when only a way of paying is refused.

    `No online payment` says that nothing is paid there, and not that nothing is paid.
    """
    signal = next((s for s in facts.signals if s.name == "takes_payment"), None)
    if facts.prices or signal is None or signal.value:
        return None
    match = re.fullmatch(r"brief:(\d+)", signal.evidence)
    if match is None:
        return signal.evidence
    number = int(match[1])
    line = brief.lines[number - 1] if 0 < number <= len(brief.lines) else ""
    said = (
        pattern("price", "gratis").search(line) or phrase("costs_nothing").search(line) or _FREE.search(line)
    )
    return signal.evidence if said else None
