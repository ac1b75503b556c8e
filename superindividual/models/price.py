"""Price: what a model's tokens cost, from the founder's own settings or a dated list; unknown stays unknown.

The list is that of genai-prices (MIT), by the address that is asked: a model of the same name behind another address
may cost anything. It is part of the installed release and asks no server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from superindividual.specs.company import PriceSpec

_MILLION = Decimal(1_000_000)

DEAREST_READ, DEAREST_WRITTEN = Decimal(150), Decimal(600)
"""Dollars per million tokens of the dearest model on the list: what is cheap even there needs no look into it."""


@dataclass(frozen=True)
class Tokens:
    """What one call took; `cached` of the tokens read came from the provider's cache."""

    read: int
    written: int
    cached: int = 0


@dataclass(frozen=True)
class Price:
    """What one model costs at one address."""

    model: str
    source: str
    """Where the price is from."""
    context: int | None
    """Most tokens of one call, read and written together; None where that is not known."""
    cost: Callable[[Tokens, datetime], Decimal]
    """Dollars of one call at that time."""

    def most_of_call(self, day: datetime) -> Decimal | None:
        """Dollars of the dearest call that fits the model, at any hour of the day; None where its size is not known."""
        return None if self.context is None else self._most(self.context, day)

    def most_of_tokens(self, tokens: int, day: datetime) -> Decimal:
        """Dollars that so many tokens cost at most in one call, all read or all written, at any hour of the day."""
        return self._most(tokens, day)

    def least_of_call(self, used: Tokens, day: datetime) -> Decimal:
        """Dollars that a call of so many tokens costs at least: all of them read from a cache, at the cheapest hour."""
        cached = replace(used, cached=used.read)
        return min(self.cost(each, hour) for hour in _hours(day) for each in (used, cached))

    def _most(self, tokens: int, day: datetime) -> Decimal:
        each = (Tokens(tokens, 0), Tokens(0, tokens))
        return max(self.cost(used, hour) for hour in _hours(day) for used in each)


def _hours(day: datetime) -> list[datetime]:
    """Some providers are cheaper at night."""
    return [day + timedelta(hours=n) for n in range(24)]


def find_price(base_url: str, model: str, own: Mapping[str, PriceSpec]) -> Price | None:
    """The founder's own price for the model, else the list's for that address; None where neither knows it."""
    return _own(model, own[model]) if model in own else _listed(base_url, model)


def _own(model: str, said: PriceSpec) -> Price:
    read, written = Decimal(str(said.input)), Decimal(str(said.output))

    def cost(used: Tokens, _at: datetime) -> Decimal:
        return (used.read * read + used.written * written) / _MILLION

    return Price(model, "company.yaml", said.context, cost)


def _listed(base_url: str, model: str) -> Price | None:
    from genai_prices import Usage, __version__, calc_price  # 0.2 s: only where a model is priced
    from genai_prices.data_snapshot import get_snapshot

    try:
        _provider, found = get_snapshot().find_provider_model(model, None, None, base_url)
    except LookupError:
        return None

    def cost(used: Tokens, at: datetime) -> Decimal:
        usage = Usage(
            input_tokens=used.read, output_tokens=used.written, cache_read_tokens=used.cached or None
        )
        return calc_price(usage, model, provider_api_url=base_url, genai_request_timestamp=at).total_price

    return Price(model, f"genai-prices {__version__}", found.context_window, cost)
