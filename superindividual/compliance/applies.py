"""Whether a rule applies: yes, no, or unknown with the facts that are missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from superindividual.specs.facts import ProductFacts

EU_MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
    ]
)


@dataclass(frozen=True)
class Applies:
    """`answer` None: unknown because of `missing`."""

    answer: bool | None
    missing: tuple[str, ...] = ()


def applies(tree: Mapping[str, Any], facts: ProductFacts, delivered: Collection[str]) -> Applies:
    """Evaluate a rule's condition with three values.

    Raises:
        ValueError: the tree holds a word that is none of all, any, not, market, is, delivers.
    """
    if not tree:
        return Applies(True)
    ((word, value),) = tree.items()
    if word in ("all", "any"):
        return _joined([applies(part, facts, delivered) for part in value], decisive=word == "any")
    if word == "not":
        inner = applies(value, facts, delivered)
        return Applies(None if inner.answer is None else not inner.answer, inner.missing)
    if word == "market":
        return _market(value, facts)
    if word == "delivers":
        return Applies(value in delivered)
    if word == "is":
        known = facts.signal(value)
        return Applies(known, () if known is not None else (value,))
    raise ValueError(f"{word} is no condition")


def _joined(parts: list[Applies], *, decisive: bool) -> Applies:
    """For `any` one yes decides, for `all` one no; else one unknown makes the whole unknown."""
    if any(part.answer is decisive for part in parts):
        return Applies(decisive)
    missing = tuple(dict.fromkeys(m for part in parts if part.answer is None for m in part.missing))
    return Applies(None, missing) if any(part.answer is None for part in parts) else Applies(not decisive)


def _market(code: str, facts: ProductFacts) -> Applies:
    if not facts.markets:
        return Applies(None, ("markets",))
    markets = set(facts.markets) | ({"EU"} if EU_MEMBERS & set(facts.markets) else set())
    if code == "DE" and "EU" in facts.markets and "DE" not in markets:
        return Applies(None, ("markets",))  # "EU" does not say which members
    return Applies(code in markets)
