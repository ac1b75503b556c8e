"""Volumetric and chargeable weight: exact fractions, rounded once, at the end, up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from .item import Item, Quantity


@dataclass(frozen=True)
class Rule:
    """How a carrier charges."""

    divisors: tuple[Fraction, ...] = (Fraction(5000), Fraction(6000))
    """Cubic centimetres that count as one kilogram."""
    step: Fraction = Fraction(1, 2)
    """Kilograms to whose next full multiple the chargeable weight is rounded up."""


@dataclass(frozen=True)
class Charge:
    """What one divisor gives; weights in kilograms."""

    divisor: Fraction
    volumetric: Fraction
    chargeable: Fraction
    by_volume: bool
    """Whether the volumetric weight is larger than the actual one."""


@dataclass(frozen=True)
class Result:
    """One item, worked out."""

    item: Item
    sides: tuple[Fraction, ...]
    """Centimetres."""
    weight: Fraction
    """Kilograms."""
    volume: Fraction
    """Cubic centimetres."""
    charges: tuple[Charge, ...]
    """One for each divisor, in their order."""
    rule: Rule


def work_out(item: Item, rule: Rule) -> Result:
    """Convert, multiply, divide, compare, round up."""
    sides = tuple(metric(side) for side in item.sides)
    weight, volume = metric(item.weight), math.prod(sides, start=Fraction(1))
    charges = tuple(_charge(weight, volume, divisor, rule) for divisor in rule.divisors)
    return Result(item, sides, weight, volume, charges, rule)


def metric(quantity: Quantity) -> Fraction:
    """Give a length in centimetres or a weight in kilograms."""
    return sum((part.metric for part in quantity), Fraction(0))


def round_up(weight: Fraction, step: Fraction) -> Fraction:
    """Give the next full multiple of `step`; a full multiple stays as it is."""
    return math.ceil(weight / step) * step


def _charge(
    weight: Fraction, volume: Fraction, divisor: Fraction, rule: Rule
) -> Charge:
    volumetric = volume / divisor
    larger = max(weight, volumetric)
    return Charge(
        divisor=divisor,
        volumetric=volumetric,
        chargeable=round_up(larger, rule.step),
        by_volume=volumetric > weight,
    )
