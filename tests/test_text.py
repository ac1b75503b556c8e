"""Text that a founder reads."""

from __future__ import annotations

import pytest

from superindividual.text import number


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [
        (0, 6, "0"),
        (5.0, 6, "5"),
        (1_000_000, 6, "1000000"),
        (14072, 4, "14072"),
        (1_234_567.8, 6, "1234568"),
        (19.6669, 6, "19.6669"),
        (0.0383055, 2, "0.038"),
        (0.00001234, 4, "0.00001234"),
        (-2.5, 4, "-2.5"),
        (float("inf"), 4, "inf"),
    ],
)
def test_a_number_has_no_exponent_and_loses_nothing_before_its_point(
    value: float, digits: int, told: str
) -> None:
    """A million tokens are no 1e+06."""
    assert number(value, digits) == told
