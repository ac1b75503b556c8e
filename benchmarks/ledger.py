"""What a sealed and anchored ledger costs: decisions and entries a second, beside raw SQLite of the same run.

python benchmarks/ledger.py [--count 300] [--json]

Raw is one INSERT of the same size with WAL and synchronous=FULL, which waits for the disk once. An entry of the ledger
waits twice: for its commit, and for the line that anchors the commit before it.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.anchor import Anchor
from superindividual.journal.journal import Journal
from superindividual.journal.seals import Watched
from superindividual.specs.catalog import Catalog

ROUNDS = 3


def rate(count: int, work: Callable[[int], Any]) -> float:
    """How often a second."""
    begun = time.perf_counter()
    for number in range(count):
        work(number)
    return count / (time.perf_counter() - begun)


def raw(folder: Path, count: int) -> float:
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
    found = rate(count, lambda _number: connection.execute("INSERT INTO t (text) VALUES (?)", ("x" * 300,)))
    connection.close()
    return found


def journal(folder: Path, count: int) -> dict[str, float]:
    """Entries and decisions a second of a journal of its own."""
    opened = Journal(folder / "journal.db")
    workflow, _document = Catalog().workflow("product_loop")
    run, binding = RunId("R-bench"), Digest("1" * 64)
    with opened.transaction():
        opened.runs.begin(
            run, workflow, inputs={}, brief=Digest("0" * 64), product="thing", language="en",
            engine="rehearsal", approve=None,
        )  # fmt: skip
        for number in range(count):
            opened.decisions.open(
                RequestId(f"Q-{number}"), run=run, step=StepId("prd"), version=1, kind="draft",
                binding=binding, question={}, risk=0,
            )  # fmt: skip
    entries = rate(count, lambda number: opened.events.append("run.noted", run=run, number=number))
    decisions = rate(
        count,
        lambda number: opened.decisions.decide(
            RequestId(f"Q-{number}"), "approve", by="founder", binding=binding
        ),
    )
    opened.close()
    return {"entries": entries, "decisions": decisions}


def bare(folder: Path, count: int) -> dict[str, float]:
    """The same without seals and anchor, as it was before there were any."""
    close, extended = Watched.close, Anchor.extended
    Watched.close = lambda _self, _tx: None  # type: ignore[assignment, method-assign, misc]
    Anchor.extended = lambda *_: nullcontext()  # type: ignore[assignment, method-assign, misc]
    try:
        return journal(folder, count)
    finally:
        Watched.close, Anchor.extended = close, extended  # type: ignore[method-assign]


def measure(count: int) -> dict[str, Any]:
    """Medians of some rounds; each round measures all, so that a busy machine slows all alike."""
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
            for name in ("ours", "bare"):
                (Path(folder) / name).mkdir()
            rounds.append(
                (
                    raw(Path(folder), count),
                    journal(Path(folder, "ours"), count),
                    bare(Path(folder, "bare"), count),
                )
            )
    found: dict[str, Any] = {"count": count, "raw_inserts": statistics.median(r[0] for r in rounds)}
    for name in ("entries", "decisions"):
        found[name] = statistics.median(r[1][name] for r in rounds)
        found[f"{name}_of_raw"] = statistics.median(r[1][name] / r[0] for r in rounds)
        found[f"{name}_unanchored"] = statistics.median(r[2][name] for r in rounds)
        found[f"{name}_unanchored_of_raw"] = statistics.median(r[2][name] / r[0] for r in rounds)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=300, help="of each (300)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.count)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    print(
        f"Median of {ROUNDS} rounds of {options.count}. Raw SQLite, FULL: {found['raw_inserts']:.0f} inserts a second.\n"
    )
    print(f"{'':<12}{'sealed, anchored':>18}{'of raw':>9}{'without':>10}{'of raw':>9}")
    for name in ("entries", "decisions"):
        print(
            f"{name:<12}{found[name]:>18.0f}{found[f'{name}_of_raw']:>9.2f}"
            f"{found[f'{name}_unanchored']:>10.0f}{found[f'{name}_unanchored_of_raw']:>9.2f}"
        )


if __name__ == "__main__":
    main()
