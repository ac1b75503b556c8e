"""One worker's process of two that pay with the same credit: it makes calls over the shared journal, as a worker would.

A script of its own: JOURNAL OBJECTS URL RUN CALLS HOW. `gated` tells when it is about to claim the credit and what came of
it, and each time waits to be told to go on; `loose` does the same, but looks before it waits and writes after it: the
look stands outside the transaction.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from langchain_core.messages import HumanMessage

from superindividual.engine.budget import Budget, counted
from superindividual.engine.meter import Asked, Meter
from superindividual.engine.transcript import Transcript
from superindividual.ids import RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.models.credit import Claim
from superindividual.models.opening import Surroundings, open_models
from superindividual.specs.company import PriceSpec
from superindividual.specs.models import ModelsSpec
from superindividual.workspace.objects import ObjectStore

CAP = 0.1
PRICES = {"m": PriceSpec(input=1000.0, output=1000.0, context=4096)}
ONE_CALL = Decimal("0.018")
"""What the server's usage of 11 and 7 tokens costs by that."""


def _models(url: str) -> ModelsSpec:
    voucher = {"endpoint": "lab", "usd": CAP, "until": date.max}
    return ModelsSpec.model_validate(
        {
            "endpoints": {"lab": {"base_url": url}},
            "tiers": {"strong": ["lab/m"]},
            "credits": {"voucher": voucher},
        }
    )


def _told(word: str) -> None:
    """Say it, and wait for a line."""
    print(word, flush=True)
    sys.stdin.readline()


class Gated(Meter):
    """Waits around each claim."""

    async def _claim(self, job: Any, call: int, size: int, claim: Claim) -> bool:
        _told("looks")
        granted = await super()._claim(job, call, size, claim)
        _told("granted" if granted else "refused")
        return granted


class Loose(Meter):
    """Looks outside the transaction in which it writes."""

    async def _claim(self, job: Any, call: int, size: int, claim: Claim) -> bool:
        granted = counted(self._journal.usage.of_credit(claim.credit, reserved=True)) < claim.cap
        _told("looks")
        if granted:
            self._journal.calls.assign(call, claim.credit, Decimal(4))
        _told("granted" if granted else "refused")
        return granted


METERS: dict[str, type[Meter]] = {"free": Meter, "gated": Gated, "loose": Loose}


async def main(path: str, objects: str, url: str, run: str, count: str, how: str) -> None:
    """Make the calls, one after the other."""
    journal = Journal(Path(path))
    job: Any = SimpleNamespace(
        run=RunId(run),
        step=StepId("a"),
        attempt=1,
        agent=SimpleNamespace(name="scout"),
        model="inherit",
        labels=frozenset(),
    )
    around = Surroundings(spent=lambda credit: counted(journal.usage.of_credit(credit)))
    async with open_models(_models(url), PRICES, around) as (chat, pool):
        meter = METERS[how](
            journal,
            Transcript(ObjectStore(Path(objects))),
            "m",
            lambda _job: Budget(()),
            offered=lambda need: pool.offer(need, journal.clock().date(), around.spent),
        )
        said = [HumanMessage("do it")]
        for _each in range(int(count)):
            await meter.call(job, Asked(said), lambda: chat.ainvoke(said), lambda answer: answer)
    journal.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
