"""Kill a scheduler with SIGKILL at every point between a time being due and its run being begun, or let several race.

A script of its own, like `killing.py`: it forks a process for each life. For each point one company: a life that dies
there, then two that do not.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.engine.office import MONDAY, SUNDAY, Office

POINTS = [f"{when} {name}" for name in ("settle", "start", "note") for when in ("before", "after")]


def arm(owner: Any, name: str, point: str) -> None:
    """Let the process die before or after a call, if that is the point."""
    original = getattr(owner, name)

    def die(when: str) -> None:
        if f"{when} {name}" == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def called(*given: Any, **named: Any) -> Any:
        die("before")
        answer = original(*given, **named)
        die("after")
        return answer

    setattr(owner, name, called)


def live(root: Path, point: str, *, together: bool) -> int:
    """A process that looks on Monday; its exit status, or minus the signal that killed it."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        office = Office(root)
        journal = office.company.journal
        for owner, name in (
            (journal.schedules, "settle"),
            (office.company, "start"),
            (journal.schedules, "note"),
        ):
            arm(owner, name, point)
        if not together:
            journal.transaction = nullcontext  # type: ignore[method-assign,assignment]
        office.look(MONDAY)
        status = 0
    finally:
        os._exit(status)


def runs_after(root: Path, point: str, *, together: bool) -> dict[str, Any]:
    """How the three lives ended, and what stands in the journal after the first and the last."""
    office = Office.made(root)
    office.look(SUNDAY)
    office.close()
    statuses = [live(root, point, together=together)]
    after_death = len(Office(root).runs())
    statuses += [live(root, "never", together=together) for _life in range(2)]
    office = Office(root)
    return {
        "statuses": statuses,
        "after_death": after_death,
        "runs": len(office.runs()),
        "ledger_broken": office.company.journal.events.first_broken() is not None,
    }


def race(root: Path, processes: int, *, blind: bool) -> dict[str, int]:
    """Processes that all look at the same moment; how many ended well, and how many runs they began.

    `blind` takes every due time without looking whether it is over.
    """
    office = Office.made(root)
    office.look(SUNDAY)
    office.close()
    gate, opener = os.pipe()
    waiting, ready = os.pipe()
    lives = [_racer(root, gate, opener, ready, blind=blind) for _number in range(processes)]
    for _life in lives:
        os.read(waiting, 1)
    os.close(opener)  # all see the end of the pipe at once
    ended = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in lives]
    return {"well": ended.count(0), "runs": len(Office(root).runs())}


def _racer(root: Path, gate: int, opener: int, ready: int, *, blind: bool) -> int:
    """A process that sees the time due, says so, and takes it when the gate opens."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.close(opener)
        office = Office(root)
        journal = office.company.journal
        if blind:
            journal.schedules.settle = lambda *_given: True  # type: ignore[method-assign]
            office.scheduler._under_way = lambda _name: None  # type: ignore[method-assign]
        office.clock.moment = MONDAY
        (schedule,) = office.scheduler._schedules()
        assert schedule is not None
        due = office.scheduler._due(schedule)
        assert due == MONDAY
        os.write(ready, b"!")
        os.read(gate, 1)
        office.scheduler._settle(schedule, due)
        status = 0
    finally:
        os._exit(status)


def main(folder: Path, words: list[str]) -> object:
    """What the test asks for."""
    if "race" in words:
        return race(folder / "race", 4, blind="blind" in words)
    return {
        point: runs_after(folder / str(number), point, together="apart" not in words)
        for number, point in enumerate(POINTS)
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2:])))
