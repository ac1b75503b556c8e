"""Time to list 1,000 waiting requests as the inbox does, beside a plain indexed SELECT of the same rows in the same run.

python benchmarks/inbox.py [--requests 1000] [--repeats 50] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from superindividual.ids import RequestId, RunId, StepId, digest_of
from superindividual.journal.journal import Journal
from superindividual.journal.stake import Stake

QUESTION = {
    "product": "ledgerline",
    "step": "prd",
    "agent": "designer",
    "deliver": "prd",
    "summary": "The PRD of a tool that keeps a club's dues, with six requirements and their evidence",
    "reason": "policy-asks",
    "files": 3,
    "verdicts": {"pass": 9, "not_applicable": 2},
}
SELECT = "SELECT * FROM requests WHERE closed IS NULL ORDER BY weight DESC, irreversible DESC, opened, id"


def fill(journal: Journal, count: int) -> None:
    """As many waiting requests, and as many decided ones that must not be looked at."""
    with journal.transaction():
        for number in range(2 * count):
            request = journal.decisions.open(
                RequestId(f"Q-{number:06}"),
                run=RunId(f"R-{number % 40}"),
                step=StepId(f"step{number % 7}"),
                version=1,
                kind="draft",
                binding=digest_of(number),
                question=QUESTION,
                risk=0,
                stake=Stake(Decimal(number % 300) / 7, number % 4),
            )
            if number % 2:
                journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)


def median(repeats: int, once: Callable[[], Any]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(repeats):
        begun = time.perf_counter()
        once()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def main() -> None:
    """Print both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db")
        fill(journal, options.requests)
        store = journal.store
        plain = median(options.repeats, lambda: store.rows(SELECT))
        ours = median(options.repeats, journal.decisions.waiting)
        plan = " ".join(str(row[3]) for row in store.rows(f"EXPLAIN QUERY PLAN {SELECT}"))
        journal.close()
    found = {
        "requests": options.requests,
        "select_ms": plain,
        "waiting_ms": ours,
        "ratio": ours / plain,
        "plan": plan,
    }
    if options.json:
        print(json.dumps(found))
    else:
        print(
            f"{options.requests} waiting: {ours:.2f} ms; plain indexed SELECT {plain:.2f} ms; "
            f"ratio {ours / plain:.2f}; {plan}"
        )


if __name__ == "__main__":
    main()
