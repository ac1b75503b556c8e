"""Layout: where the steps of a workflow stand in its picture, layer under layer, with few lines that cross."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from superindividual.ids import StepId

_SWEEPS = 8
_GAP = 2


@dataclass(eq=False)
class Place:
    """A step's box in its layer, or, without a step, the line that passes by on its way down."""

    step: StepId | None
    width: int
    above: list[Place] = field(default_factory=list)
    below: list[Place] = field(default_factory=list)
    left: int = 0

    @property
    def middle(self) -> int:
        """The column where lines come and go."""
        return self.left + self.width // 2

    @property
    def right(self) -> int:
        """The first column after it."""
        return self.left + self.width


def layout(
    layers: Sequence[Sequence[StepId]],
    needs: Mapping[StepId, Sequence[StepId]],
    widths: Mapping[StepId, int],
    most: int,
) -> list[list[Place]] | None:
    """Places by layer, from left to right; None where they do not fit into `most` columns."""
    places = _placed(layers, needs, widths)
    for sweep in range(_SWEEPS):
        _sort(places, down=sweep % 2 == 0)
    if max(sum(p.width + _GAP for p in layer) - _GAP for layer in places) > most:
        return None
    for layer in places:
        _pack(layer, [0.0] * len(layer), most)
    for sweep in range(_SWEEPS):
        for layer in places if sweep % 2 == 0 else reversed(places):
            _pack(layer, [_wish(p, p.above if sweep % 2 == 0 else p.below) for p in layer], most)
    least = min(p.left for layer in places for p in layer)
    for place in (p for layer in places for p in layer):
        place.left -= least
    return places


def _placed(
    layers: Sequence[Sequence[StepId]], needs: Mapping[StepId, Sequence[StepId]], widths: Mapping[StepId, int]
) -> list[list[Place]]:
    """A place for each step, and one for each layer that a line passes by; lines from one step share them."""
    depth = {step: number for number, layer in enumerate(layers) for step in layer}
    found = [[Place(step, widths[step]) for step in layer] for layer in layers]
    ends = {(p.step, number): p for number, layer in enumerate(found) for p in layer}
    for step in depth:
        for need in needs[step]:
            for number in range(depth[need] + 1, depth[step]):
                if (need, number) not in ends:
                    ends[need, number] = Place(None, 1)
                    found[number].append(ends[need, number])
                    _join(ends[need, number - 1], ends[need, number])
            _join(ends[need, depth[step] - 1], ends[step, depth[step]])
    return found


def _join(upper: Place, lower: Place) -> None:
    upper.below.append(lower)
    lower.above.append(upper)


def _sort(places: list[list[Place]], *, down: bool) -> None:
    """Order each layer by where its neighbours stand, which takes most crossings away."""
    for layer in places if down else reversed(places):
        order = {id(p): n for other in places for n, p in enumerate(other)}
        own = dict(order)

        def key(place: Place, order: dict[int, int] = order, own: dict[int, int] = own) -> tuple[float, int]:
            near = place.above if down else place.below
            return (_mean(order[id(p)] for p in near) if near else own[id(place)], own[id(place)])

        layer.sort(key=key)


def _wish(place: Place, near: Sequence[Place]) -> float:
    """The left edge that would bring a place under or over its neighbours."""
    return _mean(p.middle for p in near) - place.width // 2 if near else place.left


def _pack(layer: Sequence[Place], wishes: Sequence[float], most: int) -> None:
    """Put places as near to their wishes as their order, their gaps and the width allow."""
    end = 0
    for place, wish in zip(layer, wishes, strict=True):
        place.left = max(round(wish), end)
        end = place.right + _GAP
    limit = most
    for place in reversed(layer):
        place.left = min(place.left, limit - place.width)
        limit = place.left - _GAP


def _mean(numbers: Iterable[int]) -> float:
    found = list(numbers)
    return sum(found) / len(found)
