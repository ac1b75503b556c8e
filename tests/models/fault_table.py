"""The table of faults as it really goes: make faults. Each in three places, whole and streamed, against real bytes."""

from __future__ import annotations

import asyncio

from superindividual.errors import ModelError
from tests.models.faults import FAULTS, Fault
from tests.models.test_faults import BEFORE, ENDLESS, QUICK, converse, good_then
from tests.models.wire import wired


async def seen(fault: Fault, before: int, *, stream: bool) -> tuple[str, int, int]:
    """The outcome, the requests it took, and how many calls were done that should not have been."""
    silent = (fault.stream if stream else fault.whole).end in ENDLESS
    with wired(good_then(fault, before, stream=stream)) as server:
        try:
            paid = await converse(
                server, stream=stream, words=lambda _: None, patience=QUICK if silent else None
            )
        except ModelError as error:
            return error.outcome, len(server.asked) - before, len(error.called["paid"]) - before
    return "PASSED FOR AN ANSWER", len(server.asked) - before, len(paid) - before


async def table() -> tuple[int, int]:
    """Print a row for each fault; gives how many cases there were, and how many calls were wrongly done."""
    cases = done = 0
    print(f"{'fault':45} {'whole':>18} {'streamed':>18}  in three places each")
    for fault in FAULTS:
        cells = []
        for stream in (False, True):
            found = [await seen(fault, before, stream=stream) for before in BEFORE.values()]
            cases, done = cases + len(found), done + sum(calls for _outcome, _requests, calls in found)
            told = sorted({f"{outcome} {requests}" for outcome, requests, _calls in found})
            cells.append(" / ".join(told))
        print(f"{fault.name:45} {cells[0]:>18} {cells[1]:>18}")
    return cases, done


if __name__ == "__main__":
    cases, done = asyncio.run(table())
    print(f"{len(FAULTS)} faults, {cases} cases, {done} calls done of answers that were none")
