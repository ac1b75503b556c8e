"""Units: what they are called, and what they are in centimetres and kilograms.

The inch and the pound are exact by the international agreement of 1959 (1 in = 2.54 cm,
1 lb = 0.45359237 kg); a foot is 12 inches, an ounce the sixteenth part of a pound.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

Measure = Literal["length", "weight"]


class Unit(NamedTuple):
    """A unit: its sign, what it measures, and its size in cm or kg."""

    symbol: str
    measure: Measure
    factor: Decimal


CENTIMETRE = Unit("cm", "length", Decimal(1))
KILOGRAM = Unit("kg", "weight", Decimal(1))
FOOT = Unit("ft", "length", Decimal("30.48"))
POUND = Unit("lb", "weight", Decimal("0.45359237"))
INCH = Unit("in", "length", Decimal("2.54"))
OUNCE = Unit("oz", "weight", Decimal("0.028349523125"))
METRE = Unit("m", "length", Decimal(100))
GRAM = Unit("g", "weight", Decimal("0.001"))

_NAMES = {
    CENTIMETRE: "cm cms centimetre centimetres centimeter centimeters 厘米 公分",
    Unit("mm", "length", Decimal("0.1")): (
        "mm millimetre millimetres millimeter millimeters 毫米"
    ),
    METRE: "m metre metres meter meters 米",
    INCH: "in ins inch inches \" '' ″ ′′ “ ” 英寸 英吋 吋",
    FOOT: "ft foot feet ' ′ ’ ‘ 英尺 英呎 呎",
    KILOGRAM: "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes 千克 公斤",
    GRAM: "g gr gram grams gramme grammes 克",
    POUND: "lb lbs pound pounds 磅",
    OUNCE: "oz ounce ounces 盎司 安士",
    Unit("斤", "weight", Decimal("0.5")): "斤 市斤",
}
UNITS = {name: unit for unit, names in _NAMES.items() for name in names.split()}
"""Every name, in lower case, to its unit."""

AMBIGUOUS = ("寸", "尺", "两")
"""Said of both old Chinese and of foreign units, which differ by a third or more."""

COMPOUND = ((FOOT, INCH), (POUND, OUNCE), (METRE, CENTIMETRE), (KILOGRAM, GRAM))
"""Pairs that are written one after the other and mean their sum, as in 3 lb 4 oz."""


def unit_named(text: str, measure: Measure) -> Unit | None:
    """Give the unit of that name; None where it does not measure that."""
    unit = UNITS.get(text.strip().casefold().removesuffix("."))
    return unit if unit and unit.measure == measure else None
