"""Prices: the founder's own, else the list's for the address that is asked; what is not known is not guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from superindividual.models.price import Tokens, find_price
from superindividual.specs.company import PriceSpec

DAY = datetime(2026, 11, 1, tzinfo=UTC)
NIGHT = datetime(2026, 11, 1, 18, tzinfo=UTC)
OPENAI = "https://api.openai.com/v1"
DEEPSEEK = "https://api.deepseek.com"


def test_a_listed_model_costs_what_the_list_says() -> None:
    """Read, written and cached tokens each at their price; the source is named."""
    price = find_price(OPENAI, "gpt-4o-mini", {})
    assert price is not None
    assert price.source.startswith("genai-prices ")
    assert price.cost(Tokens(1_000_000, 0), DAY) == Decimal("0.15")
    assert price.cost(Tokens(0, 1_000_000), DAY) == Decimal("0.6")
    assert price.cost(Tokens(1_000_000, 0, cached=1_000_000), DAY) == Decimal("0.075")


def test_the_same_name_at_another_address_has_no_price() -> None:
    """A model behind a relay or on the founder's machine may cost anything."""
    assert find_price("http://127.0.0.1:8000/v1", "gpt-4o-mini", {}) is None
    assert find_price(OPENAI, "no-such-model", {}) is None


def test_the_founders_price_goes_first() -> None:
    """Also for a model that the list knows."""
    own = {"gpt-4o-mini": PriceSpec(input=1, output=4, context=1000)}
    price = find_price(OPENAI, "gpt-4o-mini", own)
    assert price is not None
    assert (price.source, price.cost(Tokens(500_000, 250_000), DAY)) == ("company.yaml", Decimal("1.5"))
    assert price.most_of_call(DAY) == Decimal("0.004")


def test_the_most_of_a_call_is_that_of_the_dearest_hour() -> None:
    """Where nights are cheaper the bound is the day's, whenever it is asked for."""
    price = find_price(DEEPSEEK, "deepseek-chat", {})
    assert price is not None and price.context is not None
    full = Tokens(0, price.context)
    assert price.cost(full, DAY.replace(hour=12)) != price.cost(full, NIGHT)
    assert price.most_of_call(DAY) == price.most_of_call(NIGHT)
    assert price.most_of_call(DAY) == max(price.cost(full, DAY.replace(hour=12)), price.cost(full, NIGHT))


def test_a_call_of_unknown_size_has_no_bound() -> None:
    """A price without a context says what tokens cost, and not what a call can cost."""
    price = find_price(OPENAI, "mine", {"mine": PriceSpec(input=1, output=2)})
    assert price is not None
    assert price.most_of_call(DAY) is None
    assert price.most_of_tokens(1_000_000, DAY) == 2
