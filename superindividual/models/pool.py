"""Pool: which model a call is made to: where the data may go, what credits pay for, what is cheapest, what is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from superindividual.errors import ModelError
from superindividual.models.directory import Place, named, quirks_of
from superindividual.models.endpoint import Endpoint
from superindividual.models.need import Need
from superindividual.models.price import Price, Tokens, find_price
from superindividual.specs.company import PriceSpec
from superindividual.specs.models import ENVIRONMENT, TIERS, CreditSpec, ModelsSpec
from superindividual.specs.quirks import Quirks
from superindividual.text import gettext as _
from superindividual.text import one_line

Measured = Callable[[str, str], Mapping[str, Any]]
"""What was measured of an address and a model: fields of Quirks; empty where nothing was."""
Spent = Callable[[str], Decimal]
"""Dollars that a credit has paid so far, by its name."""

_USUAL = Tokens(3_000, 1_000)
"""A call by which prices are compared."""
_MILLION = 1_000_000
_NOON = time(12)
"""Some prices differ by the hour; they are compared at one."""


@dataclass(frozen=True)
class Choice:
    """A model to ask, and why."""

    endpoint: Endpoint
    reason: str
    credit: str = ""
    """The credit that pays; empty: the founder does."""


@dataclass(frozen=True)
class Pool:
    """All models that the company can ask."""

    spec: ModelsSpec
    places: Mapping[str, Endpoint]
    """Endpoints by name, without a model; that of the environment with its own."""
    prices: Mapping[str, PriceSpec] = field(default_factory=dict)
    local: frozenset[str] = frozenset()
    """Endpoints on this machine, whose calls cost nothing."""
    quirks: Callable[[Endpoint], Quirks] = lambda _endpoint: Quirks()
    """What is known of how one differs from OpenAI's."""
    _known: dict[Endpoint, Price | None] = field(default_factory=dict, compare=False)
    _chosen: dict[tuple[Need, date], list[Choice]] = field(default_factory=dict, compare=False)
    """Of days and needs that were asked for, where no credit could make another choice of it with each call."""

    def choices(self, need: Need, day: date, spent: Spent) -> list[Choice]:
        """Whom to ask, the first one first; those after it where it fails.

        Raises:
            ModelError: `not_allowed`, where the data may go to none of them, each is named with what it lacks; `no_model`,
                where none is set up for this.
        """
        if self.spec.credits:
            return self._choose(need, day, spent)
        if (need, day) not in self._chosen:
            self._chosen[need, day] = self._choose(need, day, spent)
        return self._chosen[need, day]

    def _choose(self, need: Need, day: date, spent: Spent) -> list[Choice]:
        wanted = self._wanted(need)
        if not wanted:
            raise ModelError(
                _("no model is set up for {tier}").format(tier=need.tier),
                outcome="no_model",
                remedy=_("name one in company.yaml: models: {tiers: {strong: [ENDPOINT/MODEL]}}"),
            )
        allowed = [e for e in wanted if not self._barred(e, need)]
        if not allowed:
            raise self._refusal(wanted, need)
        found = self._ordered(allowed, day, spent, passed_over=self._passes_over(need))
        if need.names_tier or self._named(need.model):
            return found
        name = one_line(need.model, 60)
        told = _("{name} names no model here: {reason}")
        return [replace(choice, reason=told.format(name=name, reason=choice.reason)) for choice in found]

    def barred(self, need: Need) -> str:
        """Why the data of a need may go to none of the models that it means; empty where it may, or none is set up."""
        wanted = self._wanted(need)
        if not wanted or any(not self._barred(endpoint, need) for endpoint in wanted):
            return ""
        return self._refusal(wanted, need).message

    def first_quirks(self, need: Need, day: date, spent: Spent) -> Quirks:
        """Those of the model that would be asked first; raises ModelError as `choices` does."""
        return self.quirks(self.choices(need, day, spent)[0].endpoint)

    def offer(self, need: Need, day: date, spent: Spent) -> tuple[str, Price | None]:
        """The name and price of the model that would be asked first; raises ModelError as `choices` does."""
        first = self.choices(need, day, spent)[0].endpoint
        return named({"endpoint": first.name, "model": first.model}), self.price(first)

    def dearest(self, needs: Iterable[Need], at: datetime) -> Price | None:
        """The price of the dearest model that may be asked for one of these; None where one of them has none."""
        wanted = {endpoint for need in needs for endpoint in self._wanted(need)}
        prices = [self.price(endpoint) for endpoint in wanted]
        known = [price for price in prices if price is not None]
        if not known or len(known) < len(prices):
            return None
        return max(known, key=lambda price: (price.most_of_tokens(_MILLION, at), price.model))

    def prices_for(self, need: Need) -> list[Price | None]:
        """Of every model that may be asked for a need; None for one that nobody knows the price of."""
        return [self.price(endpoint) for endpoint in self._wanted(need)]

    def price(self, endpoint: Endpoint) -> Price | None:
        """What calls cost there; None where nobody knows."""
        if endpoint not in self._known:
            self._known[endpoint] = self._price(endpoint)
        return self._known[endpoint]

    def _price(self, endpoint: Endpoint) -> Price | None:
        """The founder's for the model at this endpoint, else theirs for the model, else the list's."""
        said = self.prices.get(f"{endpoint.name}/{endpoint.model}") or self.prices.get(endpoint.model)
        found = find_price(endpoint.base_url, endpoint.model, {endpoint.model: said} if said else {})
        if found is None and endpoint.name in self.local:
            return Price(endpoint.model, _("this machine"), None, lambda _tokens, _at: Decimal(0))
        return found

    def _wanted(self, need: Need) -> list[Endpoint]:
        """The models that a need means; where its tier has none, those of the next one that has."""
        named = self._named(need.model)
        if named:
            return [named]
        for tier in dict.fromkeys((need.tier, "strong", *TIERS)):
            listed = [self._named(reference) for reference in self.spec.tiers.get(tier, ())]
            if found := [endpoint for endpoint in listed if endpoint]:
                return found
        environment = self.places.get(ENVIRONMENT)
        return [environment] if environment else []

    def _named(self, reference: str) -> Endpoint | None:
        """The endpoint of `ENDPOINT/MODEL`; None where there is none of that name, or its key is not here."""
        if reference == ENVIRONMENT:
            return self.places.get(ENVIRONMENT)
        name, slash, model = reference.partition("/")
        place = self.places.get(name)
        if not (place and slash and model):
            return None
        return Endpoint(
            model=model, key=place.key, base_url=place.base_url, name=place.name, region=place.region
        )

    def _barred(self, endpoint: Endpoint, need: Need) -> list[str]:
        """The labels that may not go there."""
        return self.spec.barred(need.labels, endpoint.name, endpoint.region)

    def _refusal(self, wanted: Sequence[Endpoint], need: Need) -> ModelError:
        named = "; ".join(
            _("{endpoint} ({region}): not {labels}").format(
                endpoint=f"{e.name}/{e.model}", region=e.region, labels=", ".join(self._barred(e, need))
            )
            for e in wanted
        )
        return ModelError(
            _("this step's data may go to no model that is set up for it: {why}").format(
                why=one_line(named, 300)
            ),
            outcome="not_allowed",
            remedy=_("set up a model where it may go, or allow it in company.yaml: models: {data: …}"),
        )

    def _passes_over(self, need: Need) -> bool:
        """Whether the first model of the list that is used cannot be asked: its key is not here, or the data may not go there."""
        if self._named(need.model):
            return False
        for tier in dict.fromkeys((need.tier, "strong", *TIERS)):
            listed = [self._named(reference) for reference in self.spec.tiers.get(tier, ())]
            if any(listed):
                return listed[0] is None or bool(self._barred(listed[0], need))
        return False

    def _ordered(
        self, allowed: Sequence[Endpoint], day: date, spent: Spent, *, passed_over: bool
    ) -> list[Choice]:
        paid: list[tuple[date, int, Choice]] = []
        unpaid: list[Endpoint] = []
        for number, endpoint in enumerate(allowed):
            found = self._credit(endpoint, day, spent)
            if found is None:
                unpaid.append(endpoint)
                continue
            name, credit = found
            reason = _("the credit {name} pays, until {day}").format(name=name, day=credit.until)
            paid.append((credit.until, number, Choice(endpoint, reason, name)))
        return [
            *(choice for _until, _number, choice in sorted(paid, key=lambda p: p[:2])),
            *self._rest(unpaid, day, passed_over=passed_over),
        ]

    def _credit(self, endpoint: Endpoint, day: date, spent: Spent) -> tuple[str, CreditSpec] | None:
        """The credit valid there that expires soonest, with something left."""
        live = [
            (credit.until, name, credit)
            for name, credit in self.spec.credits.items()
            if credit.endpoint == endpoint.name
            and day <= credit.until
            and spent(name) < Decimal(str(credit.usd))
        ]
        return min(live, key=lambda c: c[:2])[1:] if live else None

    def _rest(self, unpaid: Sequence[Endpoint], day: date, *, passed_over: bool) -> list[Choice]:
        if self.spec.choose == "listed":
            first = _("the first one listed that may be asked") if passed_over else _("the first one listed")
            return [Choice(e, _("next on the list") if n else first) for n, e in enumerate(unpaid)]
        costs = {e: self._usual_cost(e, day) for e in unpaid}
        known = sorted((e for e in unpaid if costs[e] is not None), key=lambda e: costs[e] or Decimal(0))
        unknown = [e for e in unpaid if costs[e] is None]
        reason = _("the cheapest of {count}").format(count=len(unpaid))
        return [
            Choice(e, reason if n == 0 else _("the next cheapest")) for n, e in enumerate([*known, *unknown])
        ]

    def _usual_cost(self, endpoint: Endpoint, day: date) -> Decimal | None:
        price = self.price(endpoint)
        return price.cost(_USUAL, datetime.combine(day, _NOON, UTC)) if price else None


def pool_of(
    spec: ModelsSpec,
    prices: Mapping[str, PriceSpec],
    found: Mapping[str, Place],
    measured: Measured = lambda _base_url, _model: {},
) -> Pool:
    """What can be asked now: endpoints whose key is missing are left out."""
    ready = {name: place.endpoint for name, place in found.items() if not place.lacks}
    local = frozenset(name for name, place in found.items() if place.local)

    def quirks(endpoint: Endpoint) -> Quirks:
        return quirks_of(found[endpoint.name], measured(endpoint.base_url, endpoint.model))

    return Pool(spec, ready, prices, local, quirks)
