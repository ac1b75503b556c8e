"""Volumetric and chargeable weight."""

from __future__ import annotations

from fractions import Fraction

import pytest

from unit_freight.freight import (
    Result,
    Rule,
    round_up,
    work_out,
)
from unit_freight.item import parse_item


def _result(text: str, rule: Rule | None = None) -> Result:
    return work_out(parse_item(text), rule or Rule())


def test_a_known_parcel() -> None:
    """Worked out by hand: 384 cubic inches are 6292.632576 cubic centimetres."""
    result = _result("12in x 8in x 4in, 3lb")
    assert result.volume == Fraction("6292.632576")
    first, second = result.charges
    assert (first.divisor, second.divisor) == (5000, 6000)
    assert first.volumetric == Fraction("1.2585265152")
    assert second.volumetric == Fraction("1.048772096")
    assert [charge.chargeable for charge in result.charges] == [Fraction("1.5")] * 2
    assert not first.by_volume


def test_the_larger_weight_counts() -> None:
    """Each divisor is compared for itself."""
    first, second = _result("50x40x30cm, 11kg").charges
    assert (first.volumetric, first.chargeable, first.by_volume) == (12, 12, True)
    assert (second.volumetric, second.chargeable, second.by_volume) == (10, 11, False)


def test_equal_weights() -> None:
    """Where both are the same the actual weight counts."""
    first, _ = _result("50x40x30cm, 12kg").charges
    assert (first.chargeable, first.by_volume) == (12, False)


@pytest.mark.parametrize(
    ("weight", "step", "expected"),
    [
        ("1.5", "0.5", "1.5"),
        ("1.50000000001", "0.5", "2"),
        ("1.01", "0.5", "1.5"),
        ("1.2", "0.5", "1.5"),
        ("0.001", "0.5", "0.5"),
        ("1.2001", "0.1", "1.3"),
        ("21.3", "1", "22"),
        ("0.3", "0.1", "0.3"),
    ],
)
def test_rounding_is_upwards(weight: str, step: str, expected: str) -> None:
    """Anything over a step is the next step; a full step stays."""
    assert round_up(Fraction(weight), Fraction(step)) == Fraction(expected)


def test_nothing_is_rounded_before_the_end() -> None:
    """A volume that divides without end is not cut off below a full step."""
    rule = Rule((Fraction(6000),), Fraction(1, 3))
    (charge,) = _result("20x10x10cm, 1g", rule).charges
    assert charge.volumetric == charge.chargeable == Fraction(1, 3)


def test_other_divisors() -> None:
    """Any divisors, each with its own result."""
    rule = Rule((Fraction(8000), Fraction(4000), Fraction(5000)), Fraction(1))
    found = [charge.volumetric for charge in _result("20x20x20cm, 1g", rule).charges]
    assert found == [1, 2, Fraction("1.6")]
