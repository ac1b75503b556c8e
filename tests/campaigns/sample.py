"""Sample: the short form of a campaign, with attacks of every kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

import pytest


class Kinded(Protocol):
    """An attack."""

    @property
    def kind(self) -> str: ...


Attacks = TypeVar("Attacks", bound=Kinded)

SHORT_AND_LONG = [pytest.param(4, id="short"), pytest.param(10_000, id="long", marks=pytest.mark.campaign)]
"""How many of each kind."""


def of_each(attacks: Iterable[Attacks], most: int) -> Iterator[Attacks]:
    """At most so many of each kind, spread over all of that kind."""
    listed = list(attacks)
    count = Counter(attack.kind for attack in listed)
    seen = Counter[str]()
    for attack in listed:
        step = max(1, count[attack.kind] // most)
        if seen[attack.kind] % step == 0 and seen[attack.kind] // step < most:
            yield attack
        seen[attack.kind] += 1
