from __future__ import annotations

import os
import random

import pytest

from superindividual_tui.app import Cockpit
from superindividual_tui.arming import HELD
from superindividual_tui.keys import ACTIONS
from tests.tui.firm import Firm, Hands, ticks, until
from tests.tui.test_typeahead import disarmed, look_twice, typed

pytestmark = pytest.mark.usefixtures("swift")

DOORS = [a.keys[0] for a in ACTIONS if a.name.startswith("room.")] + ["b", "f", "u", "p", "x", "v", "/"]
"""Every room, and whatever opens a dialog from anywhere."""
AMONG = ["ctrl+s", "enter", "G", "down", "tab", "escape"]
ACTION = {
    "how": "publish_folder",
    "effect_class": "publish",
    "arguments": {"note": "of this version"},
    "destination": "published/duesbook/R-1",
    "seen": {},
}
FORM = {"price": {"type": "number", "default": 3.0}, "plan": {"choices": ["free", "paid"], "default": "free"}}


async def fuzz(firm: Firm, hands: Hands, rounds: int, seed: int) -> None:
    """Type into every room, with a form at one of the decisions; nothing may be decided, let out, halted or stopped."""
    chance = random.Random(seed)
    runs = [firm.run(f"R-{n}") for n in range(3)]
    asked = [firm.ask(runs[0]), firm.ask(runs[1], "launch", action=ACTION), firm.ask(runs[2], form=FORM)]
    app = firm.cockpit(hands)
    app.cabin.renew = lambda: None  # type: ignore[method-assign]  # a chosen setting would end the program
    async with app.run_test(size=(130, 30)) as pilot:
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        for number in range(rounds):
            await pilot.press(
                *chance.choice((["i", "g", "enter"], ["i", "g", "j", "enter"], ["i", "G", "enter"], []))
            )
            await pilot.press(chance.choice(DOORS))
            hands.wait(chance.choice((0.0, 0.4, 3.0)))
            await ticks(pilot, 2)
            keys = typed(chance)
            for key in keys[:-1]:
                await pilot.press(chance.choice(AMONG) if chance.random() < 0.1 else key)
                hands.wait(chance.random() * HELD * 0.9)
                look_twice(app)
            await pilot.press(keys[-1])  # whoever stops at ctrl+s, with words in a dialog, sends them
            hands.wait(3)
            await ticks(pilot, 3)
            taken = [firm.journal.decisions.decision(request.id) for request in asked]
            assert taken == [None] * 3, (seed, number, taken)
            assert not firm.journal.halts.standing(), (seed, number, "halted")
            assert not firm.journal.grants.all(), (seed, number, "granted")
            moved = [run.id for run in firm.journal.runs.all() if run.paused or run.outcome or run.stop]
            assert not moved, (seed, number, moved)
            while app.screen is not app.cabin:
                await pilot.press("escape")


async def test_typing_ahead_into_any_room_or_form_decides_nothing(firm: Firm, hands: Hands) -> None:
    """The short form."""
    await fuzz(firm, hands, 15, seed=11)


async def test_without_arming_typing_ahead_decides_somewhere(
    firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same doors and words, where a key decides at once: what holds them back is the arming."""
    disarmed(monkeypatch, "SEEN", "IDLE", "HELD")
    with pytest.raises(AssertionError, match=r"\(11, "):
        await fuzz(firm, hands, 200, seed=11)


@pytest.mark.campaign
@pytest.mark.timeout(36_000)
async def test_typing_ahead_into_any_room_or_form_ten_thousand_times(firm: Firm, hands: Hands) -> None:
    """The long form; FUZZ_ROUNDS and FUZZ_SEED take a portion of it."""
    rounds, seed = int(os.environ.get("FUZZ_ROUNDS", "10000")), int(os.environ.get("FUZZ_SEED", "12"))
    await fuzz(firm, hands, rounds, seed)
    print(f"{rounds} rounds from seed {seed}: 0 decisions")
