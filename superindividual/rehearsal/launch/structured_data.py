"""Structured data: the product as schema.org JSON-LD, with only what is known."""

from __future__ import annotations

from typing import Any

from superindividual.rehearsal.launch.patterns import pattern
from superindividual.rehearsal.launch.pitch import Pitch
from superindividual.rehearsal.launch.price import PriceLine

_PERIODS = {"month": "P1M", "year": "P1Y"}


def structured_data(pitch: Pitch, description: str) -> dict[str, Any]:
    """The product's JSON-LD; offers only when a price is known."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": schema_type(pitch),
        "name": pitch.name,
        "description": description,
        "inLanguage": pitch.words.lang,
        "image": "og.png",
    }
    if "Application" in str(data["@type"]) and pitch.abilities:
        data["featureList"] = [line.text for line in pitch.abilities]
    offers = [offer for price in pitch.own_prices for offer in _offers(price)]
    if offers:
        data["offers"] = offers
    return data


def schema_type(pitch: Pitch) -> str | list[str]:
    """The schema.org type, by the yes/no facts and then by the founder's words."""
    facts = pitch.facts
    if pitch.own_site and not pitch.built:
        return "WebSite"
    if facts.signal("game"):
        return ["VideoGame", "MobileApplication"] if facts.signal("mobile_app") else "VideoGame"
    if facts.signal("mobile_app"):
        return "MobileApplication"
    if pitch.software:
        return "SoftwareApplication"
    said = " ".join(line.text for line in (pitch.headline, *pitch.abilities) if line)
    return "Service" if pattern("service").search(said) else "Product"


def _offers(line: PriceLine) -> list[dict[str, Any]]:
    price = line.price
    offer: dict[str, Any] = {"@type": "Offer", "price": f"{price.amount:f}", "priceCurrency": price.currency}
    if price.label:
        offer["name"] = price.label
    if price.period in _PERIODS:
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": f"{price.amount:f}",
            "priceCurrency": price.currency,
            "billingDuration": _PERIODS[price.period],
        }
    if not line.free:
        return [offer]
    return [
        offer,
        {"@type": "Offer", "price": "0", "priceCurrency": price.currency, "description": line.free},
    ]
