"""Kill a worker with SIGKILL at every boundary around every way out, start it again, and count what arrived.

A script of its own: it forks a worker for each life, and a process beside it plays the receivers. The founder (this
process) looks at the receiver when asked whether something arrived, and says the truth.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401 - imported once here, not in each life

from superindividual.engine.executor import Executor
from superindividual.journal.journal import Journal
from superindividual.journal.outbox import Outbox
from superindividual.journal.runs import Runs
from tests.campaigns.boundaries import MIDDLE, WAYS, around
from tests.campaigns.life import PATIENCE, die, in_child
from tests.effects.receivers import Deliveries
from tests.engine.outward import RUN, Outward

MAX_LIVES = 8
REMOTE = "remotes/site.git"
TARGETS = {
    "folder": ("publish", "publish_folder", {}),
    "calendar": ("publish", "write_ics", {"path": "calendars/launch.ics"}),
    "git": ("publish", "git_push", {"remote": REMOTE}),
    "http, acts once on a key": ("send", "http_post", {"url": "URL/dedupe", "idempotent": True}),
    "http, can be asked": ("send", "http_post", {"url": "URL/probe", "probe": "URL/probe/{key}"}),
    "http, neither": ("send", "http_post", {"url": "URL/neither"}),
    "e-mail": ("send", "send_email", {"to": ["ann@example.com"], "subject": "It is there"}),
}
"""Kind of receiver: class, way out, and what stands under `with`."""

NEITHER = ("http, neither", "e-mail")
"""Receivers that cannot be asked and do not act once on a key."""

OPEN = ("started", "mid, nothing there", "mid, it is there", "performed")
"""Boundaries at which it is not written down whether it arrived."""

BOUNDARIES = ("before intent", "intended", *OPEN, "settled", "recorded")
ARRIVED = ("mid, it is there", "performed", "settled", "recorded")


def ends(owner: Any, call: str, *, before: bool, when: Callable[..., bool] = lambda *_: True) -> None:
    """Die before a call, or after it."""

    def dying(*_: Any) -> None:
        die()

    def living(*_: Any) -> None:
        """Nothing happens."""

    around(owner, call, *((dying, living) if before else (living, dying)), when)


def arm(boundary: str, how: str) -> None:
    """Let this process die at a boundary."""
    owner, name, when = MIDDLE[how]
    places: Mapping[str, Callable[[], None]] = {
        "before intent": lambda: ends(Outbox, "intend", before=True),
        "intended": lambda: ends(Outbox, "intend", before=False),
        "started": lambda: ends(Outbox, "start", before=False),
        "mid, nothing there": lambda: ends(owner, name, before=True, when=when),
        "mid, it is there": lambda: ends(owner, name, before=False, when=when),
        "performed": lambda: [ends(way, "perform", before=False) for way in WAYS] and None,
        "settled": lambda: ends(Outbox, "settle", before=False),
        "recorded": lambda: ends(Runs, "record_step", before=False),
    }
    places[boundary]()


def disarm(defence: str) -> None:
    """Switch one defence off, so that the campaign must find what it prevents."""
    if defence == "recovery":  # whatever was broken off is sent once more

        async def blindly(self: Executor, effect: Any, action: Any, reason: str, left: int = 3) -> Any:
            return await self._perform(effect, action)

        Executor._recover = blindly  # type: ignore[method-assign]
    elif defence == "receipt":  # whatever was begun is taken for done

        async def trusting(self: Executor, effect: Any, action: Any, reason: str, left: int = 3) -> Any:
            return self._settle(effect, "done", {"path": "?"})

        Executor._recover = trusting  # type: ignore[method-assign]
    elif defence != "none":
        raise SystemExit(f"no defence {defence}")


@dataclass
class Found:
    """What the founder would notice of one case."""

    target: str
    boundary: str
    kills: int
    arrived: int
    questions: int
    state: str
    outcome: str | None


class Receivers:
    """The process that plays the receivers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.deliveries = Deliveries(folder)
        command = [sys.executable, "-m", "tests.effects.receivers", str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.places = json.loads(self.process.stdout.readline())

    def company(self, root: Path) -> Outward:
        server = {"host": "127.0.0.1", "port": self.places["smtp"], "security": "none"}
        company = Outward(root, mail={**server, "sender": "me@example.org"})
        company.patience = PATIENCE
        return company

    def given(self, target: str) -> dict[str, Any]:
        """The effect step's fields."""
        effect, how, fields = TARGETS[target]
        text = json.dumps(fields).replace("URL", self.places["url"])
        return {"effect": effect, "how": how, "with": json.loads(text)}

    def close(self) -> None:
        self.process.communicate()


@contextmanager
def receivers(folder: Path) -> Iterator[Receivers]:
    found = Receivers(folder)
    try:
        yield found
    finally:
        found.close()


def prepared(play: Receivers, root: Path, target: str) -> Path:
    """A company whose founder has approved the effect, and whose worker has not seen it yet."""

    def prepare() -> None:
        desk = play.company(root)
        remote = root / REMOTE
        subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", remote], check=True)
        asyncio.run(desk.offered(**play.given(target)))
        desk.decide()
        desk.journal.close()

    assert in_child(prepare) == 0
    return root


def arrived(play: Receivers | None, root: Path, target: str) -> int:
    """How often it is there, by the receiver's own count."""
    if target == "folder":
        folder = root / "published" / "thing"
        return len([f for f in folder.iterdir() if not f.name.startswith(".")]) if folder.exists() else 0
    if target == "calendar":
        return len([f for f in (root / "calendars").glob("*") if not f.name.startswith(".")])
    if target == "git":
        command = ["git", "rev-list", "--all", "--count"]
        return int(subprocess.run(command, cwd=root / REMOTE, capture_output=True, check=True).stdout)
    assert play is not None
    return len(play.deliveries.all())


def case(play: Receivers, base: Path, target: str, boundary: str, defence: str) -> Found:
    """One death at one boundary, and everything after it."""
    root = base.with_name(f"{base.name} {boundary}")
    shutil.copytree(base, root)
    play.deliveries.reset()

    def live(armed: bool) -> None:
        disarm(defence)
        if armed:
            arm(boundary, TARGETS[target][1])
        asyncio.run(play.company(root).work())

    kills = int(in_child(lambda: live(True)) == -signal.SIGKILL)
    if boundary in ARRIVED:  # what the receiver has in hand it takes
        limit = time.monotonic() + PATIENCE
        while not arrived(play, root, target) and time.monotonic() < limit:
            time.sleep(0.005)
    questions, outcome = 0, None
    for _life in range(MAX_LIVES):
        status = in_child(lambda: live(False))
        if status:
            raise SystemExit(f"{target}, {boundary}: a worker ended with status {status}")
        journal = Journal(root / ".superindividual" / "journal.db")
        outcome = journal.runs.get(RUN).outcome
        for request in journal.decisions.waiting():
            questions += 1
            assert request.kind == "arrival", request
            verb = "approve" if arrived(play, root, target) else "reject"
            journal.decisions.decide(request.id, verb, by="founder", binding=request.binding)  # type: ignore[arg-type]
        (effect,) = journal.outbox.of(RUN)
        journal.close()
        if outcome:
            break
    there = arrived(play, root, target)
    shutil.rmtree(root)
    return Found(target, boundary, kills, there, questions, effect.state, outcome)


def campaign(folder: Path, targets: list[str], boundaries: list[str], defence: str) -> list[dict[str, Any]]:
    """Every target at every boundary."""
    with receivers(folder / "receiver") as play:
        bases = {target: prepared(play, folder / f"company {n}", target) for n, target in enumerate(targets)}
        return [
            asdict(case(play, bases[target], target, boundary, defence))
            for target in targets
            for boundary in boundaries
        ]


if __name__ == "__main__":
    where, chosen, at, without = sys.argv[1:]
    print(json.dumps(campaign(Path(where), json.loads(chosen), json.loads(at), without)))
