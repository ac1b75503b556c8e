from __future__ import annotations

import asyncio

import pytest

from superindividual.company import Company
from superindividual.ids import StepId
from superindividual_tui import glance
from superindividual_tui.glance import Glance
from tests.tui.firm import Firm, Hands, until


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other without a pause."""
    monkeypatch.setattr(glance, "_EVERY", 0.0)


async def turns(count: int = 20) -> None:
    """Let the loop go on."""
    for _turn in range(count):
        await asyncio.sleep(0)


async def test_nothing_is_done_where_nothing_is_wanted() -> None:
    """However often it looks; once something is wanted, it is done."""
    looked, done, wanted = [], [], [False]

    def want() -> bool:
        looked.append(1)
        return wanted[0]

    seen = Glance(want, lambda: done.append(1))
    seen.begin()
    await turns()
    assert len(looked) > 2
    assert done == []
    wanted[0] = True
    await turns()
    assert done == [1]
    seen.end()


async def test_nothing_is_asked_for_twice() -> None:
    """As long as what was asked for is not done: looks that pile up would be made without a key between them."""
    done: list[int] = []
    seen = Glance(lambda: True, lambda: done.append(1))
    seen.begin()
    await turns()
    assert done == [1]
    seen.due = False
    await turns()
    assert done == [1, 1]
    seen.end()


async def test_after_its_end_it_looks_no_more() -> None:
    """The screen it looks for is gone."""
    done: list[int] = []
    seen = Glance(lambda: True, lambda: done.append(1))
    seen.begin()
    seen.end()
    await turns()
    assert done == []


async def test_a_cockpit_that_nothing_happens_to_makes_no_look(
    firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And takes up at once what is written."""
    run = firm.run()
    app, made = firm.cockpit(hands), list[int]()
    async with app.run_test(size=(100, 30)) as pilot:
        cabin = app.cabin
        await until(pilot, lambda: not cabin._news())
        monkeypatch.setattr(cabin, "tick", lambda: made.append(1))
        looked = cabin._glance.wanted
        asked: list[bool] = []
        monkeypatch.setattr(cabin._glance, "wanted", lambda: asked.append(looked()) or asked[-1])
        await until(pilot, lambda: len(asked) > 30)
        assert made == []
        monkeypatch.undo()
        other = Company.open(firm.folder)
        told = other.journal.events.append("step.started", run=run.id, step=StepId("prd"), attempt=1, told=[])
        other.journal.close()
        await until(pilot, lambda: cabin.board.seq >= told)
