"""The turnstile: a few runs go on at once, in the order in which they came, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from superindividual.checks.check import CheckResult, Subject
from superindividual.engine import turnstile as module
from superindividual.engine.turnstile import Turnstile
from superindividual.engine.worker import Worker
from superindividual.ids import RunId
from superindividual.tools.job import Job
from tests.engine.company import Desktop, Scripted, all_pass
from tests.engine.test_permissions import until

GROUP = module._GROUP
FEW = GROUP // 4
"""So many inside hold nobody up."""


def named(number: int) -> RunId:
    return RunId(f"R-{number}")


class Crowd:
    """Many runs that come at once; each stays inside until it is let out."""

    def __init__(self, count: int) -> None:
        self.turnstile = Turnstile()
        self.came: list[int] = []
        self.tasks = [asyncio.ensure_future(self._come(number)) for number in range(count)]

    async def _come(self, number: int) -> None:
        await self.turnstile.enter(named(number))
        self.came.append(number)

    async def let_out(self, count: int) -> None:
        for _run in range(count):
            self.turnstile.leave()
        await self.settle()

    async def settle(self) -> None:
        for _turn in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def crowd() -> AsyncIterator[Crowd]:
    """Three groups, of which the first are inside."""
    made = Crowd(3 * GROUP)
    await made.settle()
    yield made
    for task in made.tasks:
        task.cancel()
    await asyncio.gather(*made.tasks, return_exceptions=True)


async def test_nobody_goes_in_until_most_are_through_and_then_a_whole_group(crowd: Crowd) -> None:
    """In the order in which they came."""
    assert crowd.came == list(range(GROUP))
    await crowd.let_out(GROUP - FEW - 1)
    assert len(crowd.came) == GROUP
    await crowd.let_out(1)
    assert crowd.came == list(range(2 * GROUP - FEW))


async def test_those_who_leave_in_the_same_round_make_room_for_one_group(crowd: Crowd) -> None:
    """Not for a smaller one that the first of them lets in; the control: one round after the other, it does."""
    await crowd.let_out(GROUP)
    assert len(crowd.came) == 2 * GROUP
    for _run in range(GROUP):
        await crowd.let_out(1)
    assert crowd.turnstile._inside == GROUP - FEW


@pytest.mark.parametrize("apart", [1, 5], ids=["one round after the other", "control: with rounds between"])
async def test_while_more_come_the_first_waits_for_them(apart: int) -> None:
    """They go in as one group."""
    turnstile = Turnstile()
    seen: list[int] = []

    async def come(number: int) -> None:
        await turnstile.enter(named(number))
        seen.append(turnstile._inside)

    async with asyncio.TaskGroup() as group:
        for number in range(FEW):
            group.create_task(come(number))
            for _round in range(apart):
                await asyncio.sleep(0)
    assert seen == ([FEW] * FEW if apart == 1 else list(range(1, FEW + 1)))


async def test_alone_nobody_waits() -> None:
    """A turn that is free is taken when the loop has come round twice."""
    turnstile = Turnstile()
    turn = asyncio.ensure_future(turnstile.enter(named(1)))
    for _round in range(5):
        await asyncio.sleep(0)
    assert turn.done() and turnstile._inside == 1


@pytest.mark.parametrize("many", [True, False], ids=["a crowd", "control: no crowd yet"])
async def test_of_a_crowd_more_go_on_at_once(monkeypatch: pytest.MonkeyPatch, many: bool) -> None:
    """Where many wait the groups are larger."""
    if not many:
        monkeypatch.setattr(module, "_IS_CROWD", 1000)
    crowd = Crowd(300)
    await crowd.settle()
    assert crowd.turnstile._inside == (module._CROWD if many else GROUP)
    for task in crowd.tasks:
        task.cancel()
    await asyncio.gather(*crowd.tasks, return_exceptions=True)


async def test_a_run_goes_on_by_the_turn_that_is_kept_for_it(crowd: Crowd) -> None:
    """It waits for nobody; by one that was given up it waits like all others."""
    crowd.turnstile.keep(named(0))
    await asyncio.wait_for(crowd.turnstile.enter(named(0)), 1)
    assert len(crowd.came) == GROUP
    crowd.turnstile.keep(named(0))
    crowd.turnstile.give_up(named(0))
    again = asyncio.ensure_future(crowd.turnstile.enter(named(0)))
    await crowd.settle()
    assert not again.done()
    again.cancel()
    await asyncio.gather(again, return_exceptions=True)


@pytest.mark.parametrize("kept", [0.0, 3600.0], ids=["let go", "control: kept for an hour"])
async def test_a_turn_that_is_kept_too_long_goes_to_others(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, kept: float
) -> None:
    """Whoever waits for something else holds up nobody for longer than that."""
    monkeypatch.setattr(module, "_KEPT", kept)
    for number in range(GROUP):
        crowd.turnstile.keep(named(number))
    if kept:
        await crowd.settle()
        assert len(crowd.came) == GROUP
    else:
        await until(lambda: len(crowd.came) > GROUP)
    for number in range(GROUP):
        crowd.turnstile.give_up(named(number))
    assert not crowd.turnstile._kept


async def test_each_lane_of_a_run_may_keep_a_turn() -> None:
    """Two that are kept are two, and giving up what is not kept gives nothing away."""
    turnstile = Turnstile()
    for _lane in range(2):
        await turnstile.enter(named(1))
    turnstile.keep(named(1))
    turnstile.keep(named(1))
    assert turnstile._inside == 2
    for left in (1, 0, 0):
        turnstile.give_up(named(1))
        assert turnstile._inside == left


@pytest.mark.parametrize("come", [False, True], ids=["while it waits", "as its turn comes"])
async def test_a_run_that_is_broken_off_while_it_waits_takes_no_turn_with_it(come: bool) -> None:
    """Cancelled before its turn, or in the moment in which it has come and nobody knows of it yet."""
    turnstile = Turnstile()
    for number in range(FEW + 1):
        await turnstile.enter(named(number))
    last = asyncio.ensure_future(turnstile.enter(named(FEW + 1)))
    await asyncio.sleep(0)
    if come:
        turnstile.leave()
        for _round in range(2):
            turnstile._let_in()
        assert turnstile._inside == FEW + 1, "the last one's turn has come"
    last.cancel()
    await asyncio.gather(last, return_exceptions=True)
    assert last.cancelled()
    for _run in range(FEW + 1 - come):
        turnstile.leave()
    assert turnstile._inside == 0


async def test_a_run_that_is_over_keeps_no_turn() -> None:
    """However it ended."""
    turnstile = Turnstile()
    async with turnstile.going(named(1)):
        assert turnstile._inside == 1
    with pytest.raises(ValueError, match="broken"):
        async with turnstile.going(named(2)):
            raise ValueError("broken")
    assert turnstile._inside == 0


async def test_a_worker_begins_a_run_in_its_turn_and_keeps_none_for_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn is kept while the agent works out its first question, and given up for what may take long."""
    monkeypatch.setattr(module, "_KEPT", 3600.0)
    turnstile = Turnstile()
    inside: dict[str, int] = {}

    async def checks(subject: Subject, names: Sequence[str]) -> list[CheckResult]:
        inside["checks"] = turnstile._inside
        return await all_pass(subject, names)

    async def begins(job: Job) -> None:
        inside["agent"] = turnstile._inside

    desk = Desktop(tmp_path, Scripted(begins), checks)
    desk.start({"name": "w", "steps": [{"id": "discover", "agent": "scout", "deliver": "discovery"}]})
    await Worker(replace(desk.context(), turnstile=turnstile)).serve(forever=False)
    assert inside == {"agent": 1, "checks": 0}
    assert turnstile._inside == 0
