"""Let two to four processes decide the same request at the same moment, again and again, and count who believes to have won.

A script of its own: it forks four founders, scripts and clocks, each with the journal open, and starts each race by a
barrier. With `unsafe` the compare-and-set is off: the look and the write are no longer one transaction.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from sqlite3 import Connection as Database
from typing import Any

from superindividual.approvals.granting import answered, make
from superindividual.approvals.outward import Outward
from superindividual.approvals.policy import policy_of
from superindividual.errors import DecisionRefused
from superindividual.ids import Digest, RequestId, RunId, StepId, digest_of
from superindividual.journal.decisions import Request
from superindividual.journal.grants import Terms
from superindividual.journal.journal import Journal
from superindividual.journal.store import Store
from superindividual.specs.policy import PolicySpec

ACTS = ("approve", "edit", "reject", "stop", "timeout", "grant")
POLICY = policy_of(PolicySpec())
OUTWARD = Outward(
    "publish", {"how": "publish_folder", "target": "published/thing/R-1"}, "thing", "w", "launch"
)
PASSED = [{"check": "compliance_reviewed", "verdict": "pass", "evidence": {"digest": "d" * 64}}]


def act(journal: Journal, request: Request, name: str, by: str) -> str:
    """Decide; the answer is `won`, or what the loser is told."""
    said: dict[str, Any] = {"by": by, "binding": request.binding}
    try:
        if name == "grant":
            ruling = answered(journal, POLICY, request, OUTWARD, PASSED, always=False)
            return ruling.reason if ruling.ask else "won"
        if name == "edit":
            said["edited"] = digest_of(by)
        if name in ("reject", "timeout"):
            said["feedback"] = "no"
        if name == "timeout":
            said["by"] = "timeout:1s"
        verb: Any = "reject" if name == "timeout" else name
        journal.decisions.decide(request.id, verb, **said)
    except (DecisionRefused, sqlite3.Error) as refused:  # without the defence tables break too
        return str(refused)
    return "won"


def contend(path: Path, number: int, commands: Connection, barriers: dict[int, Any]) -> None:
    """One process: for each race it is sent, wait for the others, decide, and tell."""
    journal = Journal(path)
    while (command := commands.recv()) is not None:
        name, acting, many = command
        request = journal.decisions.request(RequestId(name))
        barriers[many].wait()
        commands.send(act(journal, request, acting, f"process {number}"))
    journal.close()


def disarm(path: Path) -> None:
    """Switch the compare-and-set off: each statement stands alone, and the table takes a second decision."""
    journal = Journal(path)
    for statement in (
        "PRAGMA foreign_keys=OFF",
        "CREATE TABLE loose AS SELECT * FROM decisions",
        "DROP TABLE decisions",
        "ALTER TABLE loose RENAME TO decisions",
    ):
        journal.store.connection.execute(statement)
    journal.close()

    @contextmanager
    def alone(self: Store) -> Iterator[Database]:
        yield self.connection

    Store.transaction = alone  # type: ignore[method-assign]


def start(path: Path) -> list[tuple[ForkProcess, Connection]]:
    context = multiprocessing.get_context("fork")
    barriers = {many: context.Barrier(many) for many in (2, 3, 4)}
    found = []
    for number in range(4):
        ours, theirs = context.Pipe()
        process = context.Process(target=contend, args=(path, number, theirs, barriers))
        process.start()
        found.append((process, ours))
    return found


def race(journal: Journal, number: int, processes: list[Any], chance: random.Random) -> dict[str, int]:
    """One race, and what is wrong with its end."""
    request = journal.decisions.open(
        RequestId(f"Q-{number}"),
        run=RunId("R-1"),
        step=StepId("launch"),
        version=1,
        kind="effect",
        binding=Digest(digest_of(number)),
        question={},
        risk=2,
    )
    runners = chance.sample(processes, chance.choice((2, 3, 4)))
    for _process, pipe in runners:
        pipe.send((request.id, chance.choice(ACTS), len(runners)))
    told = [pipe.recv() for _process, pipe in runners]
    rows = journal.store.rows("SELECT verb, by FROM decisions WHERE request = ?", (request.id,))
    events = [e for e in journal.events.after(journal.events.last_seq() - 40) if e.kind == "decision.made"]
    made = sum(e.data["request"] == request.id for e in events)
    if not rows:
        raise SystemExit(f"nobody decided: {told}")
    losers = [answer for answer in told if answer != "won"]
    named = [a for a in losers if a == "settled" or f"already decided: {rows[0]['verb']} by " in a]
    return {
        "races": 1,
        "decisions": len(rows),
        "more_than_one_winner": int(told.count("won") > 1),
        "no_winner": int(told.count("won") == 0),
        "more_than_one_row": int(len(rows) > 1),
        "more_than_one_entry": int(made != 1),
        "losers": len(losers),
        "losers_told": len(named),
        f"won_by_{rows[0]['verb'] if not rows[0]['by'].startswith(('grant', 'timeout')) else rows[0]['by'][:5]}": 1,
    }


def main(folder: Path, races: int, *, unsafe: bool) -> None:
    """Print the counts as JSON."""
    path = folder / "state" / "journal.db"
    journal = Journal(path)
    terms = Terms("publish", "publish_folder", {"target": "published/thing/*"}, {}, races, None, "")
    make(journal, terms, "2999-01-01", by="founder")
    journal.close()
    if unsafe:
        disarm(path)
    processes = start(path)
    journal, chance, counts = Journal(path), random.Random(races), Counter[str]()
    try:
        for number in range(races):
            counts.update(race(journal, number, processes, chance))
        counts["ledger_broken"] = int(journal.events.first_broken() is not None)
        counts["grant_uses"] = len(journal.grants.requests_of(journal.grants.all()[0].id))
    finally:
        for process, pipe in processes:
            pipe.send(None)
            process.join(30)
            process.kill()
    print(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), unsafe="unsafe" in sys.argv)
