"""The breaker: closed, open, half-open, by an injected clock."""

from __future__ import annotations

from superindividual.models.breaker import FIRST_REST, LONGEST_REST, TOLERATED, Breaker


class Seconds:
    """A clock that stands."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def failing(breaker: Breaker, times: int, outcome: str = "overloaded") -> None:
    for _ in range(times):
        breaker.begin()
        breaker.ended(outcome)


def test_it_opens_after_faults_in_a_row_and_tries_with_one_call() -> None:
    """One trial is let through; while it runs, nothing else is; its success closes."""
    seconds = Seconds()
    breaker = Breaker(seconds)
    failing(breaker, TOLERATED - 1)
    assert (breaker.stands, breaker.wait()) == ("closed", 0)
    failing(breaker, 1)
    assert (breaker.stands, breaker.wait()) == ("open", FIRST_REST)
    seconds.now = FIRST_REST
    assert (breaker.stands, breaker.wait()) == ("half-open", 0)
    breaker.begin()
    assert breaker.wait() > 0
    breaker.ended("answered")
    assert (breaker.stands, breaker.wait()) == ("closed", 0)


def test_a_failed_trial_doubles_the_rest_up_to_a_limit() -> None:
    """It is asked ever more seldom, and never given up."""
    seconds = Seconds()
    breaker = Breaker(seconds)
    failing(breaker, TOLERATED)
    rests = []
    for _ in range(8):
        seconds.now += breaker.wait()
        failing(breaker, 1)
        rests.append(breaker.wait())
    assert rests[0] == 2 * FIRST_REST and rests[-1] == rests[-2] == LONGEST_REST


def test_what_the_model_said_is_no_fault_of_the_endpoint() -> None:
    """A refusal shows that somebody is there."""
    breaker = Breaker(Seconds())
    failing(breaker, TOLERATED - 1)
    failing(breaker, 1, "refused")
    failing(breaker, TOLERATED - 1)
    assert breaker.stands == "closed"


def test_a_wait_that_was_asked_for_is_kept_at_once() -> None:
    """Who asks to be left alone for two minutes is."""
    breaker = Breaker(Seconds())
    breaker.begin()
    breaker.ended("paused", 120.0)
    assert breaker.wait() == 120


def test_a_cancelled_trial_says_nothing() -> None:
    """The next call is the trial."""
    seconds = Seconds()
    breaker = Breaker(seconds)
    failing(breaker, TOLERATED)
    seconds.now = FIRST_REST
    breaker.begin()
    breaker.broken_off()
    assert breaker.wait() == 0
