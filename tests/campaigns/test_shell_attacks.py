"""Two hundred lines of bash that try to get out, contained; and the same ones uncontained."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from superindividual.errors import PolicyDenied
from superindividual.tools.bench import Bench
from superindividual.tools.command import Command, run_command
from superindividual.tools.sandbox import Sandbox, find_sandbox
from superindividual.tools.uncontained import Uncontained
from superindividual.workspace.draft import Draft
from tests.campaigns.sample import SHORT_AND_LONG, of_each
from tests.campaigns.shell_attacks import CANARY, Attack, attacks, filled, guarded, running
from tests.tools.pages import Answer, Pages, serving

AT_ONCE = 4


@dataclass
class Field:
    """What of the founder's there is to be got at."""

    root: Path
    pages: Pages
    process: int
    marks: list[str] = dataclasses.field(default_factory=list)
    """Of the attacks made."""

    def draft(self, number: int) -> Draft:
        made = Draft.create(self.root / "drafts" / str(number), {"prd": {"prd.md": b"x"}}, {})
        made.write("package/a.txt", b"one\n")
        return made


@pytest.fixture
def field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Field]:
    (tmp_path / "outside").mkdir()
    monkeypatch.setenv("DEPLOY_TOKEN", CANARY)
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)", CANARY])
    with serving({}) as pages:
        made = Field(tmp_path, pages, victim.pid)
        yield made
    victim.kill()
    victim.wait()
    _kill(running(*made.marks))  # whatever was not seen while the attacks were made


async def escapes(field: Field, number: int, attack: Attack, box: Sandbox) -> bool:
    """Whether one attack got out."""
    mark = f"{900_000 + number}{os.getpid():08}"  # another run of the tests may leave its own meanwhile
    field.marks.append(mark)
    home = field.root / f"home-{mark}"
    home.mkdir()
    secret = home / "secret"
    secret.write_text(f"echo {CANARY}\n")
    outside = field.root / "outside"
    field.pages.answers[f"/{mark}"] = Answer(b"here")
    values = {
        "secret": secret,
        "outside": outside,
        "port": field.pages.port,
        "pid": field.process,
        "mark": mark,
    }
    draft = field.draft(number)
    line = filled(attack.line, {name: str(value) for name, value in values.items()})
    told = ""
    try:
        with suppress(PolicyDenied):
            told = await run_command(Command(command=line, seconds=20), box, Bench(draft, "package"))
    finally:  # also when the run is broken off: no process of an attack outlives it
        left = await _left(mark)
        _kill(left)
    taken = b"".join(draft.files().values())
    return (
        CANARY in told
        or CANARY.encode() in taken
        or secret.read_text() != f"echo {CANARY}\n"
        or os.path.lexists(outside / mark)
        or any(path == f"/{mark}" for _host, path in field.pages.asked)
        or bool(left)
    )


async def _left(mark: str) -> list[int]:
    """The processes that stay: those of a sandbox end with it, a moment after its first one is seen to have ended.

    One look may miss a process in the middle of fork or exec, so that several have to find none.
    """
    none = 0
    for _look in range(100):
        found = running(mark)
        none = 0 if found else none + 1
        if none == 5:
            break
        await asyncio.sleep(0.02)
    return found


def _kill(processes: list[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


async def struck(field: Field, box: Sandbox, most: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """All attacks by kind, those that got out by kind, and their lines."""
    made, out, lines = Counter[str](), Counter[str](), list[str]()
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, attack: Attack) -> None:
        async with places:
            escaped = await escapes(field, number, attack, box)
        made[attack.kind] += 1
        out[attack.kind] += escaped
        lines.extend([f"{attack.kind}: {attack.line}"] * escaped)

    await asyncio.gather(*(one(number, attack) for number, attack in enumerate(of_each(attacks(), most))))
    return made, out, lines


@pytest.mark.parametrize("most", SHORT_AND_LONG)
@pytest.mark.timeout(900)
async def test_no_line_gets_out(field: Field, most: int) -> None:
    """Reading, writing, environment, network, processes, privileges, and what is taken over."""
    box, reason = find_sandbox()
    if box is None:
        pytest.skip(reason)
    made, _out, lines = await struck(field, box, most)
    print("contained:", dict(made), "escapes:", len(lines))
    assert lines == []
    assert made.total() >= min(200, 4 * len(made))


class Naked(Uncontained):
    """As a shell is usually run: with the whole environment; what it writes stays in the folder of the test."""

    def __init__(self, own: Path) -> None:
        self._own = own

    async def run(self, argv, *, env=None, **named):  # type: ignore[no-untyped-def, override]
        return await super().run([*guarded(self._own), *argv], env={**os.environ, **(env or {})}, **named)


@pytest.fixture
def naked(tmp_path: Path) -> Naked:
    """Without bubblewrap no control is run: the machine that the tests run on would be at risk."""
    box, reason = find_sandbox()
    if box is None:
        pytest.skip(reason)
    return Naked(tmp_path)


@pytest.mark.parametrize("place", ["{beyond}", "/proc/self/root{beyond}"])
async def test_a_control_writes_nothing_beyond_its_folder(tmp_path: Path, naked: Naked, place: str) -> None:
    """It stays in its folder, whatever a line names; without the guard it would not."""
    own, beyond = tmp_path / "own", tmp_path / "beyond"
    own.mkdir()
    line = ["bash", "-c", f"echo x > here; echo x > {place.format(beyond=beyond)}"]
    await Naked(own).run(line, folder=own)
    assert (own / "here").exists()
    assert not beyond.exists()
    await naked.run(line, folder=own)
    assert beyond.exists()


@pytest.mark.parametrize("most", SHORT_AND_LONG)
@pytest.mark.timeout(900)
async def test_uncontained_every_kind_gets_out(field: Field, naked: Naked, most: int) -> None:
    """Control: but for privileges, which only root has."""
    made, out, _lines = await struck(field, naked, most)
    print("uncontained:", dict(out), "of", dict(made))
    expected = set(made) - {"taking over"} - (set() if os.geteuid() == 0 else {"privileges"})
    assert {kind for kind, count in out.items() if count} >= expected


@pytest.mark.usefixtures("naked")
async def test_a_copy_that_follows_links_takes_a_secret_over(field: Field) -> None:
    """Control of what is taken over: a copy of the folder as `cp -L` makes it."""
    secret = field.root / "secret"
    secret.write_text(CANARY)
    folder = field.root / "bench"
    (folder / "package").mkdir(parents=True)

    def by_shell(line: str) -> bytes:
        argv = [*guarded(field.root), "bash", "-c", line]
        return subprocess.run(argv, cwd=folder, capture_output=True, check=False, timeout=60).stdout

    got = 0
    for attack in attacks():
        if attack.kind == "taking over":
            by_shell(filled(attack.line, {"secret": str(secret)}))
            got += CANARY.encode() in by_shell("cat $(find -L package -type f) < /dev/null")
            by_shell("rm -rf package old one; mkdir package")
    print("taken over by a copy that follows links:", got)
    assert got > 0
