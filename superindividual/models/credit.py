"""Credit: what pays for the call under way, claimed before it is made, so that several calls keep a cap together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal

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


_current: ContextVar[Claims] = ContextVar("claims", default=_granted)


@contextmanager
def claiming(claims: Claims) -> Iterator[None]:
    """Let this one keep account for all calls that are made in the block, also by tasks that begin in it."""
    token = _current.set(claims)
    try:
        yield
    finally:
        _current.reset(token)


def claims() -> Claims:
    """Who keeps account for this call."""
    return _current.get()
