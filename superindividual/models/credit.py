"""Credit: what pays for the call under way, claimed before it is made, so that several calls keep a cap together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

from superindividual.models.ambient import Ambient
from superindividual.models.price import Price


@dataclass(frozen=True)
class Claim:
    """That a credit is to pay for the call under way."""

    credit: str = ""
    """Its name; empty: what was claimed before is given back."""
    cap: Decimal = Decimal(0)
    """Dollars that it is worth."""
    price: Price | None = None
    """Of the model that it pays for; None where nobody knows."""


Claims = Callable[[Claim], Awaitable[bool]]
"""Write a claim down and say True; False where the credit, calls under way included, has reached its cap."""


async def _granted(_claim: Claim) -> bool:
    """Where nobody keeps account, as when an endpoint is probed."""
    return True


_ambient: Ambient[Claims] = Ambient("claims", _granted)
claiming = _ambient.within
"""Let this one keep account for all calls that are made in the block, also by tasks that begin in it."""
claims = _ambient.now
"""Who keeps account for this call."""
