"""Kill a worker with SIGKILL wherever a run can be killed, start it again, and count what the founder would notice.

A script of its own: it imports everything once and forks a process for each life of the worker, and for each decision
of the founder. In `sweep` each life dies at the first boundary at which none has died before, so that one run sees all
of them. After every death the ledger is verified.
"""

from __future__ import annotations

import asyncio
import gc
import json
import secrets
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import chromadb.api.rust  # imported once here, not in each life
import chromadb.telemetry.product.posthog  # noqa: F401

import superindividual.engine.asking as asking_module
import superindividual.engine.desk as desk_module
import superindividual.engine.step as step_module
from superindividual.engine.executor import Executor
from superindividual.ids import RequestId, StepId
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal
from superindividual.journal.verification import verify
from superindividual.paths import CompanyPaths
from tests.campaigns.boundaries import KINDS, tell_of
from tests.campaigns.killing_cases import FORM, RUN, Case, cases
from tests.campaigns.life import die, in_child

MOST_LIVES = 3000

HARM = (
    "lost decisions",
    "second requests",
    "second versions",
    "second commits",
    "duplicate effects",
    "missing effects",
    "needless questions",
    "false ends",
    "unsound ledgers",
)
"""Figures that must be 0."""


class Killer(Protocol):
    """Decides where a life ends."""

    def arm(self) -> None:
        """In the life: get ready."""

    def patience(self) -> float | None:
        """Before the life: after how many seconds it is killed from outside; None for never."""


@dataclass
class Sweep:
    """Dies at the first boundary at which no life has died before."""

    marks: Path
    kinds: tuple[str, ...] = KINDS

    def arm(self) -> None:
        died = set(self.marks.read_text().splitlines()) if self.marks.exists() else set()

        def reach(kind: str, name: str) -> None:
            place = f"{kind} {name}"
            if place not in died:
                with self.marks.open("a") as file:
                    file.write(f"{place}\n")
                die()

        tell_of(self.kinds, reach)

    def patience(self) -> float | None:
        return None


@dataclass
class Play:
    """One run through all its deaths."""

    case: Case
    root: Path
    killer: Killer

    def __post_init__(self) -> None:
        self.figures: Counter[str] = Counter()
        self.journal_file = CompanyPaths(self.root).journal
        self.acknowledged = self.root / "acknowledged"
        self.lost: set[str] = set()

    def to_the_end(self) -> Counter[str]:
        """Work and decide until the run is over, and count."""
        self.case.reset()
        self.root.mkdir(parents=True)
        self.case.begin(self.root)
        while not self._over():
            if self.figures["lives"] >= MOST_LIVES:
                raise SystemExit(f"{self.case.name} does not end: {self.figures}")
            killed = self._life(self._work)
            self.case.settle()
            if not killed:
                self._decide_all()
        self._count()
        return self.figures

    def _life(self, work: Callable[[], None]) -> bool:
        """Whether it was killed."""
        status = in_child(work, self.killer.patience())
        self.figures["lives"] += 1
        if status not in (0, -signal.SIGKILL):
            raise SystemExit(f"{self.case.name}: a process ended with status {status}")
        if status:
            self.figures["kills"] += 1
        self._look_after()
        return bool(status)

    def _look_after(self) -> None:
        """What must hold after every life, however it ended."""
        self.figures["unsound ledgers"] += bool(verify(self.journal_file).faults)
        journal = Journal(self.journal_file)
        self.lost |= {q for q in self._acknowledged() if journal.decisions.decision(RequestId(q)) is None}
        journal.close()

    def _acknowledged(self) -> set[str]:
        """The requests of which the founder was told that they are decided."""
        return set(self.acknowledged.read_text().split()) if self.acknowledged.exists() else set()

    def _work(self) -> None:
        self.killer.arm()
        asyncio.run(self.case.desk(self.root).work())

    def _decide_all(self) -> None:
        """The founder takes every decision that waits, each in a process that can be killed too."""
        journal = Journal(self.journal_file)
        waiting = [r for r in journal.decisions.waiting() if not self._over()]
        journal.close()
        self.figures["locks left"] += self.case.mend(self.root)
        for request in waiting:
            verb = "approve"
            if request.kind == "arrival" and not self.case.arrived(self.root, str(request.step)):
                verb = "reject"
            while self._life(partial(self._decide, request, verb)):
                pass

    def _decide(self, request: Request, verb: str) -> None:
        self.killer.arm()
        journal = Journal(self.journal_file)
        if journal.decisions.decision(request.id) is None:
            form = {name: FORM[name] for name in request.question.get("form") or ()}
            said = {"by": "founder", "binding": request.binding, "form": form or None}
            journal.decisions.decide(request.id, verb, **said)  # type: ignore[arg-type]
        self._acknowledge(request.id)

    def _acknowledge(self, request: RequestId) -> None:
        with self.acknowledged.open("a") as file:
            file.write(f"{request}\n")

    def _over(self) -> bool:
        """Whether the journal says that the run has ended."""
        journal = Journal(self.journal_file)
        run = journal.runs.get(RUN)
        journal.close()
        return run.outcome is not None

    def _count(self) -> None:
        """What the founder would notice."""
        journal = Journal(self.journal_file)
        run = journal.runs.get(RUN)
        steps = [step.id for step in run.workflow.steps]
        effects = journal.outbox.of(RUN)
        outward = {step.id for step in run.workflow.steps if step.effect}
        self.figures.update(self._of_decisions(journal, steps))
        self.figures.update(self._of_effects(journal))
        self.figures["second versions"] = _seconds(
            (s, v.attempt) for s in steps for v in journal.versions.of(RUN, s)
        )
        self.figures["effects"] = sum(e.state == "done" and e.step in outward for e in effects)
        self.figures["false ends"] += run.outcome != "done" or set(journal.runs.steps(RUN)) != set(steps)
        self.figures["second commits"] = _seconds(self._commits(journal))
        journal.close()

    def _of_decisions(self, journal: Journal, steps: list[StepId]) -> Counter[str]:
        requests = [r for step in steps for r in journal.decisions.of_step(RUN, step)]
        return Counter(
            {
                "decisions": len(self._acknowledged()),
                "lost decisions": len(self.lost),
                "second requests": _seconds((r.step, r.version) for r in requests if r.kind != "arrival"),
            }
        )

    def _of_effects(self, journal: Journal) -> Counter[str]:
        """How often each arrived, and whether it was asked about where it could be known."""
        found: Counter[str] = Counter()
        for step in journal.runs.get(RUN).workflow.steps:
            if step.effect is None:
                continue
            there = self.case.arrived(self.root, step.id)
            asked = sum(r.kind == "arrival" for r in journal.decisions.of_step(RUN, step.id))
            losses = sum(e.losses for e in journal.outbox.of(RUN) if e.step == step.id)
            found["duplicate effects"] += max(there - 1, 0)
            found["missing effects"] += there == 0
            found["questions"] += asked
            found["needless questions"] += abs(asked - (losses if self.case.unknowable(step.id) else 0))
        return found

    def _commits(self, journal: Journal) -> list[str]:
        product = CompanyPaths(self.root).products / journal.runs.get(RUN).product
        command = ["git", "log", "--format=%s"]
        done = subprocess.run(command, cwd=product, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()


def _seconds(things: Iterable[Hashable]) -> int:
    """How many of them are there once more."""
    return sum(number - 1 for number in Counter(things).values())


def disarm(defence: str) -> None:
    """Switch one defence off, so that the campaign must find what it prevents."""
    if defence == "request-id":
        asking_module.request_id = lambda *_: RequestId("Q-" + secrets.token_hex(5))  # type: ignore[assignment]
    elif defence == "version-lookup":
        original = desk_module.Desk.versions
        step_module.Desk.versions = lambda self: [v for v in original(self) if v.results is not None]  # type: ignore[method-assign]
    elif defence == "outbox-lookup":  # whatever the outbox says, it is sent
        Executor._go_on = Executor._perform  # type: ignore[method-assign]
    elif defence == "commit-first":  # the founder is told before it is written
        decide = Play._decide

        def told_first(self: Play, request: Request, verb: str) -> None:
            self._acknowledge(request.id)
            decide(self, request, verb)

        Play._decide = told_first  # type: ignore[method-assign]
    elif defence != "none":
        raise SystemExit(f"no defence {defence}")


def sweep(folder: Path, name: str, kinds: tuple[str, ...]) -> dict[str, int]:
    """One run of a case, killed at every boundary of these kinds."""
    gc.collect()
    gc.freeze()  # what is there already is not copied for each life
    with cases(folder, [name]) as (case,):
        marks = folder / "marks"
        figures = Play(case, folder / "company", Sweep(marks, kinds)).to_the_end()
    named = marks.read_text().splitlines()
    figures.update(
        {f"{kind} boundaries": sum(line.startswith(f"{kind} ") for line in named) for kind in kinds}
    )
    return {**figures, "boundaries": len(named)}


if __name__ == "__main__":
    where, chosen, at, without = sys.argv[1:]
    disarm(without)
    print(json.dumps(sweep(Path(where), chosen, tuple(at.split(",")))))
