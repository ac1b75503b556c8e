"""Numbers."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from unit_freight import messages
from unit_freight.figures import (
    NUMBER,
    parse_number,
    rounded,
    shown,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", Fraction(12)),
        ("12.50", Fraction(25, 2)),
        (".5", Fraction(1, 2)),
        ("3/4", Fraction(3, 4)),
        ("12 1/2", Fraction(25, 2)),
        ("12-1/2", Fraction(25, 2)),
    ],
)
def test_numbers(text: str, value: Fraction) -> None:
    """Decimals and the fractions of a ruler are read exactly."""
    assert re.fullmatch(NUMBER, text)
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["0", "0.000", "1/3", "8/4", "1/0", "1" * 13])
def test_what_is_no_size(text: str) -> None:
    """Zero, other fractions and endless digits are refused."""
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_number(text)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 2), 3, "0.5"),
        (Fraction("1.2345"), 3, "1.235"),
        (Fraction("1.2344"), 3, "1.234"),
        (Fraction("0.0005"), 3, "0.001"),
        (Fraction(100), 3, "100"),
        (Fraction("99.9999"), 3, "100"),
        (Fraction(2, 3), 4, "0.6667"),
    ],
)
def test_rounding_for_reading(value: Fraction, places: int, text: str) -> None:
    """Half is rounded up, and zeros at the end go, but never those of a hundred."""
    assert rounded(value, places) == text


def test_a_value_that_was_rounded_says_so() -> None:
    """A third has no end; a half stands as it is."""
    about = messages.ABOUT_VALUE.format(value="0.333333333333")
    assert shown(Fraction(1, 3)) == about
    assert shown(Fraction(1, 2)) == "0.5"
