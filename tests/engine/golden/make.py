"""Make the golden runs of this version: `python -m tests.engine.golden.make`; what earlier versions made is kept.

One company with a run that has ended, and runs that were parked where a worker may be told to stop: at a decision with a
form, in the middle of a lane while another lane waits, in a lane that work may come back to, and over items.
"""

from __future__ import annotations

import asyncio
import io
import json
import lzma
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from superindividual import __version__
from superindividual.journal.journal import Journal
from tests.conftest import SteppedClock
from tests.engine.company import FLOW, Desktop

FOLDER = Path(__file__).parent
ENDED, FORM, MID, BACK, ITEMS = "R-ended", "R-form", "R-mid", "R-back", "R-items"
RUNS = (ENDED, FORM, MID, BACK, ITEMS)
KEPT = (
    "company.yaml",
    ".superindividual/journal.db",
    ".superindividual/journal.id",
    ".superindividual/journal.anchor",
    ".superindividual/checkpoints.db",
)
KEPT_FOLDERS = (".superindividual/objects", "products")


def _flow(name: str, **steps: dict[str, Any]) -> dict[str, Any]:
    basis = {"agent": "scout", "deliver": "discovery", "approve": "never"}
    return {"name": name, "steps": [{"id": step, **basis, **rest} for step, rest in steps.items()]}


FORMED = _flow(
    "form",
    ask={"approve": "always", "form": {"price": {"type": "number", "required": True}}},
    then={"needs": ["ask"], "if": "${{ steps.ask.form.price > 3 }}"},
)
WAY_BACK = _flow(
    "back",
    build={},
    page={"needs": ["build"], "approve": "always"},
    review={"needs": ["build"], "approve": "always", "on_fail": {"goto": "build", "at_most": 1}},
)
OVER_ITEMS = _flow(
    "items", plan={}, parts={"needs": ["plan"], "foreach": ["one", "two"], "approve": "always"}
)
IN_MIDDLE = {
    **FLOW,
    "name": "mid",
    "steps": [{**s, "approve": "always"} if s["id"] == "build" else s for s in FLOW["steps"]],
}


def read(root: Path, *words: str) -> Any:
    """What a command of the installed version answers in JSON."""
    command = [sys.executable, "-m", "superindividual", *words, "--json", "--company", str(root)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def answers(root: Path) -> dict[str, Any]:
    """What front ends show of each run, and of the inbox."""
    runs = {run: {"status": read(root, "status", run), "log": read(root, "log", run)} for run in RUNS}
    return {"runs": runs, "inbox": read(root, "inbox")}


def begin(root: Path) -> None:
    """Start the runs and let a worker work until only the founder can move anything, deciding the first."""
    desktop = Desktop(root)
    desktop.journal.close()
    desktop.journal = Journal(desktop.paths.journal, SteppedClock())
    (root / "company.yaml").write_text("name: Golden\n")
    flows = {
        ENDED: {**FLOW, "name": "ended"},
        FORM: FORMED,
        MID: IN_MIDDLE,
        BACK: WAY_BACK,
        ITEMS: OVER_ITEMS,
    }
    for run, flow in flows.items():
        desktop.start(flow, run=run, product=run.lower())
        asyncio.run(desktop.work())
    while any(request.run == ENDED for request in desktop.journal.decisions.waiting()):
        request = next(r for r in desktop.journal.decisions.waiting() if r.run == ENDED)
        desktop.journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
        asyncio.run(desktop.work())
    desktop.journal.close()


def _packed(root: Path, expected: dict[str, Any]) -> bytes:
    for database in ("journal.db", "checkpoints.db"):
        with closing(sqlite3.connect(root / ".superindividual" / database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("VACUUM")
    files = [root / name for name in KEPT]
    files += [p for folder in KEPT_FOLDERS for p in sorted((root / folder).rglob("*")) if p.is_file()]
    content = {str(p.relative_to(root)): p.read_bytes() for p in files}
    content["expected.json"] = json.dumps(expected, ensure_ascii=False, indent=1).encode()
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, data in content.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return lzma.compress(target.getvalue(), preset=9)


def main() -> None:
    """Write `VERSION.tar.xz` beside this file."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "golden"
        root.mkdir()
        begin(root)
        packed = _packed(root, answers(root))
    (FOLDER / f"{__version__}.tar.xz").write_bytes(packed)
    print(f"{__version__}.tar.xz: {len(packed)} bytes")


if __name__ == "__main__":
    main()
