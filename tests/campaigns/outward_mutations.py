"""Mutations between an approval and its execution: arguments, order, bytes, hashes, decisions, and what stands outside.

Each is played twice on copies of the same approved company: as the executor is, and with the defence off, where it
must execute; a mutation that would not do so proves nothing.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

from superindividual.approvals.policy import policy_of
from superindividual.effects import git_push
from superindividual.effects.action import Action, action_of
from superindividual.engine import executor
from superindividual.engine.context import Context
from superindividual.engine.desk import Desk
from superindividual.engine.executor import Executor, Outcome
from superindividual.ids import Digest
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.outbox import Outbox
from superindividual.workspace.objects import ObjectStore
from tests.effects.receivers import Deliveries
from tests.engine.outward import ICS, OUT, RUN, Outward

REMOTE = "remotes/site.git"
TWO = {"marketing/calendar.ics": ICS, "marketing/other.ics": ICS.replace("2.0", "2.1")}
ONE = {"file": "marketing/calendar.ics"}
WAYS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "publish_folder": ("publish", {}),
    "write_ics": ("publish", {"path": "calendars/launch.ics", **ONE}),
    "git_push": ("publish", {"remote": REMOTE}),
    "http_post": ("send", {"url": "URL/neither", **ONE}),
    "send_email": ("send", {"to": ["ann@example.com", "bo@example.com"], "subject": "It is there", **ONE}),
}


@dataclass(frozen=True)
class Mutation:
    """One change to one approved company."""

    way: str
    kind: str
    seed: int

    def __str__(self) -> str:
        return f"{self.way}, {self.kind}, {self.seed}"


@dataclass
class Case:
    """A copy of an approved company, to be changed."""

    desk: Outward
    chance: random.Random

    @property
    def request(self) -> Request:
        return self.desk.journal.decisions.of_step(RUN, OUT)[-1]

    @property
    def action(self) -> dict[str, Any]:
        return dict(self.request.question["action"])

    def rewrite(self, **question: Any) -> None:
        """Change the stored question behind everybody's back."""
        changed = {**self.request.question, **question}
        with self.desk.journal.transaction() as tx:
            tx.execute(
                "UPDATE requests SET question = ? WHERE id = ?", (json.dumps(changed), self.request.id)
            )

    def word(self) -> str:
        return "".join(self.chance.choice("abcdefgh") for _ in range(8))


def _argument(case: Case) -> None:
    """Another destination, in every place where it stands."""
    action, word = case.action, case.word()
    arguments, seen = dict(action["arguments"]), dict(action["seen"])
    match action["how"]:
        case "publish_folder":
            action["destination"] = f"published/thing/{word}"
        case "write_ics":
            arguments["path"] = action["destination"] = f"calendars/{word}.ics"
        case "git_push":
            arguments["branch"] = word
        case "http_post":
            arguments["url"] = f"{arguments['url']}/{word}"
        case _:
            arguments["to"] = seen["to"] = [f"{word}@example.com"]
    case.rewrite(action={**action, "arguments": arguments, "seen": seen})


def _more(case: Case) -> None:
    """An argument that nobody saw."""
    action = case.action
    case.rewrite(action={**action, "arguments": {**action["arguments"], case.word(): case.word()}})


def _order(case: Case) -> None:
    """The same parts, in each other's place."""
    action = case.action
    if action["how"] == "send_email":
        to = action["seen"]["to"][::-1]
        return case.rewrite(action={**action, "seen": {**action["seen"], "to": to}})
    files = action["files"]
    turned = dict(zip(files, reversed(list(files.values())), strict=True))
    return case.rewrite(action={**action, "files": turned})


def _hash(case: Case) -> None:
    """Other stored bytes under the same path."""
    action = case.action
    group = "made" if action["made"] else "files"
    path = case.chance.choice(sorted(action[group]))
    other = case.desk.objects.put(f"BEGIN:VCALENDAR {case.word()}".encode())
    case.rewrite(action={**action, group: {**action[group], path: other}})


def _bytes(case: Case) -> None:
    """The store's file itself: a flipped bit, a shorter or longer content."""
    action = case.action
    name = case.chance.choice(sorted((action["made"] or action["files"]).values()))
    file = case.desk.paths.objects / name[:2] / name[2:]
    content = bytearray(file.read_bytes())
    match case.chance.randrange(3):
        case 0:
            content[case.chance.randrange(len(content))] ^= 1 << case.chance.randrange(7)
        case 1:
            del content[case.chance.randrange(1, len(content)) :]
        case _:
            content += case.word().encode()
    file.write_bytes(bytes(content))


def _decision(case: Case) -> None:
    """An approval of something else."""
    binding = Digest(case.chance.randbytes(32).hex())
    with case.desk.journal.transaction() as tx:
        tx.execute("UPDATE decisions SET binding = ?", (binding,))


def _frame(case: Case) -> None:
    """Another policy or another expiry than those that were approved, in the question or beside it."""
    name = case.chance.choice(["policy", "expires"])
    value = case.word() if name == "policy" else f"9999-{case.word()}"
    if case.chance.random() < 1 / 2:
        case.rewrite(**{name: value})
    else:
        with case.desk.journal.transaction() as tx:
            tx.execute(f"UPDATE requests SET {name} = ? WHERE id = ?", (value, case.request.id))


def _outside(case: Case) -> None:
    """Somebody else was there in between."""
    root, word = case.desk.root, case.word()
    if case.action["how"] == "write_ics":
        target = root / "calendars" / "launch.ics"
        target.parent.mkdir(exist_ok=True)
        target.write_text(f"BEGIN:VCALENDAR {word}")
        return
    out = case.desk.objects.put(word.encode())
    site = SimpleNamespace(paths=case.desk.paths, spec=case.desk.spec, objects=case.desk.objects)
    way = git_push.GitPush(site)  # type: ignore[arg-type]
    given = {"remote": REMOTE, "branch": "main", "message": word}
    occasion = SimpleNamespace(key=out, when=datetime.fromisoformat(case.action["seen"]["when"]))
    prepared = way.prepare(given, {"x": out}, occasion)  # type: ignore[arg-type]
    other = Action("git_push", "publish", out, given, {"x": out}, "", {}, dict(prepared.seen))
    way.perform(other, case.desk.objects, out)


KINDS: Mapping[str, tuple[Callable[[Case], None], tuple[str, ...]]] = {
    "another destination": (_argument, tuple(WAYS)),
    "one more argument": (_more, tuple(WAYS)),
    "another order": (_order, ("publish_folder", "git_push", "send_email")),
    "another hash": (_hash, tuple(WAYS)),
    "stored bytes": (_bytes, tuple(WAYS)),
    "another decision": (_decision, tuple(WAYS)),
    "another policy or expiry": (_frame, tuple(WAYS)),
    "what stands outside": (_outside, ("git_push", "write_ics")),
}
"""What changes it, and the ways out that have such a thing."""


def mutations(count: int) -> list[Mutation]:
    """So many of them, every kind of every way in turn."""
    pairs = [(way, kind) for kind, (_change, ways) in KINDS.items() for way in ways]
    return [Mutation(*pairs[n % len(pairs)], seed=n) for n in range(count)]


class Company:
    """Approved companies, one for each way out, and copies of them."""

    def __init__(self, folder: Path, url: str, smtp: int, deliveries: Deliveries) -> None:
        self._folder, self._url, self._smtp, self._deliveries = folder, url, smtp, deliveries

    def open(self, root: Path) -> Outward:
        server = {"host": "127.0.0.1", "port": self._smtp, "security": "none", "sender": "me@example.org"}
        return Outward(root, mail=server)

    async def approve(self, way: str) -> None:
        """Run a company up to its approval."""
        desk = self.open(self._folder / way)
        desk.agent.files = {**desk.agent.files, "calendar": TWO}  # type: ignore[attr-defined]
        remote = desk.root / REMOTE
        subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", remote], check=True)
        effect, given = WAYS[way]
        fields = json.loads(json.dumps(given).replace("URL", self._url))
        await desk.offered(effect=effect, how=way, **{"with": fields})
        desk.decide()
        desk.journal.close()

    async def played(self, mutation: Mutation, *, defended: bool) -> tuple[bool, Outcome]:
        """Whether anything left the changed company, and what the executor said."""
        root = self._folder / f"{mutation.way} copy"
        skipped = shutil.ignore_patterns("memory-index", "checkpoints*", "drafts", "products")
        shutil.copytree(self._folder / mutation.way, root, ignore=skipped)
        self._deliveries.reset()
        desk = self.open(root)
        case = Case(desk, random.Random(mutation.seed))
        if mutation.kind in KINDS:
            KINDS[mutation.kind][0](case)
        before = self._outside(root)
        with nullcontext() if defended else _off(desk):
            outcome = await _carried_out(desk, case.request)
        left = self._outside(root) != before
        desk.journal.close()
        shutil.rmtree(root)
        return left, outcome

    def _outside(self, root: Path) -> Any:
        """Everything that an effect can change."""
        files = {
            str(f.relative_to(root)): f.read_bytes()
            for f in root.rglob("*")
            if f.is_file() and ".superindividual" not in f.parts and "remotes" not in f.parts
        }
        refs = subprocess.run(["git", "for-each-ref"], cwd=root / REMOTE, capture_output=True, check=True)
        return files, refs.stdout, self._deliveries.all()


async def _carried_out(desk: Outward, request: Request) -> Outcome:
    run = desk.journal.runs.get(RUN)
    parts = SimpleNamespace(
        paths=desk.paths,
        spec=desk.spec,
        journal=desk.journal,
        objects=desk.objects,
        policy=lambda: policy_of(desk.spec.policy),
        halting=lambda _run: False,
    )
    decision = desk.journal.decisions.decision(request.id)
    assert decision is not None
    return await Executor(Desk(cast("Context", parts), run, run.workflow.step(OUT))).carry_out(
        request, decision
    )


@contextmanager
def _off(desk: Outward) -> Iterator[None]:
    """The executor without its defences: it believes what is written, reads without hashing, and compares nothing."""

    def read(self: ObjectStore, name: Digest) -> bytes:
        return self._path(name).read_bytes()

    def believed(request: Request, _decision: Decision | None) -> Action:
        action = action_of(request.question["action"])
        return replace(action, seen={**action.seen, **_as_it_is(desk, action)})

    def start(self: Any, key: Digest, _refusal: Any) -> None:
        self._store.connection.execute("UPDATE outbox SET state = 'sending' WHERE key = ?", (key,))

    def update(remote: git_push.Remote, seen: Mapping[str, Any]) -> Any:
        return lambda _refs: {remote.ref: seen["commit"].encode()}

    with (
        mock.patch.object(ObjectStore, "get", read),
        mock.patch.object(executor, "approved", believed),
        mock.patch.object(Outbox, "start", start),
        mock.patch.object(git_push, "_update", update),
        mock.patch("superindividual.effects.write_ics._standing", lambda target: None),
    ):
        yield


def _as_it_is(desk: Outward, action: Action) -> dict[str, Any]:
    """What an action that compares nothing would say it saw."""
    if action.how != "git_push":
        return {}
    contents = {path: desk.objects.get(sha) for path, sha in action.files.items()}
    seen, when = action.seen, datetime.fromisoformat(action.seen["when"])
    made = git_push._objects(contents, seen["head"], seen["words"], when, seen["author"])
    return {"commit": made[0].id.decode()}
