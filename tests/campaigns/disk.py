"""Let the disk fail at one write after another of a run: full, read-only, broken; then mend it and go on.

A script of its own: it forks a worker for each life. `readonly` and `full` make SQLite refuse the nth transaction,
`broken` limits how long any file may become (EFBIG to Python, an I/O error to SQLite), and `room` runs the company on a
small file system of its own, which needs `unshare --user --map-root-user --mount`.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401 - imported once here, not in each life

from superindividual.errors import SuperindividualError
from superindividual.ids import digest
from superindividual.journal.journal import Journal
from superindividual.journal.store import Store
from tests.campaigns.life import PATIENCE
from tests.engine.company import FLOW, Desktop, Scripted, blocking_nothing

MOST_LIVES = 8
NEED = 6_000
"""KiB that a whole run takes at most, without the worker's own start."""


def refuse(kind: str, nth: int) -> None:
    """Let SQLite refuse everything from the nth transaction of this process on."""
    original, seen = Store.transaction, 0

    @contextmanager
    def wrapped(self: Store) -> Any:
        nonlocal seen
        if not self.connection.in_transaction:
            seen += 1
            if seen >= nth and kind == "readonly":
                self.connection.execute("PRAGMA query_only=ON")
            elif seen >= nth:
                pages = self.connection.execute("PRAGMA page_count").fetchone()[0]
                self.connection.execute(f"PRAGMA max_page_count={pages}")
        with original(self) as tx:
            yield tx

    Store.transaction = wrapped  # type: ignore[method-assign]


def live(root: Path, kind: str, at: int, said: Path) -> int:
    """One worker's life and its exit status: 2 when it gave the reason as every command does, 3 for anything else."""
    pid = os.fork()
    if pid == 0:
        status = 3
        try:
            if kind in ("readonly", "full"):
                refuse(kind, at)
            if kind == "broken":
                resource.setrlimit(resource.RLIMIT_FSIZE, (at * 1024, resource.RLIM_INFINITY))
            asyncio.run(Desktop(root, Scripted(files=blocking_nothing), patience=PATIENCE).work())
            status = 0
        except SuperindividualError as error:
            if kind != "broken":
                said.write_text(f"{error}")
            status = 2
        except BaseException as error:  # told to the campaign, which counts it
            print(f"{kind} {at}: {type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def one(root: Path, kind: str, at: int) -> dict[str, int]:
    """One run that meets the fault in its first life, and goes on when it is mended."""
    desk = Desktop(root)
    run = desk.start(FLOW)
    desk.journal.close()
    counts: Counter[str] = Counter({"runs": 1, f"kind_{kind}": 1})
    filler = root / "filler"
    if kind == "room":
        fill(filler, at)
    said, decided = root.parent / f"said-{kind}-{at}", []
    status = live(root, kind, at, said)
    filler.unlink(missing_ok=True)
    journal = Journal(desk.paths.journal)
    stalled = [e.data["reason"] for e in journal.events.after() if e.kind == "run.stalled"]
    journal.close()
    counts["stopped"] = int(status != 0 or bool(stalled))
    counts["said_why"] = int(status == 2 or bool(stalled))
    counts["crashed"] = int(status not in (0, 2))
    for _life in range(MOST_LIVES):
        journal = Journal(desk.paths.journal)
        for request in journal.decisions.waiting():
            journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
            decided.append(request.id)
        over = journal.runs.get(run.id).outcome
        if over:
            break
        journal.close()
        live(root, "whole", 0, said)
    counts["done"] = int(over == "done")
    counts["lost_decisions"] = sum(journal.decisions.decision(d) is None for d in decided)
    counts["ledger_broken"] = int(journal.events.first_broken() is not None)
    counts["failed_attempts"] = sum(e.kind == "attempt.failed" for e in journal.events.after())
    counts["wrong_bytes"] = int(not published(desk, journal, run.id))
    journal.close()
    return counts


def published(desk: Desktop, journal: Journal, run: Any) -> bool:
    """Whether exactly what was approved lies outside."""
    folder = desk.paths.published / "thing" / run
    out = {str(f.relative_to(folder)): digest(f.read_bytes()) for f in folder.rglob("*") if f.is_file()}
    effects = journal.outbox.of(run)
    return [{p.removeprefix("launch/"): h for p, h in e.action["files"].items()} for e in effects] == [out]


def fill(file: Path, left: int) -> None:
    """Leave so many KiB of the file system."""
    found = os.statvfs(file.parent)
    with file.open("wb") as held:
        os.posix_fallocate(held.fileno(), 0, found.f_bavail * found.f_frsize - left * 1024)


def main(kinds: list[str], times: int) -> None:
    """Meet so many faults of each kind, evenly spread, and print the counts as JSON."""
    counts: Counter[str] = Counter()
    reach = {"readonly": 90, "full": 90, "broken": 300, "room": NEED}
    for kind in kinds:
        for n in range(times):
            with tempfile.TemporaryDirectory(prefix="superindividual-disk-") as folder:
                root = Path(folder) / "company"
                root.mkdir()
                if kind == "room":
                    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", root], check=True)
                at = 1 + reach[kind] * n // times
                try:
                    found = one(root, kind, at)
                    print(f"{kind} {at}: {json.dumps(found)}", file=sys.stderr, flush=True)
                    counts.update(found)
                finally:
                    if kind == "room":
                        subprocess.run(["umount", "-l", root], check=True)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[2:], int(sys.argv[1]))
