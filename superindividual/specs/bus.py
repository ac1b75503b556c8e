"""Bus: the line from steps of one layer to the same steps of the next one, with columns of its own at both ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from superindividual.specs.layout import Place


@dataclass(eq=False)
class Bus:
    """The columns where it comes from above and goes on below; steps that wait for the same ones share it."""

    above: tuple[int, ...]
    below: tuple[int, ...]

    def turns(self) -> bool:
        """Whether it runs sideways anywhere."""
        return len({*self.above, *self.below}) > 1

    def under(self, other: Bus) -> bool:
        """Whether it must turn below another one, since it comes down where the other one leaves."""
        return self is not other and bool({*self.below} & {*other.above})

    def touches(self, other: Bus) -> bool:
        """Whether the two would lie on one another in the same row, or side by side without a gap."""
        own, others = (*self.above, *self.below), (*other.above, *other.below)
        return min(own) <= max(others) + 1 and min(others) <= max(own) + 1


def buses_from(layer: Sequence[Place]) -> list[Bus]:
    """The buses between a layer and the next one. Each comes into a step by a column of its own, so that none is taken for another."""
    groups: dict[frozenset[Place], list[int]] = {}
    for place in (p for p in layer if p.below):
        groups.setdefault(frozenset(place.below), []).append(place.middle)
    entries = {place: _entries(place, groups) for below in groups for place in below}
    return [
        Bus(tuple(above), tuple(sorted(entries[p][below] for p in below))) for below, above in groups.items()
    ]


def _entries(place: Place, groups: Mapping[frozenset[Place], Sequence[int]]) -> dict[frozenset[Place], int]:
    """The column in which each bus comes into a place: from left to right as they come, none where another one leaves."""
    coming = sorted(
        (below for below in groups if place in below), key=lambda b: sum(groups[b]) / len(groups[b])
    )
    entries: dict[frozenset[Place], int] = {}
    for number, below in enumerate(coming, 1):
        ideal = place.left + number * place.width // (len(coming) + 1)
        leaving = {column for other in groups if other != below for column in groups[other]}
        entries[below] = _free(place, ideal, {*entries.values(), *leaving})
    return entries


def _free(place: Place, ideal: int, taken: Collection[int]) -> int:
    """The nearest column of the place that is not taken; the wished one where all are."""
    columns = [c for c in range(place.left + 1, place.right - 1) if c not in taken]
    return min(columns, key=lambda column: (abs(column - ideal), column), default=ideal)


def rows_of(buses: Sequence[Bus]) -> dict[Bus, int] | None:
    """The row in which each bus turns: no two lie on one another, and none comes down where another begins above it.

    None where each would have to turn below the other, which no reader could tell apart.
    """
    rows: dict[Bus, int] = {}
    waiting = [bus for bus in buses if bus.turns()]
    while waiting:
        free = [b for b in waiting if not any(b.under(other) for other in waiting)]
        if not free:
            return None
        bus = free[0]
        waiting.remove(bus)
        taken = {rows[other] for other in rows if bus.touches(other)}
        least = 1 + max((rows[other] for other in rows if bus.under(other)), default=-1)
        rows[bus] = next(n for n in range(least, least + len(buses) + 1) if n not in taken)
    return rows
