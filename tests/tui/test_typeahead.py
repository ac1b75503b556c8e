from __future__ import annotations

import os
import random

import pytest
from textual.pilot import Pilot

from superindividual_tui.app import Cockpit
from superindividual_tui.arming import HELD, SEEN, Arming
from tests.tui.firm import Firm, Hands, open_first, ticks, until

pytestmark = pytest.mark.usefixtures("swift")

WORDS = [
    "approve",
    "please",
    "yes",
    "a",
    "aa",
    "y",
    "e",
    "r",
    "q",
    "x",
    "xy",
    "stop",
    "approve!",
    "looks",
    "good",
    "duesbook",
    "批准",
    "请",
    "and",
    "again",
]
BETWEEN = ["space", "enter", "tab", "escape", "down", "up", "backspace", "2", "i"]


def typed(chance: random.Random) -> list[str]:
    """What somebody types who does not look at the screen."""
    keys: list[str] = []
    while len(keys) < 2 or chance.random() < 0.5:
        keys += [*chance.choice(WORDS), chance.choice(BETWEEN)]
    return keys + list(chance.choice(("", "banana", "koala", "xy")))


def disarmed(monkeypatch: pytest.MonkeyPatch, *parts: str) -> None:
    """Take parts of the rule away, for controls: no second to be seen, to be idle or to be held."""
    for part in parts:
        monkeypatch.setattr(f"superindividual_tui.arming.{part}", 0.0)


def test_no_word_typed_into_an_armed_panel_decides() -> None:
    """A hundred thousand words over the rule itself, with every pause shorter than the hold."""
    chance, hands = random.Random(5), Hands()
    arming, decided = Arming(hands), 0
    for _round in range(100_000):
        if chance.random() < 0.3:
            arming.leave()
        arming.painted()
        hands.wait(chance.choice((0.0, 0.3, 0.7, 5.0)))
        for key in chance.choice(("please", "approve", "aa", "banana")):
            arming.touch()
            if key == "a" and arming.admits():
                arming.hold("approve")
            hands.wait(chance.random() * HELD * 0.99)
            decided += [arming.settle(), arming.settle()] != [None, None]
        arming.touch()
        hands.wait(5)
        decided += [arming.settle(), arming.settle()] != [None, None]
    assert decided == 0


def look_twice(app: Cockpit) -> None:
    """What the cockpit's clock does between two keys of somebody who types: what is held long enough would be decided."""
    app.cabin.tick()
    app.cabin.tick()


async def _fuzz(firm: Firm, hands: Hands, rounds: int, seed: int = 7) -> None:
    chance = random.Random(seed)
    draft, effect = firm.ask(firm.run()), firm.ask(firm.run("R-two"), "launch")
    async with firm.cockpit(hands).run_test(size=(100, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Cockpit)
        await until(pilot, lambda: app.cabin.board.seq > 0)
        for _round in range(rounds):
            await pilot.press(*chance.choice((["i", "g", "enter"], ["i", "G", "enter"], ["i"], [])))
            hands.wait(chance.choice((0.0, 0.4, 3.0)))
            await ticks(pilot, 2)
            for key in typed(chance):
                await pilot.press(key)
                hands.wait(chance.random() * HELD * 0.9)
                look_twice(app)
            hands.wait(3)
            await ticks(pilot, 3)
            for request in (draft, effect):
                assert firm.journal.decisions.decision(request.id) is None
            moved = [run.id for run in firm.journal.runs.all() if run.paused or run.outcome or run.stop]
            assert not moved, f"moved: {moved}"
            while app.screen is not app.cabin:
                await pilot.press("escape")


async def test_typing_ahead_decides_nothing(firm: Firm, hands: Hands) -> None:
    """Whatever is typed into whichever room, dialogs that it opens included."""
    await _fuzz(firm, hands, 12)


async def test_without_arming_typing_ahead_decides(
    firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, where a key decides at once: what holds them back is the arming."""
    disarmed(monkeypatch, "SEEN", "IDLE", "HELD")
    with pytest.raises(AssertionError, match=r"Decision|moved"):
        await _fuzz(firm, hands, 200)


async def test_without_the_hold_typing_ahead_decides(
    firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words into panels that arm as they must: the first letter of one of them decides at once, or stops a run."""
    disarmed(monkeypatch, "HELD")
    with pytest.raises(AssertionError, match=r"Decision|moved"):
        await _fuzz(firm, hands, 200)


async def _typed_across(pilot: Pilot[None], hands: Hands, keys: str) -> None:
    """A word typed half a second a key, of which a dialog takes a part; the panel or dialog below is painted each time."""
    app = pilot.app
    assert isinstance(app, Cockpit)
    for key in keys:
        await pilot.press(key)
        arming = getattr(app.screen, "arming")  # noqa: B009 - of the dialog or of the panel
        await until(pilot, lambda arming=arming: arming.phase != "away")  # type: ignore[misc]
        hands.wait(SEEN + 0.05)
        look_twice(app)
    hands.wait(3)
    await ticks(pilot, 3)


ACROSS = ("xna", "xy")
"""The panel's stop, then a dialog's no and the panel's approval; the panel's stop, and its dialog's yes."""


@pytest.mark.parametrize("keys", ACROSS)
async def test_a_word_typed_across_a_dialog_decides_nothing(firm: Firm, hands: Hands, keys: str) -> None:
    """A key is typing for the dialog that takes it, and for the panel that may have the next one."""
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        await open_first(pilot, hands)
        await _typed_across(pilot, hands, keys)
    assert firm.journal.decisions.decision(request.id) is None


@pytest.mark.parametrize("keys", ACROSS)
async def test_where_dialogs_have_typing_of_their_own_it_decides(
    firm: Firm, hands: Hands, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    """The control: each knows only of its own keys."""

    def touch(app: Cockpit) -> None:
        getattr(app.screen, "arming").touch()  # noqa: B009

    monkeypatch.setattr(Cockpit, "_touch", touch)
    monkeypatch.setattr(Arming, "go_on_from", lambda _self, _other: None)
    request = firm.ask(firm.run())
    async with firm.cockpit(hands).run_test(size=(120, 40)) as pilot:
        await open_first(pilot, hands)
        await _typed_across(pilot, hands, keys)
    assert firm.journal.decisions.decision(request.id) is not None


@pytest.mark.campaign
@pytest.mark.timeout(14_400)
async def test_typing_ahead_decides_nothing_in_ten_thousand_tries(firm: Firm, hands: Hands) -> None:
    """The long form; FUZZ_ROUNDS and FUZZ_SEED take a portion of it."""
    rounds, seed = int(os.environ.get("FUZZ_ROUNDS", "10000")), int(os.environ.get("FUZZ_SEED", "7"))
    await _fuzz(firm, hands, rounds, seed)
    print(f"{rounds} rounds from seed {seed}: 0 decisions")
