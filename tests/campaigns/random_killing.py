"""Kill at random: at points drawn over (case, kind of boundary, number), and at moments drawn over a life's length.

A script of its own. Each run is killed several times; after its end the next begins, case after case, until there were
as many kills as asked for. All draws come from one seed; where a process is at a moment is the machine's own chance.
"""

from __future__ import annotations

import gc
import json
import mmap
import random
import shutil
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.boundaries import KINDS, tell_of
from tests.campaigns.killing import Killer, Play, disarm
from tests.campaigns.killing_cases import Case, cases
from tests.campaigns.life import die

_NUMBER = struct.Struct("=Q")


class Passed:
    """How many boundaries of each kind all lives of a run have passed; a life that is killed has counted too."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _NUMBER.size * len(KINDS))
        self._lock = threading.Lock()

    def one_more(self, kind: str) -> int:
        """Count one, and give its number."""
        place = KINDS.index(kind) * _NUMBER.size
        with self._lock:
            number = int(_NUMBER.unpack_from(self._shared, place)[0]) + 1
            _NUMBER.pack_into(self._shared, place, number)
        return number

    def all(self) -> dict[str, int]:
        """By kind."""
        return {k: _NUMBER.unpack_from(self._shared, n * _NUMBER.size)[0] for n, k in enumerate(KINDS)}


@dataclass
class Points:
    """Dies at the boundaries of these kinds and numbers, counted through all lives of the run."""

    points: frozenset[tuple[str, int]]
    passed: Passed = field(default_factory=Passed)

    def arm(self) -> None:
        def reach(kind: str, _name: str) -> None:
            if (kind, self.passed.one_more(kind)) in self.points:
                die()

        tell_of(KINDS, reach)

    def patience(self) -> float | None:
        return None


@dataclass
class Moments:
    """Is killed from outside, at a moment drawn evenly over the length of a life that nobody kills.

    The length grows a little with each life, so that a machine that has become slower lets every run come to its end.
    """

    chance: random.Random
    longest: float

    def arm(self) -> None:
        """A life knows nothing of its end."""

    def patience(self) -> float | None:
        self.longest *= 1.01
        return self.chance.uniform(0, self.longest)


@dataclass
class Timed:
    """Kills nobody; tells how many boundaries a run passes, and how long its longest life is."""

    passed: Passed = field(default_factory=Passed)
    longest: float = 0.0
    _began: float | None = None

    def arm(self) -> None:
        def reach(kind: str, _name: str) -> None:
            self.passed.one_more(kind)

        tell_of(KINDS, reach)

    def patience(self) -> float | None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - (self._began or now))
        self._began = now
        return None


@dataclass
class Measured:
    """A case, and what a run of it passes when nobody kills it."""

    case: Case
    boundaries: Mapping[str, int]
    longest: float

    @classmethod
    def of(cls, case: Case, folder: Path) -> Measured:
        """Run it once, unharmed."""
        timed = Timed()
        figures = _played(case, folder, timed)
        assert not figures["kills"]
        return cls(case, timed.passed.all(), timed.longest)

    def points(self, chance: random.Random, most: int) -> Points:
        """As many points as that, the kind drawn first; a kind that has no more gives none."""
        drawn: set[tuple[str, int]] = set()
        kinds = [kind for kind in KINDS if self.boundaries[kind]]
        for _draw in range(most):
            kind = chance.choice(kinds)
            drawn.add((kind, chance.randint(1, self.boundaries[kind])))
        return Points(frozenset(drawn))

    def killer(self, way: str, chance: random.Random, most: int) -> Killer:
        """For the next run of the case."""
        return self.points(chance, most) if way == "points" else Moments(chance, self.longest)


def _played(case: Case, folder: Path, killer: Killer) -> Counter[str]:
    figures = Play(case, folder / "company", killer).to_the_end()
    shutil.rmtree(folder / "company")
    return figures


def campaign(
    folder: Path, names: list[str], way: str, kills: int, seed: int, each: int
) -> dict[str, dict[str, int]]:
    """Figures by case, of as many kills as asked for; about `each` to a run."""
    chance = random.Random(seed)
    gc.collect()
    gc.freeze()  # what is there already is not copied for each life
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    with cases(folder, names) as played:
        measured = [Measured.of(case, folder) for case in played]
        while sum(figures["kills"] for figures in found.values()) < kills:
            one = min(measured, key=lambda m: found[m.case.name]["kills"])  # each as often as the others
            figures = _played(one.case, folder, one.killer(way, chance, each))
            found[one.case.name].update({**figures, "runs": 1})
    return {name: dict(figures) for name, figures in found.items()}


if __name__ == "__main__":
    where, chosen, how, number, begin, to_each, without = sys.argv[1:]
    disarm(without)
    print(json.dumps(campaign(Path(where), json.loads(chosen), how, int(number), int(begin), int(to_each))))
