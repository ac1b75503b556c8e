"""Raise a fault at every call of a node, a router, a tool, the saver, the journal and the object store, one in each run.

A script of its own: it imports everything once and forks a worker for each life. The first life of a run meets the
fault; every later one is whole, and the founder (this process) approves whatever is asked, as carelessly as anybody could.
What is counted is what left the company without a compliance record, or without a decision about exactly these bytes.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401 - imported once here, not in each life
from langgraph.types import Command

import superindividual.engine.executor as executor_module
import superindividual.engine.graph as graph_module
from superindividual.engine.effect import EffectNodes
from superindividual.engine.saver import Saver
from superindividual.engine.step import NODES, StepNodes
from superindividual.ids import digest
from superindividual.journal.journal import Journal
from superindividual.journal.store import Store
from superindividual.specs.catalog import Catalog
from superindividual.tools.toolbox import Toolbox
from superindividual.workspace.objects import ObjectStore
from tests.engine.company import Desktop, Scripted, blocking_nothing

MOST_LIVES = 12


class Injected(RuntimeError):
    """The fault."""


class Faults:
    """Counts the calls of each place, and raises at one of them."""

    def __init__(self, at: tuple[str, int] | None) -> None:
        self.at = at
        self.seen: Counter[str] = Counter()

    def pass_by(self, place: str) -> None:
        self.seen[place] += 1
        if (place, self.seen[place]) == self.at:
            raise Injected(f"{place} {self.at}")

    def arm(self) -> None:
        """Put the faults into every place."""
        for owner in (StepNodes, EffectNodes):
            for node in (n for n in NODES if n in vars(owner)):
                self._late(owner, node, f"node {owner.__name__}.{node}")
            for router in (r for r in ("_begun", "_follow", "_leave") if r in vars(owner)):
                self._early(owner, router, f"router {owner.__name__}.{router}")
        for router in (graph_module.Ready, graph_module.Hold):
            self._early(router, "__call__", f"router {router.__name__}")
        self._late(Toolbox, "call", "tool call")
        for name in ("aput", "aput_writes", "aget_tuple"):
            self._late(Saver, name, f"saver {name}")
        for name in ("put", "get"):
            self._early(ObjectStore, name, f"object {name}")
        self._journal()

    def _early(self, owner: Any, name: str, place: str) -> None:
        original = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            self.pass_by(place)
            return original(*given, **named)

        setattr(owner, name, wrapped)

    def _late(self, owner: Any, name: str, place: str) -> None:
        """Before the call, and after it."""
        original = getattr(owner, name)

        async def wrapped(*given: Any, **named: Any) -> Any:
            self.pass_by(f"{place} before")
            answer = await original(*given, **named)
            self.pass_by(f"{place} after")
            return answer

        setattr(owner, name, wrapped)

    def _journal(self) -> None:
        original = Store.transaction
        faults = self

        @contextmanager
        def wrapped(self: Store) -> Any:
            outer = not self.connection.in_transaction
            if outer:
                faults.pass_by("journal begin")
            with original(self) as tx:
                yield tx
                if outer:
                    faults.pass_by("journal commit")

        Store.transaction = wrapped  # type: ignore[method-assign]


def careless() -> None:
    """What many frameworks do: a review that breaks is stepped over, and the run goes on."""
    original = StepNodes.work

    async def work(self: Any, state: Any) -> Command[Any]:
        if self.desk.step.deliver == "compliance_report":
            self.ending.skip("stepped over")
            return self._leave()
        return await original(self, state)

    StepNodes.work = work  # type: ignore[method-assign]


def unguarded() -> None:
    """Start whatever was approved."""
    executor_module.permits = lambda *_: None  # type: ignore[assignment]


def live(root: Path, at: tuple[str, int] | None, seen: Path | None = None, defences: str = "") -> int:
    """One worker's life and its exit status; a fault may end it."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            if "careless" in defences:
                careless()
            if "unguarded" in defences:
                unguarded()
            faults = Faults(at)
            if at or seen:
                faults.arm()
            sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - the process ends at once
            asyncio.run(Desktop(root, Scripted(files=blocking_nothing)).work())
            if seen:
                seen.write_text(json.dumps(faults.seen))
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def decide_all(journal: Journal) -> None:
    """Approve whatever waits; where nothing was handed over, let it be tried again."""
    for request in journal.decisions.waiting():
        said: dict[str, Any] = {"by": "founder", "binding": request.binding}
        if request.version == 0:
            journal.decisions.decide(request.id, "reject", feedback="again", **said)
        else:
            journal.decisions.decide(request.id, "approve", **said)


def one(at: tuple[str, int] | None, defences: str = "", seen: Path | None = None) -> dict[str, int]:
    """One run with one fault, to its end."""
    root = Path(tempfile.mkdtemp(prefix="superindividual-fault-")) / "company"
    try:
        desk = Desktop(root)
        workflow, _document = Catalog().workflow("product_loop")
        run = desk.start(workflow.model_dump(mode="json", by_alias=True))
        desk.journal.close()
        for number in range(MOST_LIVES):
            live(root, at if number == 0 else None, seen if number == 0 else None, defences)
            journal = Journal(desk.paths.journal)
            over = journal.runs.get(run.id).outcome
            if over:
                break
            decide_all(journal)
            journal.close()
        return _judged(journal, desk, run.id, over)
    finally:
        shutil.rmtree(root.parent)


def _judged(journal: Journal, desk: Desktop, run: Any, over: str | None) -> dict[str, int]:
    folder = desk.paths.published / "thing" / run
    out = {str(f.relative_to(folder)): digest(f.read_bytes()) for f in folder.rglob("*") if f.is_file()}
    counts = {
        "runs": 1,
        "published": int(bool(out)),
        "unfinished": int(over is None),
        "outcome_" + str(over): 1,
        "ledger_broken": int(journal.events.first_broken() is not None),
    }
    if out:
        counts["without_compliance"] = int(not _complied(journal, run))
        counts["without_decision"] = int(not _decided(journal, desk, run, out))
    journal.close()
    return counts


def _complied(journal: Journal, run: Any) -> bool:
    """Whether the effect's checks name a compliance report that a step of the run handed over."""
    results = journal.versions.of(run, "launch")[-1].results or ()  # type: ignore[arg-type]
    named = {
        d for r in results if r["check"] == "compliance_reviewed" for d in (r["evidence"] or {}).values()
    }
    made = {r.digest for r in journal.runs.steps(run).values() if r.kind == "compliance_report"}
    return bool(named & made)


def _decided(journal: Journal, desk: Desktop, run: Any, out: dict[str, str]) -> bool:
    """Whether the founder approved exactly the bytes that lie outside."""
    for request in journal.decisions.of_step(run, "launch"):  # type: ignore[arg-type]
        decision = journal.decisions.decision(request.id)
        if decision and decision.verb == "approve" and decision.binding == request.binding:
            files = desk.objects.deliverable(
                journal.versions.get(run, request.step, request.version).digest
            ).files
            if {a.path.removeprefix("launch/"): a.sha256 for a in files} == out:
                return True
    return False


def places() -> list[tuple[str, int]]:
    """Every call that a run without a fault makes in its first life."""
    with tempfile.TemporaryDirectory() as folder:
        seen = Path(folder) / "seen"
        one(None, seen=seen)
        counted: dict[str, int] = json.loads(seen.read_text())
    return [(place, n) for place in sorted(counted) for n in range(1, counted[place] + 1)]


def main(most: int, defences: str) -> None:
    """Meet at most so many faults, evenly over all places, and print the counts as JSON."""
    every = places()
    chosen = every if most >= len(every) else [every[len(every) * n // most] for n in range(most)]
    counts: Counter[str] = Counter({"places": len(every)})
    for at in chosen:
        counts.update(one(at, defences))
        counts.update({f"at {at[0].split()[0]}": 1})
    print(json.dumps(counts))


if __name__ == "__main__":
    main(int(sys.argv[1]), " ".join(sys.argv[2:]))
