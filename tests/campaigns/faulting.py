"""Raise a fault at every call of a node, a router, a tool, a way out, the saver, the journal and the object store.

A script of its own: it imports everything once and forks a worker for each life. One life of a run meets the fault, and
every later one is whole; the founder (this process) approves whatever is asked, as carelessly as anybody could.
What is counted is what left the company without a compliance record, or without a decision about exactly these bytes.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import chromadb  # noqa: F401 - imported once here, not in each life
from langgraph.types import Command

import superindividual.engine.executor as executor_module
from superindividual.engine.step import StepNodes
from superindividual.ids import RunId, digest
from superindividual.journal.journal import Journal
from tests.campaigns.faulting_cases import begin, company, decide_all
from tests.campaigns.faults import CALLS, Faults
from tests.campaigns.life import in_child
from tests.engine.company import Desktop

MOST_LIVES = 20
SEED = 1

Place = tuple[int, str, int]
"""The number of the life, what is called, and which of its calls in that life."""


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


def live(name: str, root: Path, at: tuple[str, int] | None, seen: Path, defences: str = "") -> int:
    """One worker's life and its exit status; a fault may end it. `seen` gets what was called, `seen.met` the fault."""

    def work() -> None:
        if "careless" in defences:
            careless()
        if "unguarded" in defences:
            unguarded()
        faults = Faults(at, seen.with_suffix(".met"))
        faults.arm()
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - the process ends at once
        try:
            asyncio.run(company(name, root).work())
        finally:
            seen.write_text(json.dumps({"called": faults.seen, "imported": [*sys.modules]}))

    return in_child(work)


class Faulted:
    """One run with at most one fault, to its end.

    The run without a fault leaves a copy of its company before each of its lives. One with a fault begins with the copy of
    the life that meets it, at the same path: the lives before are the same for all of them.
    """

    def __init__(self, name: str, at: Place | None, copies: Path, defences: str = "") -> None:
        self.name, self.at, self.copies, self.defences = name, at, copies, defences
        self.folder = copies / "case"
        self.first = at[0] if at and not defences else 0
        self.lives: list[dict[str, int]] = []
        """What each life called, by place; of those that were lived here."""
        self.imported: set[str] = set()

    def counts(self) -> dict[str, int]:
        """What became of it."""
        self.folder.mkdir(parents=True)
        try:
            return self._to_the_end()
        finally:
            shutil.rmtree(self.folder)

    @property
    def met(self) -> bool:
        """Whether the fault was raised."""
        return (self.folder / "seen.met").exists()

    def _to_the_end(self) -> dict[str, int]:
        desk, run = self._begun()
        for number in range(self.first, MOST_LIVES):
            if self.at is None:
                shutil.copytree(desk.root, self.copies / str(number))
            at = self.at[1:] if self.at and self.at[0] == number else None
            live(self.name, desk.root, at, self.folder / "seen", self.defences)
            seen = json.loads((self.folder / "seen").read_text())
            self.lives.append(seen["called"])
            self.imported.update(seen["imported"])
            journal = Journal(desk.paths.journal)
            over = journal.runs.get(run).outcome
            if over:
                break
            decide_all(self.name, journal, desk.paths)
            journal.close()
        return {**_judged(journal, desk, run, over), "met": int(self.met)}

    def _begun(self) -> tuple[Desktop, RunId]:
        """The company with its run, as it was before the first life that is lived here."""
        root = self.folder / "company"
        if self.first:
            shutil.copytree(self.copies / str(self.first), root)
        desk = company(self.name, root)
        run = desk.journal.runs.all()[0] if self.first else begin(self.name, desk)
        desk.journal.close()
        return desk, run.id


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


def places(name: str, copies: Path) -> list[Place]:
    """Every call that a run without a fault makes, in all of its lives."""
    whole = Faulted(name, None, copies)
    whole.counts()
    for module in sorted(whole.imported - {*sys.modules}):  # what a life imports late is imported once here
        importlib.import_module(module)
    return [
        (number, place, n)
        for number, counted in enumerate(whole.lives)
        for place in sorted(counted)
        for n in range(1, counted[place] + 1)
    ]


def _kind(place: Place) -> str:
    return place[1].split()[0]


def main(name: str, most: int, kinds: str, defences: str) -> None:
    """Meet at most so many faults, drawn from all places of these kinds, and print the counts as JSON.

    The order is drawn with one seed, so that a campaign that is broken off has met a fair sample.
    """
    copies = Path(tempfile.mkdtemp(prefix="superindividual-fault-"))
    every = places(name, copies)
    called = {place.removesuffix(" before") for _life, place, _n in every}
    wanted = [place for place in every if kinds == "all" or _kind(place) in kinds.split(",")]
    chosen = Random(SEED).sample(wanted, min(most, len(wanted)))
    counts: Counter[str] = Counter({"places": len(wanted)})
    unmet: list[str] = []
    for number, at in enumerate(chosen, 1):
        found = Faulted(name, at, copies, defences).counts()
        counts.update(found)
        counts.update({f"at {_kind(at)}": 1})
        unmet += [] if found["met"] else [f"life {at[0]}: {at[1]} {at[2]}"]
        if found.get("published") != 1 or found.get("unfinished"):
            print(f"{at}: {found}", file=sys.stderr)
        if number % 10 == 0:
            print(f"{number} of {len(chosen)}: {dict(counts)}", file=sys.stderr, flush=True)
    shutil.rmtree(copies)
    never = [call for call in CALLS if call not in called]
    print(json.dumps({**counts, "unmet": unmet, "never called": never}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], " ".join(sys.argv[4:]))
