"""Switchboard: connects every call with a model that may take it, and with the next one where that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from superindividual.clock import Clock
from superindividual.errors import ModelError
from superindividual.models.chat import Reply
from superindividual.models.credit import Claim, claims
from superindividual.models.ending import ending
from superindividual.models.endpoint import Endpoint
from superindividual.models.need import need
from superindividual.models.observer import Pause, observer
from superindividual.models.pool import Choice, Pool, Spent
from superindividual.models.price import Tokens
from superindividual.models.source import Source
from superindividual.text import gettext as _

PASSED_ON = frozenset(
    {
        "unreachable",
        "overloaded",
        "stalled",
        "cut",
        "rate_limited",
        "paused",
        "denied",
        "quota",
        "unknown_model",
        "resting",
    }
)
"""Outcomes that say something of the endpoint; another one is asked. What the model said is never asked elsewhere."""

LONGEST_PAUSE = 3600.0
"""Seconds. Who asks for more is told to the founder, who decides."""
_MOST_PAUSES = 2
_ALL = Decimal("Infinity")
"""Of a credit that calls under way may use up."""


@dataclass
class Switchboard:
    """All models of a company, as one that can be asked."""

    pool: Pool
    connect: Callable[[Endpoint], Source]
    spent: Spent
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _sources: dict[Endpoint, Source] = field(default_factory=dict)

    async def reply(self, payload: Mapping[str, Any]) -> Reply:
        """One whole answer, from the first model that gives one.

        Raises:
            ModelError: none does, the data may go to none, or none is set up; `called` says who was asked last, and why.

        `called["before"]` of either has those that failed before and took something, each as `called` tells of it.
        """
        before: list[dict[str, Any]] = []
        try:
            reply = await self._first(payload, before)
        except ModelError as error:
            error.called = {**error.called, "before": [told for told in before if told is not error.called]}
            raise
        return replace(reply, called={**reply.called, "before": before})

    async def _first(self, payload: Mapping[str, Any], before: list[dict[str, Any]]) -> Reply:
        """The same; what failures took goes to `before`."""
        pauses = 0
        while True:
            failures: list[ModelError] = []
            asked: set[Endpoint] = set()
            while choice := await self._next(asked):
                asked.add(choice.endpoint)
                try:
                    return await self._ask(choice, payload, failures)
                except ModelError as error:
                    if error.outcome not in PASSED_ON:
                        raise
                    failures.append(error)
                    if error.called.get("read") or error.called.get("written"):
                        before.append(error.called)
                    if choice.credit:
                        await claims()(Claim())
            pauses += 1
            await self._pause(failures, pauses)

    async def _next(self, asked: Container[Endpoint]) -> Choice | None:
        """Whom to ask after those; the credit that is to pay is claimed, and another choice made where that is refused."""
        taken: list[str] = []

        def spent(credit: str) -> Decimal:
            return _ALL if credit in taken else self.spent(credit)

        while True:
            choices = self.pool.choices(need(), self.clock().date(), spent)
            found = next((choice for choice in choices if choice.endpoint not in asked), None)
            if found is None or await self._claimed(found):
                if found is None or not taken:
                    return found
                return replace(found, reason="; ".join([*map(_held, taken), found.reason]))
            taken.append(found.credit)

    async def _claimed(self, choice: Choice) -> bool:
        """Whether what is to pay does."""
        if not choice.credit:
            return True
        cap = Decimal(str(self.pool.spec.credits[choice.credit].usd))
        return await claims()(Claim(choice.credit, cap, self.pool.price(choice.endpoint)))

    async def _ask(self, choice: Choice, payload: Mapping[str, Any], failures: list[ModelError]) -> Reply:
        source = self._source(choice.endpoint)
        called = {
            "endpoint": choice.endpoint.name,
            "model": choice.endpoint.model,
            "reason": "; ".join([choice.reason, *_passed(failures)]),
            "credit": choice.credit,
        }
        try:
            wait = source.breaker.wait()
            if wait > 0:
                raise _resting(source.name, wait)
            answer = await source.ask(payload)
        except ModelError as error:
            error.called = {**called, **error.called, "outcome": error.outcome}
            error.called["usd"] = self._usd(choice.endpoint, error.called)
            raise
        return Reply(answer, {**called, "usd": self._usd(choice.endpoint, answer.spent.told())})

    def _usd(self, endpoint: Endpoint, told: Mapping[str, Any]) -> str | None:
        """Dollars that the call cost, all its requests together; None where nobody knows the price."""
        tokens = Tokens(told.get("read", 0), told.get("written", 0), told.get("cached", 0))
        if not (tokens.read or tokens.written):
            return "0"
        price = self.pool.price(endpoint)
        return str(price.cost(tokens, self.clock())) if price else None

    def _source(self, endpoint: Endpoint) -> Source:
        if endpoint not in self._sources:
            self._sources[endpoint] = self.connect(endpoint)
        return self._sources[endpoint]

    async def _pause(self, failures: list[ModelError], pauses: int) -> None:
        """Wait for the endpoint that is back first, and tell it; raises the last failure where that is no use."""
        waits = [(f.wait, f) for f in failures if f.outcome in ("paused", "resting") and f.wait is not None]
        told = observer().on_pause
        if not waits or told is None or pauses > _MOST_PAUSES:
            raise failures[-1]
        seconds, failure = min(waits, key=lambda w: w[0])
        if seconds > LONGEST_PAUSE:
            raise failure
        told(Pause(str(failure.called.get("endpoint", "")), seconds, failure.message))
        await self.sleep(seconds)


def _held(credit: str) -> str:
    return _("calls under way may use up what is left of the credit {name}").format(name=credit)


def _passed(failures: list[ModelError]) -> Iterator[str]:
    for failure in failures:
        yield _("{endpoint} failed: {outcome}").format(
            endpoint=f"{failure.called.get('endpoint')}/{failure.called.get('model')}",
            outcome=ending(failure.outcome),
        )


def _resting(name: str, wait: float) -> ModelError:
    return ModelError(
        _("{endpoint} failed again and again, and is left alone for {seconds} s").format(
            endpoint=name, seconds=int(wait) + 1
        ),
        outcome="resting",
        remedy=_("try again later: reject with a word of feedback"),
        wait=wait,
    )
