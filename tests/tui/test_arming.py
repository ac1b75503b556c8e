from __future__ import annotations

import pytest

from superindividual_tui.arming import HELD, IDLE, SEEN, Arming
from tests.tui.firm import Hands


@pytest.fixture
def arming(hands: Hands) -> Arming:
    return Arming(hands)


def press(arming: Arming) -> bool:
    """A key as the app sees it: it counts as typing, then it may decide."""
    arming.touch()
    return arming.admits()


def test_a_panel_that_is_not_painted_decides_nothing(arming: Arming, hands: Hands) -> None:
    """However long one waits."""
    hands.wait(100)
    assert not press(arming)
    assert arming.phase == "away"


def test_a_panel_must_have_been_seen(arming: Arming, hands: Hands) -> None:
    """Half a second after it was painted, not before; the wait begins anew when it changes."""
    arming.painted()
    hands.wait(SEEN - 0.01)
    assert not press(arming)
    arming.leave()
    hands.wait(10)
    arming.painted()
    assert not press(arming)
    hands.wait(max(SEEN, IDLE))
    assert press(arming)


def test_painting_again_does_not_begin_anew(arming: Arming, hands: Hands) -> None:
    """Only a change of the panel does."""
    arming.painted()
    hands.wait(SEEN)
    arming.painted()
    assert press(arming)


def test_a_key_soon_after_another_decides_nothing(arming: Arming, hands: Hands) -> None:
    """A second without typing is needed, and discarded keys count as typing."""
    arming.painted()
    hands.wait(5)
    arming.touch()
    for _n in range(5):
        hands.wait(IDLE - 0.01)
        assert not press(arming)
    hands.wait(IDLE)
    assert press(arming)


def test_what_is_held_becomes_a_decision_once(arming: Arming, hands: Hands) -> None:
    """After the moment in which it can be taken back, and only then."""
    arming.painted()
    hands.wait(5)
    assert press(arming)
    arming.hold("approve")
    assert arming.phase == "held"
    hands.wait(HELD - 0.01)
    assert arming.settle() is None
    hands.wait(0.02)
    assert arming.settle() is None
    assert arming.settle() == "approve"
    assert arming.settle() is None


def test_a_key_that_was_waiting_in_the_queue_still_takes_it_back(arming: Arming, hands: Hands) -> None:
    """The program was busy for long; the first look after that decides nothing yet."""
    arming.painted()
    hands.wait(5)
    press(arming)
    arming.hold("approve")
    hands.wait(30)
    assert arming.settle() is None
    assert arming.touch()
    assert arming.settle() is None


@pytest.mark.parametrize("how", ["key", "focus"])
def test_what_is_held_is_taken_back(arming: Arming, hands: Hands, how: str) -> None:
    """By another key, and by the loss of the focus."""
    arming.painted()
    hands.wait(5)
    press(arming)
    arming.hold("approve")
    hands.wait(0.1)
    if how == "key":
        assert arming.touch()
    else:
        arming.leave()
    hands.wait(10)
    assert [arming.settle(), arming.settle()] == [None, None]
