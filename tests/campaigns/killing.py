"""Kill a worker with SIGKILL at every boundary of a run, start it again, and count what the founder would notice.

A script of its own: it imports everything once and forks a worker for each life. A boundary is the moment before or
after one node of one step's attempt. Each life dies at the first boundary at which none has died before, so that one
run sees all of them; the founder (this process) decides whenever a life ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401 - imported once here, not in each life

import superindividual.engine.asking as asking_module
import superindividual.engine.desk as desk_module
import superindividual.engine.step as step_module
from superindividual.company import known_checks
from superindividual.engine.effect import EffectNodes
from superindividual.engine.step import NODES, StepNodes
from superindividual.ids import RequestId
from superindividual.journal.journal import Journal
from superindividual.specs.catalog import Catalog
from superindividual.specs.validate import checked
from tests.engine.company import Desktop

MAX_LIVES = 400


def arm(marks: Path) -> None:
    """Let nodes die at boundaries that are not in `marks` yet."""

    def boundary(name: str) -> None:
        died = set(marks.read_text().splitlines()) if marks.exists() else set()
        if name not in died:
            with marks.open("a") as file:
                file.write(name + "\n")
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(owner: type[StepNodes], node: str) -> None:
        original = getattr(owner, node)

        async def wrapped(self: Any, state: Any) -> Any:
            place = f"{self.desk.step.id}/{node}/{state.get('attempt', 1)}"
            boundary(f"{place}/before")
            answer = await original(self, state)
            boundary(f"{place}/after")
            return answer

        setattr(owner, node, wrapped)

    for owner in (StepNodes, EffectNodes):
        for node in NODES:
            if node in vars(owner):
                wrap(owner, node)


def live(root: Path, marks: Path | None) -> int:
    """One worker's life; its exit status, or minus the signal that killed it."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            if marks:
                arm(marks)
            asyncio.run(Desktop(root).work())
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def campaign(root: Path, name: str, *, approve: str | None) -> dict[str, Any]:
    """Run a workflow through all its deaths and count."""
    desk = Desktop(root)
    file = Catalog().workflow_file(name)
    workflow = checked(file.read_bytes(), str(file), Catalog(), known_checks())
    run = desk.start(workflow.model_dump(mode="json", by_alias=True), approve=approve)
    desk.journal.close()
    lives, kills, false_ends, decided = 0, 0, 0, []
    marks = root / "marks"
    while lives < MAX_LIVES:
        lives += 1
        status = live(root, marks)
        journal = Journal(desk.paths.journal)
        ended = journal.runs.steps(run.id)
        over = journal.runs.get(run.id).outcome
        if over:
            false_ends += len(ended) != len(run.workflow.steps)
            break
        if status == 0:
            if not journal.decisions.waiting():
                raise SystemExit(
                    f"stuck: {[e.data for e in journal.events.after(journal.events.last_seq() - 3)]}"
                )
            for request in journal.decisions.waiting():
                journal.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
                decided.append(request.id)
        elif status == -signal.SIGKILL:
            kills += 1
        else:
            raise SystemExit(f"a worker ended with status {status}")
        journal.close()
    return _count(
        Journal(desk.paths.journal),
        desk,
        run.id,
        lives=lives,
        kills=kills,
        false_ends=false_ends,
        decided=decided,
    )


def _count(
    journal: Journal, desk: Desktop, run: Any, *, decided: list[RequestId], **figures: int
) -> dict[str, Any]:
    steps = journal.runs.get(run).workflow.steps
    asked = Counter((r.step, r.version) for s in steps for r in journal.decisions.of_step(run, s.id))
    versions = Counter((s.id, v.attempt) for s in steps for v in journal.versions.of(run, s.id))
    log = subprocess.run(
        ["git", "log", "--format=%s"],
        cwd=desk.paths.products / "thing",
        capture_output=True,
        text=True,
        check=True,
    )
    commits = Counter(log.stdout.splitlines())
    return {
        **figures,
        "boundaries": len((desk.root / "marks").read_text().splitlines())
        if (desk.root / "marks").exists()
        else 0,
        "outcome": journal.runs.get(run).outcome,
        "decisions": len(decided),
        "lost_decisions": sum(journal.decisions.decision(d) is None for d in decided),
        "second_requests": sum(n - 1 for n in asked.values()),
        "second_versions": sum(n - 1 for n in versions.values()),
        "second_commits": sum(n - 1 for n in commits.values()),
        "commits": len(commits),
        "effects": len([e for e in journal.outbox.of(run) if e.state == "done"]),
        "ledger_broken": journal.events.first_broken() is not None,
    }


def disarm(defence: str) -> None:
    """Switch one defence off, so that the campaign must find what it prevents."""
    if defence == "request-id":
        asking_module.request_id = lambda *_: RequestId("Q-" + secrets.token_hex(5))  # type: ignore[assignment]
    elif defence == "version-lookup":
        original = desk_module.Desk.versions
        step_module.Desk.versions = lambda self: [v for v in original(self) if v.results is not None]  # type: ignore[method-assign]
    else:
        raise SystemExit(f"no defence {defence}")


if __name__ == "__main__":
    if len(sys.argv) > 3:
        disarm(sys.argv[3])
    print(json.dumps(campaign(Path(sys.argv[1]), sys.argv[2], approve="always")))
