"""UnitCost: what one piece costs the founder, as the brief says it: parts, assembly, materials."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from superindividual.rehearsal.reading.amount import Amount, amounts
from superindividual.rehearsal.reading.reading import read
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.vocabulary import pattern, phrase
from superindividual.specs.brief import Brief

_AFTER = re.compile(
    r"\s*(?:(?:in|for|of|on)\s+)?(?P<name>[^\W\d][^,.;:，。；：（()）€$£¥]*?)(?=\s+(?:and|plus)\b|\s*(?:[,.;:，。；：（()）€$£¥]|$))",
    re.IGNORECASE,
)
"""What a sum is for, after it: `€31 in parts and €6 to ship`."""


@dataclass(frozen=True)
class UnitCost:
    """One cost of a piece, with the words that name it."""

    name: str
    amount: Decimal
    currency: str
    evidence: str


def unit_costs(brief: Brief) -> tuple[UnitCost, ...]:
    """The costs of a piece that the brief names; running costs and one-off costs are none."""
    found = [cost for sentence in read(brief.body, brief.body_line).sentences for cost in _costs(sentence)]
    return tuple(dict.fromkeys(found))


def _costs(sentence: Sentence) -> list[UnitCost]:
    costs, start = [], 0
    for amount in amounts(sentence.text):
        before = re.split(r"[;；，。（()）]|,\s", sentence.text[start : amount.start])[-1]
        after = _AFTER.match(sentence.text, amount.end)
        named = after if after and pattern("price", "unit_cost").search(after.group()) else None
        start = named.end() if named else amount.end
        if not (named or pattern("price", "unit_cost").search(before)) or _whole(sentence.text, amount):
            continue
        before = named["name"] if named and not named["name"].startswith("per ") else before
        name = phrase("cost_edge").sub("", before.strip(" :：")).strip()
        evidence = sentence.span[amount.start :].evidence
        costs.append(UnitCost(name or before.strip(), amount.value, amount.currency, evidence))
    return costs


def _whole(text: str, amount: Amount) -> bool:
    """Whether the sum pays for more than one piece, or again and again."""
    after = text[amount.end : amount.end + 24]
    return (
        amount.ranged
        or re.search(r"\b(?:total|in all|altogether)\b|一共|总共|合计", after) is not None
        or any(phrase(period).search(after) for period in ("month", "year"))
    )
