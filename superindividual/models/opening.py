"""Opening: all models of a company, as one chat that finds the right one at each call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic

from superindividual.clock import Clock, now
from superindividual.models.breaker import Breaker
from superindividual.models.chat import Chat
from superindividual.models.directory import places
from superindividual.models.endpoint import Endpoint
from superindividual.models.pool import Measured, Pool, Spent, pool_of
from superindividual.models.source import Source, Waits
from superindividual.models.switchboard import Switchboard
from superindividual.models.transport import Patience, Transport, open_connections
from superindividual.specs.company import PriceSpec
from superindividual.specs.models import ModelsSpec


@dataclass(frozen=True)
class Surroundings:
    """What the models of a company need beside their settings; all of it can be put in the place of the real one."""

    clock: Clock = now
    seconds: Callable[[], float] = monotonic
    """For breakers, which must not follow a clock that is set."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    first_wait: float = 1.0
    patience: Patience = field(default_factory=Patience)
    spent: Spent = lambda _credit: Decimal(0)
    measured: Measured = lambda _base_url, _model: {}


@asynccontextmanager
async def open_models(
    spec: ModelsSpec, prices: Mapping[str, PriceSpec], around: Surroundings | None = None
) -> AsyncIterator[tuple[Chat, Pool]]:
    """The chat and the pool behind it, over connections of their own; they are closed at the end."""
    around = around or Surroundings()
    found = places(spec)
    pool = pool_of(spec, prices, found, around.measured)
    breakers: dict[str, Breaker] = {}
    async with open_connections() as connections:

        def connect(endpoint: Endpoint) -> Source:
            breaker = breakers.setdefault(endpoint.name, Breaker(around.seconds))
            transport = Transport(connections, endpoint, around.patience)
            return Source(
                endpoint, pool.quirks(endpoint), transport, breaker, Waits(around.first_wait, around.sleep)
            )

        board = Switchboard(pool, connect, around.spent, around.clock, around.sleep)
        yield Chat.over(board), pool
