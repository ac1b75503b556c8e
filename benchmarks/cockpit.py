"""The cockpit on a pseudo-terminal, beside a minimal Textual app in the same run.

First paint, a key to its first byte (idle, and while 200 events a second are written), long timelines, memory, idle CPU.

python benchmarks/cockpit.py [--repeats 15] [--keys 100] [--json] [--keep FILE]

With `--keep` the figures are put into a JSON file with their goals; `docs/figures.py` makes a table of it.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from superindividual.company import Company
from superindividual.ids import Digest, RunId, StepId, request_id
from superindividual.specs.template import write_company
from superindividual.specs.workflow import WorkflowSpec

COLUMNS, ROWS = 140, 40
MINIMAL = """
from textual.app import App
from textual.widgets import Static

class Minimal(App):
    BINDINGS = [("j", "say('▸down')", ""), ("k", "say('▸up')", "")]
    def compose(self):
        yield Static("ready", id="text")
    def action_say(self, text):
        self.query_one("#text", Static).update(text)

Minimal().run()
"""
LIMIT = 60.0
IDLE = 20
"""Seconds of doing nothing: the system counts processor time in hundredths of a second."""
LEFT_OUT = ("COLUMNS", "LINES", "NO_COLOR", "PYTHONDONTWRITEBYTECODE")
"""Of the environment; the last would have every start compile its sources, which an installed program never does."""


class Terminal:
    """A program on a pseudo-terminal; what it writes is read by a thread, with the time of each piece."""

    def __init__(self, command: list[str], folder: Path) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        kept = {k: v for k, v in os.environ.items() if k not in LEFT_OUT}
        founder = {f"XDG_{kind}_HOME": str(folder.parent / kind.lower()) for kind in ("STATE", "CONFIG")}
        environment = {**kept, **founder, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self._master = master
        self._pieces: list[tuple[float, bytes]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._master, 65_536)
            except OSError:
                return
            if not piece:
                return
            self._pieces.append((time.perf_counter(), piece))

    def press(self, key: str) -> float:
        """Press, and give the moment."""
        moment = time.perf_counter()
        os.write(self._master, key.encode())
        return moment

    def seen(self, text: str, since: float) -> float:
        """The moment at which a text had been written after another moment."""
        sought, until = text.encode(), time.perf_counter() + LIMIT
        while time.perf_counter() < until:
            written = b""
            for moment, piece in list(self._pieces):
                if moment < since:
                    continue
                written += piece
                if sought in written:
                    return moment
            time.sleep(0.001)
        raise TimeoutError(f"{text} was not written")

    def answered(self, since: float) -> float:
        """The moment of the first byte after another moment."""
        until = time.perf_counter() + LIMIT
        while time.perf_counter() < until:
            found = next((moment for moment, _piece in self._pieces[-200:] if moment > since), None)
            if found is not None:
                return found
            time.sleep(0.0005)
        raise TimeoutError("no byte came")

    def quiet(self, seconds: float = 0.05) -> None:
        """Wait until nothing was written for a while."""
        until = time.perf_counter() + LIMIT
        while time.perf_counter() < until:
            if self._pieces and time.perf_counter() - self._pieces[-1][0] > seconds:
                return
            time.sleep(0.005)

    def megabytes(self) -> float:
        """Resident memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@contextmanager
def terminal(command: list[str], folder: Path) -> Iterator[Terminal]:
    opened = Terminal(command, folder)
    try:
        yield opened
    finally:
        opened.close()


def firm(folder: Path, requests: int, events: int = 0) -> Company:
    """A company with requests that wait, and as many events."""
    write_company(folder, "Firm", "en")
    company = Company.open(folder)
    brief = company.objects.put(b"A tool that counts dues.")
    flow = WorkflowSpec.model_validate(
        {
            "name": "w",
            "steps": [{"id": f"s{n}", "agent": "designer", "deliver": "prd"} for n in range(requests)],
        }
    )
    run = RunId("R-bench")
    with company.journal.transaction():
        company.journal.runs.begin(
            run,
            flow,
            inputs={},
            brief=brief,
            product="duesbook",
            language="en",
            engine="rehearsal",
            approve=None,
        )
        for number in range(requests):
            _ask(company, run, StepId(f"s{number}"))
        for number in range(events):
            write_event(company, number)
    return company


def _ask(company: Company, run: RunId, step: StepId) -> None:
    digest = Digest(f"{step:0>64}")
    question = {
        "product": "duesbook",
        "step": step,
        "agent": "designer",
        "deliver": "prd",
        "summary": "The PRD",
        "files": 1,
        "verdicts": {"pass": 3},
    }
    company.journal.decisions.open(
        request_id(run, step, "1", digest),
        run=run,
        step=step,
        version=1,
        kind="draft",
        binding=digest,
        question=question,
        risk=0,
    )


def write_event(company: Company, number: int) -> None:
    company.journal.events.append(
        "step.started", run=RunId("R-bench"), step=StepId("s0"), attempt=number, told=[]
    )


def first_paint(
    command: list[str], folder: Path, text: str, key: tuple[str, str]
) -> tuple[float, float, float]:
    """Milliseconds to the first paint and until a key pressed then was answered by its text, and memory in MB."""
    with terminal(command, folder) as opened:
        painted = opened.seen(text, opened.begun)
        usable = opened.seen(key[1], opened.press(key[0]))
        opened.quiet()
        return 1000 * (painted - opened.begun), 1000 * (usable - opened.begun), opened.megabytes()


def keys(opened: Terminal, count: int, pairs: tuple[tuple[str, str], tuple[str, str]]) -> list[float]:
    """Milliseconds from a key to its first byte, and where a text is given, until that was written."""
    taken = []
    for number in range(count):
        key, text = pairs[number % 2]
        if not text:
            opened.quiet()
        begun = opened.press(key)
        taken.append(1000 * ((opened.seen(text, begun) if text else opened.answered(begun)) - begun))
        time.sleep(0.03)
    return taken


@contextmanager
def written(company: Company, each_second: int) -> Iterator[None]:
    """So many events a second, in twenty commits, for as long as the block runs."""
    over = threading.Event()

    def write() -> None:
        number, due = 0, time.monotonic()
        while not over.is_set():
            with company.journal.transaction():
                for _ in range(each_second // 20):
                    write_event(company, number := number + 1)
            due += 0.05
            over.wait(max(0.0, due - time.monotonic()))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def long_timeline(folder: Path, events: int, cockpit: list[str]) -> tuple[float, float]:
    """Milliseconds until the newest of so many events is on the screen, and memory in MB."""
    company = firm(folder, 3, events)
    newest = f"attempt {events - 1},"
    with holding(company), terminal(cockpit, folder) as opened:
        opened.seen("Needs you", opened.begun)
        opened.quiet()
        begun = opened.press("t")
        shown = opened.seen(newest, begun)
        opened.quiet()
        return 1000 * (shown - begun), opened.megabytes()


@contextmanager
def holding(company: Company) -> Iterator[None]:
    """As if a worker ran, so that none is started and none takes part in what is measured."""
    with company.paths.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def measured(folder: Path, repeats: int, count: int) -> dict[str, float]:
    """All figures."""
    cockpit = [sys.executable, "-m", "superindividual"]
    small = folder / "minimal.py"
    small.write_text(MINIMAL)
    minimal = [sys.executable, str(small)]
    company = firm(folder / "firm", 20)
    found: dict[str, float] = {}
    with holding(company):
        ours, base = [], []
        for number in range(repeats + 1):
            smallest = first_paint(minimal, folder, "ready", ("j", "▸down"))
            whole = first_paint(cockpit, folder / "firm", "Needs you", ("t", "▸Timeline"))
            if number:  # the first start of each is not counted: bytecode is written there
                base.append(smallest)
                ours.append(whole)
        for name, runs in (("minimal", base), ("cockpit", ours)):
            for place, what in enumerate(("paint_ms", "usable_ms", "mb")):
                found[f"{name}_{what}"] = statistics.median(run[place] for run in runs)
        with terminal(minimal, folder) as opened:
            opened.seen("ready", opened.begun)
            taken = keys(opened, count, (("j", ""), ("k", "")))
            found |= {
                "minimal_key_p50_ms": percentile(taken, 0.5),
                "minimal_key_p95_ms": percentile(taken, 0.95),
            }
        with terminal(cockpit, folder / "firm") as opened:
            opened.seen("Needs you", opened.begun)
            opened.quiet(0.5)
            taken = keys(opened, count, (("j", ""), ("k", "")))
            found |= {"key_p50_ms": percentile(taken, 0.5), "key_p95_ms": percentile(taken, 0.95)}
            rooms = (("t", "▸Timeline"), ("i", "▸Inbox"))
            taken = keys(opened, count, rooms)
            found |= {"room_p50_ms": percentile(taken, 0.5), "room_p95_ms": percentile(taken, 0.95)}
            with written(company, 200):
                taken = keys(opened, count, rooms)
            found |= {"busy_room_p50_ms": percentile(taken, 0.5), "busy_room_p95_ms": percentile(taken, 0.95)}
            opened.quiet(0.5)
            before = opened.cpu()
            time.sleep(IDLE)
            found["idle_cpu_percent"] = 100 * (opened.cpu() - before) / IDLE
    for events in (10_000, 100_000):
        found[f"timeline_{events}_ms"], found[f"timeline_{events}_mb"] = long_timeline(
            folder / f"firm{events}", events, cockpit
        )
    return found


GOALS = {
    "cockpit_paint_ms": 350,
    "cockpit_usable_ms": 500,
    "key_p50_ms": 10,
    "key_p95_ms": 30,
    "busy_room_p95_ms": 50,
    "timeline_10000_ms": 400,
    "timeline_10000_mb": 60,
    "timeline_100000_mb": 80,
    "idle_cpu_percent": 1,
    "paint_ratio": 1.6,
    "key_ratio": 3,
}


def main() -> None:
    """Print every figure with its goal, and the ratios to the minimal app."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--keys", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="put the figures into this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Any] = dict(measured(Path(folder), options.repeats, options.keys))
    found["paint_ratio"] = found["cockpit_paint_ms"] / found["minimal_paint_ms"]
    found["key_ratio"] = found["key_p50_ms"] / found["minimal_key_p50_ms"]
    if options.keep:
        kept = {"figures": found, "goals": GOALS}
        options.keep.write_text(json.dumps(kept, indent=1) + "\n")
    if options.json:
        print(json.dumps(found))
        return
    for name, figure in found.items():
        goal = f"  goal {GOALS[name]}" if name in GOALS else ""
        print(f"{name:<24}{figure:>10.2f}{goal}")


if __name__ == "__main__":
    main()
