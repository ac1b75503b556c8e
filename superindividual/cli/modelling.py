"""`models`: which models work for the founder, where, at what price, and what was measured of them."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from superindividual.cli.output import company, emit
from superindividual.clock import now
from superindividual.company import Company
from superindividual.engine.budget import counted
from superindividual.models.directory import Place, places
from superindividual.models.endpoint import Endpoint
from superindividual.models.local import Running, running
from superindividual.models.pool import Pool, pool_of
from superindividual.models.price import Tokens
from superindividual.specs.models import ENVIRONMENT, TIERS
from superindividual.specs.preset import load_presets
from superindividual.text import gettext as _

_MILLION = 1_000_000


def models(options: Namespace) -> int:
    """List tiers, endpoints, credits, local servers and known presets."""
    opened = company(options)
    spec = opened.spec.models
    found = places(spec)
    pool = pool_of(spec, opened.spec.prices, found)
    local = asyncio.run(running())
    value = {
        "tiers": {
            tier: [_model(opened, pool, found, r) for r in _listed(opened, found, tier)] for tier in TIERS
        },
        "endpoints": {name: _endpoint(place) for name, place in found.items()},
        "data": {label: rule.model_dump(mode="json") for label, rule in spec.data.items()},
        "credits": {
            name: {**c.model_dump(mode="json"), "spent": _spent(opened, name)}
            for name, c in spec.credits.items()
        },
        "local": [
            {"preset": r.preset.id, "base_url": r.preset.base_url, "models": list(r.models)} for r in local
        ],
        "presets": {
            p.id: {"name": p.name, "base_url": p.base_url, "key": p.key, "region": p.region}
            for p in load_presets().values()
        },
    }
    return emit(options, value, lambda: _lines(value, local))


def references(opened: Company, found: Mapping[str, Place]) -> list[str]:
    """Every model that the company names, `ENDPOINT/MODEL`, each once."""
    return list(dict.fromkeys(r for tier in TIERS for r in _listed(opened, found, tier)))


def endpoint_of(found: Mapping[str, Place], reference: str) -> Endpoint | None:
    """The endpoint of a reference, with its model; None where there is none of that name."""
    name, _slash, model = reference.partition("/")
    place = found.get(name)
    if place is None:
        return None
    e = place.endpoint
    return Endpoint(model or e.model, e.key, e.base_url, e.name, e.region)


def _listed(opened: Company, found: Mapping[str, Place], tier: str) -> list[str]:
    listed = next((list(refs) for name, refs in opened.spec.models.tiers.items() if name == tier), [])
    environment = found.get(ENVIRONMENT)
    if environment and not opened.spec.models.tiers:
        listed = [ENVIRONMENT]
    return [
        f"{ENVIRONMENT}/{environment.endpoint.model}".rstrip("/") if r == ENVIRONMENT and environment else r
        for r in listed
    ]


def _model(opened: Company, pool: Pool, found: Mapping[str, Place], reference: str) -> dict[str, Any]:
    endpoint = endpoint_of(found, reference)
    if endpoint is None:
        return {"model": reference, "lacks": _("no such endpoint here")}
    price = pool.price(endpoint)
    at = now()
    measured = opened.journal.measurements.get(endpoint.base_url, endpoint.model)
    return {
        "model": reference,
        "region": endpoint.region,
        "lacks": found[endpoint.name].lacks,
        "usd_per_million_read": str(price.cost(Tokens(_MILLION, 0), at)) if price else None,
        "usd_per_million_written": str(price.cost(Tokens(0, _MILLION), at)) if price else None,
        "price_source": price.source if price else "",
        "context": price.context if price else None,
        "measured": {"at": measured.at, **measured.found} if measured else None,
    }


def _endpoint(place: Place) -> dict[str, Any]:
    return {
        "base_url": place.endpoint.base_url,
        "preset": place.preset.id if place.preset else "",
        "known_since": str(place.preset.source.date) if place.preset else "",
        "region": place.endpoint.region,
        "key": place.key,
        "lacks": place.lacks,
        "unencrypted": place.bare,
    }


def _spent(opened: Company, credit: str) -> str:
    return str(counted(opened.journal.usage.of_credit(credit)))


def _lines(value: Mapping[str, Any], local: list[Running]) -> Iterator[str]:
    if all(place["lacks"] for place in value["endpoints"].values()):
        yield _(
            "No model is set up: runs are rehearsals. Set OPENAI_API_KEY and OPENAI_MODEL, or write models: into company.yaml."
        )
    for tier, listed in value["tiers"].items():
        if listed:
            yield f"{tier}"
            yield from (f"  {_said(model)}" for model in listed)
    for name, place in value["endpoints"].items():
        known = place["preset"] or _("no preset")
        told = (name, place["base_url"], place["region"], known, place["key"] or _("no key"))
        yield "  ".join(part for part in (*told, place["lacks"], _bare(place)) if part)
    for name, credit in value["credits"].items():
        yield _credit_line(name, credit)
    for server in local:
        names = ", ".join(server.models[:8]) or _("no model yet")
        yield _("{name} runs here ({url}): {models}").format(
            name=server.preset.name, url=server.preset.base_url, models=names
        )
    yield _("Known presets (models: endpoints: NAME: {preset: …}), where they are, and what holds their key:")
    width = max(map(len, value["presets"]))
    for name, preset in value["presets"].items():
        key = preset["key"] or _("no key")
        yield f"  {name:{width}}  {preset['base_url']}  {preset['region']}  {key}"


def _bare(place: Mapping[str, Any]) -> str:
    return _("its key goes there unencrypted: write https:// where it can") if place["unencrypted"] else ""


def _credit_line(name: str, credit: Mapping[str, Any]) -> str:
    told = _("credit {name}: ${spent} of ${usd} spent at {endpoint}, until {until}").format(
        name=name, **credit
    )
    if credit["until"] < str(now().date()):
        return f"{told} ({_('it has expired, and pays no more')})"
    if Decimal(credit["spent"]) >= Decimal(str(credit["usd"])):
        return f"{told} ({_('it is used up, and pays no more')})"
    return told


def _said(model: Mapping[str, Any]) -> str:
    if model["lacks"]:
        return f"{model['model']}  {model['lacks']}"
    price = _("price unknown")
    if model["usd_per_million_read"] is not None:
        price = _("${read} read, ${written} written a million").format(
            read=model["usd_per_million_read"], written=model["usd_per_million_written"]
        )
    measured = model["measured"]
    seen = _("measured {day}").format(day=measured["at"][:10]) if measured else _("not measured")
    return f"{model['model']}  {model['region']}  {price}  {seen}"
