"""What one call took: the endpoint's own count only where it can be true."""

from __future__ import annotations

from typing import Any

import pytest

from superindividual.models.source import Spent

REQUEST = {"messages": [{"role": "user", "content": "x" * 3000}]}
CHOICES = [{"index": 0, "message": {"role": "assistant", "content": "y" * 600}}]


def spent(usage: Any) -> Spent:
    """Of one answer with that usage."""
    found = Spent()
    found.add(REQUEST, {"choices": CHOICES, "usage": usage})
    return found


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        [1, 2],
        "a lot",
        {"prompt_tokens": 0, "completion_tokens": 0},
        {"prompt_tokens": -5, "completion_tokens": -7},
        {"prompt_tokens": "1000", "completion_tokens": "200"},
        {"prompt_tokens": 1000.5, "completion_tokens": float("inf")},
        {"prompt_tokens": True, "completion_tokens": True},
        {"prompt_tokens": 10**18, "completion_tokens": 10**30},
    ],
)
def test_what_cannot_be_true_is_guessed_and_never_free(usage: Any) -> None:
    """An answer of 600 characters to 3,000 has tokens, whatever its endpoint says; a budget holds by them."""
    found = spent(usage)
    assert found.estimated
    assert 1000 <= found.read <= 1100
    assert 200 <= found.written <= 300


def test_a_half_that_is_told_is_taken() -> None:
    """Of an endpoint that tells one number, only the other one is guessed."""
    found = spent({"prompt_tokens": 700})
    assert (found.read, found.estimated) == (700, True)
    assert found.written >= 200


def test_control_what_can_be_true_is_taken_as_it_is() -> None:
    """Positive control: nothing is guessed, and no more tokens come from a cache than were read."""
    found = spent(
        {"prompt_tokens": 700, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 900}}
    )
    assert (found.read, found.written, found.cached, found.estimated) == (700, 50, 700, False)
