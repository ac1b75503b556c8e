"""Units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from unit_freight.units import (
    FOOT,
    INCH,
    OUNCE,
    POUND,
    UNITS,
    unit_named,
)


def test_the_exact_factors() -> None:
    """The factors are the legal ones, not rounded."""
    assert INCH.factor == Decimal("2.54")
    assert FOOT.factor == 12 * INCH.factor
    assert POUND.factor == Decimal("0.45359237")
    assert OUNCE.factor == Decimal("0.028349523125")
    assert POUND.factor == 16 * OUNCE.factor


@pytest.mark.parametrize(
    ("name", "symbol", "factor"),
    [
        ("厘米", "cm", "1"),
        ("毫米", "mm", "0.1"),
        ("米", "m", "100"),
        ("英寸", "in", "2.54"),
        ("英尺", "ft", "30.48"),
        ("千克", "kg", "1"),
        ("公斤", "kg", "1"),
        ("克", "g", "0.001"),
        ("磅", "lb", "0.45359237"),
        ("盎司", "oz", "0.028349523125"),
        ("斤", "斤", "0.5"),
    ],
)
def test_chinese_names(name: str, symbol: str, factor: str) -> None:
    """Chinese names are the same units."""
    assert UNITS[name].symbol == symbol
    assert UNITS[name].factor == Decimal(factor)


def test_a_unit_measures_one_thing() -> None:
    """A name is found for what it measures only, whatever its case and full stop."""
    assert unit_named(" LBS. ", "weight") == POUND
    assert unit_named("Inches", "length") == INCH
    assert unit_named("lb", "length") is None
    assert unit_named("stone", "weight") is None
