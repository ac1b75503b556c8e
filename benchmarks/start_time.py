"""What a command costs as a whole process, beside a bare Python of the same run.

python benchmarks/start_time.py [--runs 15] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.paths import CompanyPaths

WAITING = 1000
US = [sys.executable, "-m", "superindividual"]


def company(folder: Path, name: str, waiting: int) -> Path:
    """A company with that many requests."""
    made = folder / name
    subprocess.run([*US, "init", str(made)], check=True, capture_output=True)
    journal = Journal(CompanyPaths(made).journal)
    with journal.transaction():
        for number in range(waiting):
            question = {"product": "thing", "step": "prd", "files": 1, "summary": "", "verdicts": {"pass": 3}}
            journal.decisions.open(
                RequestId(f"Q-{number:010x}"), run=RunId("R-bench"), step=StepId("prd"), version=1, kind="draft",
                binding=Digest(f"{number:064x}"), question=question, risk=0,
            )  # fmt: skip
    journal.close()
    return made


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of one process."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return time.perf_counter() - began


def measure(runs: int) -> list[dict[str, object]]:
    """Medians in milliseconds; every round runs every command once, so that all see the same machine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty, full = company(folder, "empty", 0), company(folder, "full", WAITING)
        commands = {
            "python -c pass": ([sys.executable, "-c", "pass"], empty),
            "--help": ([*US, "--help"], empty),
            "inbox, nothing waits": ([*US, "inbox"], empty),
            f"inbox, {WAITING} wait": ([*US, "inbox"], full),
            "status": ([*US, "status"], empty),
            "decide (no such request)": ([*US, "decide", "Q-none", "approve"], empty),
        }
        times: dict[str, list[float]] = {label: [] for label in commands}
        for _round in range(runs):
            for label, (command, where) in commands.items():
                times[label].append(seconds(command, where))
    bare = statistics.median(times["python -c pass"])
    return [
        {"command": label, "ms": round(median * 1000), "above_bare_ms": round((median - bare) * 1000), "ratio": round(median / bare, 1)}
        for label, median in ((label, statistics.median(found)) for label, found in times.items())
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = measure(options.runs)
    if options.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{'command':<28}{'ms':>8}{'above bare':>12}{'ratio':>8}")
    for row in rows:
        print(f"{row['command']:<28}{row['ms']:>8}{row['above_bare_ms']:>12}{row['ratio']:>8}")


if __name__ == "__main__":
    main()
