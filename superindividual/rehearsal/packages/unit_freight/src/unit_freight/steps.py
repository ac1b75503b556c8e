"""The steps of a calculation, in words."""

from __future__ import annotations

from collections.abc import Iterator

from . import messages
from .figures import rounded, shown
from .freight import Charge, Result, metric
from .item import Quantity
from .units import CENTIMETRE, KILOGRAM


def steps_of(result: Result) -> tuple[str, ...]:
    """Explain every step, in the order in which it was taken."""
    return tuple(_steps(result))


def _steps(result: Result) -> Iterator[str]:
    names = (messages.LENGTH, messages.WIDTH_OF_ITEM, messages.HEIGHT)
    for name, side in zip(names, result.item.sides, strict=True):
        yield messages.STEP.format(name=name, sum=_converted(side, "cm"))
    weight = _converted(result.item.weight, "kg")
    yield messages.STEP.format(name=messages.ACTUAL, sum=weight)
    yield messages.STEP_VOLUME.format(
        sides=" × ".join(shown(side) for side in result.sides),
        volume=shown(result.volume),
    )
    for charge in result.charges:
        yield messages.STEP_VOLUMETRIC.format(
            volume=shown(result.volume),
            divisor=rounded(charge.divisor),
            weight=shown(charge.volumetric),
        )
    for charge in result.charges:
        yield _chargeable(charge, result)


def _converted(quantity: Quantity, unit: str) -> str:
    """Write `12 in × 2.54 = 30.48 cm`, or `30 cm` where nothing is converted."""
    if len(quantity) == 1 and quantity[0].unit in (CENTIMETRE, KILOGRAM):
        return f"{shown(quantity[0].number)} {unit}"
    terms = [
        f"{shown(part.number)} {part.unit.symbol} × {part.unit.factor}"
        for part in quantity
    ]
    return f"{' + '.join(terms)} = {shown(metric(quantity))} {unit}"


def _chargeable(charge: Charge, result: Result) -> str:
    larger = charge.volumetric if charge.by_volume else result.weight
    return messages.STEP_CHARGEABLE.format(
        divisor=rounded(charge.divisor),
        actual=shown(result.weight),
        volumetric=shown(charge.volumetric),
        reason=messages.VOLUME_COUNTS if charge.by_volume else messages.ACTUAL_COUNTS,
        larger=shown(larger),
        step=rounded(result.rule.step),
        chargeable=rounded(charge.chargeable),
    )
