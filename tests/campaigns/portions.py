"""Portions: many random kills in pieces with seeds of their own, which add up in a file; a later call goes on there.

    python -m tests.campaigns.portions FILE KILLS [EACH]

Every piece is a process of its own and one line of the file, with the code that it killed: pieces of other code are
neither repeated nor counted. Pieces of even number kill at points, the others at moments.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from superindividual.ids import Digest, digest_of
from tests.campaigns.killing import HARM
from tests.campaigns.killing_cases import EVERY_WAY, SHIPPED

HERE = Path(__file__).parents[2]
WAYS = ("points", "moments")
EACH = 250
CASES = (*SHIPPED, EVERY_WAY)

Figures = dict[str, dict[str, int]]


def code() -> Digest:
    """Of everything that a piece runs."""
    folders = ("superindividual", "tests/campaigns", "tests/engine", "tests/effects", "workflows", "examples")
    files = sorted(f for d in folders for f in (HERE / d).rglob("*") if f.suffix in (".py", ".yaml", ".md"))
    return digest_of([[str(f.relative_to(HERE)), f.read_text(encoding="utf-8")] for f in files])


def killed(
    folder: Path,
    cases: list[str],
    way: str,
    kills: int,
    *,
    seed: int,
    each: int = 25,
    without: str = "none",
) -> Figures:
    """Figures by case, of a process that kills as often as that."""
    script = [sys.executable, "-m", "tests.campaigns.random_killing", str(folder), json.dumps(cases), way]
    given = [str(kills), str(seed), str(each), without]
    done = subprocess.run([*script, *given], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{way}, seed {seed}: {done.stderr[-3000:]}"
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@dataclass
class Piece:
    """One line of the file."""

    code: Digest
    number: int
    seconds: float
    found: Figures

    @property
    def kills(self) -> int:
        return sum(figures.get("kills", 0) for figures in self.found.values())


@dataclass
class Portions:
    """The pieces of this code that stand in a file, and those that are still missing."""

    file: Path
    cases: list[str]
    each: int = EACH

    def __post_init__(self) -> None:
        self.code = digest_of([code(), self.cases, self.each])
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        found = [Piece(**json.loads(line)) for line in lines]
        self.pieces = [piece for piece in found if piece.code == self.code]

    @property
    def kills(self) -> int:
        return sum(piece.kills for piece in self.pieces)

    def until(self, kills: int) -> Iterator[Piece]:
        """Each piece that is still missing to so many kills, when it is written down."""
        while self.kills < kills:
            number = len(self.pieces)
            began = time.monotonic()
            with TemporaryDirectory(prefix="superindividual-kills-") as folder:
                way = WAYS[number % 2]
                found = killed(Path(folder), self.cases, way, self.each, seed=number + 1)
            piece = Piece(self.code, number, round(time.monotonic() - began, 1), found)
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(piece)) + "\n")
            self.pieces.append(piece)
            yield piece

    def sums(self) -> Figures:
        """By case and way, of all pieces."""
        total: dict[str, Counter[str]] = {}
        for piece in self.pieces:
            for case, figures in piece.found.items():
                total.setdefault(f"{case}, {WAYS[piece.number % 2]}", Counter()).update(figures)
        return {name: dict(figures) for name, figures in sorted(total.items())}


def unharmed(found: Figures, kills: int) -> None:
    """Every case was killed, together as often as that, and there is nothing that the founder would notice."""
    assert all(figures.get("kills", 0) > 0 for figures in found.values()), found
    assert sum(figures.get("kills", 0) for figures in found.values()) >= kills
    harmed = {n: {h: f[h] for h in HARM if f.get(h)} for n, f in found.items()}
    assert not any(harmed.values()), harmed


def table(found: Figures) -> str:
    """The figures, a case a line."""
    total: Counter[str] = Counter()
    for figures in found.values():
        total.update(figures)
    columns = ("runs", "kills", "lives", "decisions", "effects", "questions", "locks left", *HARM)
    lines = [f"{'':34}" + "".join(f"{column:>20}" for column in columns)]
    for name, figures in {**found, "all": total}.items():
        lines.append(f"{name:34}" + "".join(f"{figures.get(column, 0):>20}" for column in columns))
    return "\n".join(lines)


def main(file: Path, kills: int, each: int) -> None:
    """Kill until so many stand in the file; say how far it is after each piece."""
    portions = Portions(file, list(CASES), each)
    for piece in portions.until(kills):
        print(f"{portions.kills} of {kills} kills, the last {piece.kills} in {piece.seconds} s", flush=True)
    print(f"SIGKILL at random\n{table(portions.sums())}", flush=True)
    unharmed(portions.sums(), kills)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else EACH)
