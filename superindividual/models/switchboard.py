"""Switchboard: connects every call with a model that may take it, and with the next one where that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from superindividual.clock import Clock
from superindividual.errors import ModelError
from superindividual.models.breaker import FIRST_REST, LONGEST_REST
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
OUTAGE = frozenset({"unreachable", "overloaded", "rate_limited", "resting"})
"""Outcomes of an endpoint that has answered before and will again: a call waits for it, longer each time. One that never
answered is more likely named wrongly, which is told at once."""
LONGEST_OUTAGE = 3600.0
"""Seconds that one call waits for that, all together."""
_ALL = Decimal("Infinity")
"""Of a credit that calls under way may use up."""


@dataclass
class _Waited:
    """What one call has waited for: endpoints that asked for it, and those that were away."""

    pauses: int = 0
    outages: int = 0
    seconds: float = 0.0


@dataclass
class Switchboard:
    """All models of a company, as one that can be asked."""

    pool: Pool
    connect: Callable[[Endpoint], Source]
    spent: Spent
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _sources: dict[Endpoint, Source] = field(default_factory=dict)
    _answered: set[str] = field(default_factory=set)
    """Names of endpoints that have answered, and were not given up since."""

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
        waited = _Waited()
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
            await self._pause(failures, waited)

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
        self._answered.add(choice.endpoint.name)
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

    async def _pause(self, failures: list[ModelError], waited: _Waited) -> None:
        """Wait for the endpoint that is back first, and tell it; raises the last failure where that is no use."""
        waits = [(wait, f) for f in failures if (wait := self._worth(f, waited)) is not None]
        told = observer().on_pause
        if not waits or told is None:
            raise failures[-1]
        seconds, failure = min(waits, key=lambda w: w[0])
        if seconds > LONGEST_PAUSE:
            raise failure
        if self._away(failure):
            waited.outages, waited.seconds = waited.outages + 1, waited.seconds + seconds
        else:
            waited.pauses += 1
        told(Pause(str(failure.called.get("endpoint", "")), seconds, failure.message))
        await self.sleep(seconds)

    def _worth(self, failure: ModelError, waited: _Waited) -> float | None:
        """Seconds after which it is worth asking again; None where it is not."""
        if not self._away(failure):
            asked = failure.outcome in ("paused", "resting") and waited.pauses < _MOST_PAUSES
            return failure.wait if asked else None
        if waited.seconds >= LONGEST_OUTAGE:
            self._answered.discard(str(failure.called.get("endpoint")))
            return None
        rest: float = min(FIRST_REST * 2.0**waited.outages, LONGEST_REST)
        return max(failure.wait or 0.0, rest)

    def _away(self, failure: ModelError) -> bool:
        return failure.outcome in OUTAGE and failure.called.get("endpoint") in self._answered


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
