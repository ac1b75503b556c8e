"""What a command costs as a whole process, beside a bare Python of the same run.

Modules are read from compiled files, as on every start but the first, whatever this machine's environment says of them.

python benchmarks/start_time.py [--runs 15] [--json]
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from superindividual.ids import Digest, RequestId, RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.paths import CompanyPaths
from superindividual.specs.catalog import Catalog

WAITING = 1000
BARE = "python -c pass"
US = [sys.executable, "-c", "from superindividual.cli import main; raise SystemExit(main())"]
"""As the installed script does it; `python -m` adds its own 3 ms."""


def company(folder: Path, name: str, waiting: int) -> CompanyPaths:
    """A company with one run and that many requests, whose worker is taken to run already."""
    subprocess.run([*US, "init", name], cwd=folder, check=True, capture_output=True)
    paths = CompanyPaths(folder / name)
    journal = Journal(paths.journal)
    workflow, _document = Catalog().workflow("product_loop")
    run = RunId("R-bench")
    with journal.transaction():
        journal.runs.begin(
            run, workflow, inputs={}, brief=Digest("0" * 64), product="thing", language="en",
            engine="rehearsal", approve=None,
        )  # fmt: skip
        for number in range(waiting):
            question = {"product": "thing", "step": "prd", "files": 1, "summary": "", "verdicts": {"pass": 3}}
            journal.decisions.open(
                RequestId(f"Q-{number:010x}"), run=run, step=StepId("prd"), version=1, kind="draft",
                binding=Digest(f"{number:064x}"), question=question, risk=0,
            )  # fmt: skip
    journal.close()
    return paths


def compiling(folder: Path) -> dict[str, str]:
    """An environment in which Python keeps what it compiled in a folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder)}


def seconds(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Wall time of one process, which must do what it was asked to."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=True, env=environment)
    return time.perf_counter() - began


def measure(runs: int) -> list[dict[str, object]]:
    """Medians in milliseconds; every round runs every command once, so that all see the same machine."""
    with tempfile.TemporaryDirectory() as name:
        empty = company(Path(name), "empty", 0)
        full = company(Path(name), "full", WAITING)
        commands = {
            BARE: ([sys.executable, "-c", "pass"], empty),
            "--help": ([*US, "--help"], empty),
            "inbox, nothing waits": ([*US, "inbox"], empty),
            f"inbox, {WAITING} wait": ([*US, "inbox"], full),
            "status": ([*US, "status"], empty),
            "log": ([*US, "log"], empty),
            f"decide, {WAITING} wait": ([*US, "decide", "", "approve"], full),
        }
        times: dict[str, list[float]] = {label: [] for label in commands}
        with full.lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # so that no decision starts a worker of its own
            environment = compiling(Path(name, "compiled"))
            for number in range(runs + 1):  # the first compiles
                commands[f"decide, {WAITING} wait"][0][-2] = f"Q-{number:010x}"
                for label, (command, where) in commands.items():
                    times[label].append(seconds(command, where.root, environment))
    return figures({label: 1000 * statistics.median(found[1:]) for label, found in times.items()})


def figures(medians: dict[str, float]) -> list[dict[str, object]]:
    """Each command beside the bare Python."""
    bare = medians[BARE]
    return [
        {"command": label, "ms": round(ms, 1), "above_bare_ms": round(ms - bare, 1), "ratio": round(ms / bare, 1)}
        for label, ms in medians.items()
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help=f"rounds, less than {WAITING}")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = measure(min(options.runs, WAITING - 1))
    if options.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{'command':<28}{'ms':>8}{'above bare':>12}{'ratio':>8}")
    for row in rows:
        print(f"{row['command']:<28}{row['ms']:>8}{row['above_bare_ms']:>12}{row['ratio']:>8}")


if __name__ == "__main__":
    main()
