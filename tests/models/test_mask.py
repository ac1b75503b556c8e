"""Mask: a key is hidden however it is cut, and nothing else waits for it."""

from __future__ import annotations

from superindividual.models.mask import Mask, Pieces

KEY = "sk-a-secret-of-ours"


def test_words_that_begin_no_key_are_shown_at_once() -> None:
    """Nothing waits that cannot be the key."""
    pieces = Pieces(Mask(KEY))
    told = ["a p", "lai", "n a", "nsw", "er"]
    assert [pieces.add(piece) for piece in told] == told
    assert pieces.rest() == ""


def test_what_may_begin_the_key_waits_for_what_comes_next() -> None:
    """And is shown where it was none."""
    pieces = Pieces(Mask(KEY))
    assert [pieces.add(piece) for piece in ("it is s", "k-a-", "sk-a-secret", "-of-ours.")] == [
        "it is ",
        "",
        "sk-a-",
        "[key].",
    ]
    assert pieces.add("sk-a") == ""
    assert pieces.rest() == "sk-a"
