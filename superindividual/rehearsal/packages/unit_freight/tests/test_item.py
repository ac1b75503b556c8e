"""One item, as people write it."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from unit_freight import messages
from unit_freight.freight import metric
from unit_freight.item import fold, names_unit, parse_item
from unit_freight.units import (
    CENTIMETRE,
    INCH,
    KILOGRAM,
    POUND,
    Unit,
)


def _metric(
    text: str, length: Unit | None = None, weight: Unit | None = None
) -> list[Fraction]:
    item = parse_item(text, length, weight)
    return [metric(quantity) for quantity in (*item.sides, item.weight)]


BOX = [
    Fraction("30.48"),
    Fraction("20.32"),
    Fraction("10.16"),
    Fraction("1.36077711"),
]


@pytest.mark.parametrize(
    "text",
    [
        "12in x 8in x 4in, 3lb",
        "12x8x4in 3lb",
        "12in x 8 x 4, 3lb",
        "12inx8inx4in,3lbs.",
        "12 X 8 * 4 inches; 3 pounds",
        "12 × 8 ✕ 4 in. / 3 lb",
        "12 8 4 in 3 lb",
        "12英寸乘8英寸乘4英寸，重量为3磅",
        '12"L x 8"W x 4"H, 3 LB',
        "12″ х 8″ х 4″ 48oz",
        "12英寸×8英寸×4英寸，3磅",
        "１２×８×４英寸　３磅",
        "１２ｉｎ＊８ｉｎ＊４ｉｎ；３ｌｂ。",
        "长12英寸宽8英寸高4英寸重3磅",
        "外箱尺寸：12x8x4英寸，毛重：48盎司",
        "尺寸 30.48 x 20.32 x 10.16 (厘米)、重量 1.36077711千克",
        "304.8mm by 203.2mm by 101.6mm, 1360.77711 g",
        "0.3048m x 20.32cm x 101.6mm, 1kg 360.77711g",
        "1ft x 8in x 4in, 2 lb 16 oz",
        "3lb, 12 x 8 x 4 in",
    ],
)
def test_the_same_item_in_many_ways(text: str) -> None:
    """Signs, widths, languages, order and units make no difference."""
    assert _metric(text) == BOX


@pytest.mark.parametrize(
    ("text", "first", "weight"),
    [
        ("12½in x 1in x 1in, 1lb", "31.75", "0.45359237"),
        ("12 1/2in x 1in x 1in, 1lb", "31.75", "0.45359237"),
        ("5'6\" x 1ft x 1ft, 1 lb 8 oz", "167.64", "0.680388555"),
        ("1m 20cm x 5cm x 5cm, 2斤", "120", "1"),
        ("1㎝ x 1㎝ x 1㎝, 1㎏", "1", "1"),
    ],
)
def test_fractions_and_sums(text: str, first: str, weight: str) -> None:
    """A half, feet with inches, pounds with ounces are one measure."""
    found = _metric(text)
    assert (found[0], found[-1]) == (Fraction(first), Fraction(weight))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", messages.NO_WEIGHT),
        ("12 x 8 x 4 in", messages.NO_WEIGHT),
        ("12 x 8 x 4 in, 3", messages.NO_WEIGHT_UNIT),
        ("12 x 8 x 4, 3lb", messages.NO_LENGTH_UNIT),
        ("12in x 8in x 4, 3lb", messages.SIDE_WITHOUT_UNIT),
        ("1ft 2in x 8 x 4, 3lb", messages.SIDE_WITHOUT_UNIT),
        ("12in x 8in, 3lb", messages.NOT_THREE_SIDES.format(count=2)),
        ("1x2x3x4cm, 3lb", messages.NOT_THREE_SIDES.format(count=4)),
        ("1x2x3cm, 3lb, 2kg", messages.TWO_WEIGHTS),
        ("1x2x3cm, 3lb 2kg", messages.TWO_WEIGHTS),
        ("1,200x2x3cm, 3kg", messages.UNCLEAR_COMMA.format(text="1,200")),
        ("1x2x3cm, 3，5kg", messages.UNCLEAR_COMMA.format(text="3,5")),
        ("1x2x3,4kg", messages.UNCLEAR_COMMA.format(text="3,4")),
        ("10 x 1 200 mm, 1kg", messages.UNCLEAR_SPACE.format(text="200")),
        ("12-in x 8-in x 4-in, 3lb", messages.UNKNOWN.format(text="-")),
        ("0x2x3cm, 4kg", messages.NOT_POSITIVE.format(text="0")),
        ("-1x2x3cm, 4kg", messages.NOT_POSITIVE.format(text="-1")),
        ("1.2.3x2x3cm, 4kg", messages.UNKNOWN.format(text="1.2.3")),
        ("10²x2x3cm, 4kg", messages.UNKNOWN.format(text="²")),
        ("①x2x3cm, 4kg", messages.UNKNOWN.format(text="①")),
        ("١x2x3cm, 4kg", messages.UNKNOWN.format(text="١")),
        ("1x2x3cm, 4 gallons", messages.UNKNOWN.format(text="gallons")),
        ("1e3x2x3cm, 4kg", messages.UNKNOWN.format(text="e")),
        ("1x2x3cm, 4kg 易碎", messages.UNKNOWN.format(text="易碎")),
        ("12寸x8寸x4寸, 3磅", messages.AMBIGUOUS_UNIT.format(text="寸")),
        ("in x 2 x 3cm, 4kg", messages.UNIT_ALONE.format(text="in")),
        ("1x2x3cm kg, 4kg", messages.UNIT_ALONE.format(text="kg")),
        ("1/3x2x3cm, 4kg", messages.BAD_FRACTION.format(text="1/3")),
        ("1" * 301, messages.TEXT_TOO_LONG.format(limit=300)),
    ],
)
def test_what_is_not_settled_is_asked(text: str, message: str) -> None:
    """Nothing is guessed: the message names what is wrong."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_item(text)


def test_units_for_what_names_none() -> None:
    """The units given beside fill the gaps, and never replace what stands there."""
    assert _metric("12 x 8 x 4, 3", INCH, POUND) == BOX
    assert _metric("12in x 8in x 4in, 3lb", CENTIMETRE, KILOGRAM) == BOX
    assert _metric("10 x 10 x 10, 10", CENTIMETRE, KILOGRAM) == [Fraction(10)] * 4


def test_folding_keeps_what_would_change_a_number() -> None:
    """Full width becomes plain; a superscript never becomes a digit."""
    assert fold("１２½ ＩＮ×") == "12 1/2 in×"
    assert fold("10²") == "10²"


def test_whether_a_unit_is_named() -> None:
    """The x between the sides is no unit."""
    assert names_unit("12 x 8 in")
    assert names_unit("3磅")
    assert not names_unit("12 x 8 x 4")
