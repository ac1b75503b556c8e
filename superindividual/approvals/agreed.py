"""Agreed: what the founder agreed to pay by what left the company; what a receiver then charged, nothing here can know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from superindividual.text import one_line

Spends = Mapping[str, Any]
"""`amount` and `currency`, as an action has them."""

Sums = dict[str, Decimal]
"""By currency: nothing here knows a rate of exchange."""


def price(spends: Spends) -> str:
    """An amount with its currency."""
    return one_line(f"{spends['amount']} {spends['currency']}", 40)


def sums(receipts: Iterable[Mapping[str, Any] | None]) -> Sums:
    """What the receipts say was agreed to."""
    found: Sums = {}
    for spends in (receipt["agreed"] for receipt in receipts if receipt and receipt.get("agreed")):
        found[spends["currency"]] = found.get(spends["currency"], Decimal()) + Decimal(spends["amount"])
    return dict(sorted(found.items()))


def prices(found: Sums) -> str:
    """Every sum with its currency."""
    return ", ".join(price({"amount": f"{amount:f}", "currency": name}) for name, amount in found.items())
