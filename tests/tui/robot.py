"""A robot at a real terminal: it presses a key, then waits for what must appear."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import superindividual
import superindividual_tui
from superindividual.company import Company

FLOW = """\
name: short
inputs:
  brief: {type: file, required: true}
steps:
  discover: {agent: scout, deliver: discovery, approve: always, task: "Read ${{ inputs.brief }}."}
  review: {agent: compliance, deliver: compliance_report, needs: [discover], approve: never, task: Review it.}
  launch: {effect: publish, from: [discover], needs: [review]}
"""
ARMED = ("a approve|a let out", "y yes")
"""What the last line says where a key decides: of the panel, and of a dialog."""


def environment() -> dict[str, str]:
    """The same packages as this test's, wherever they lie; the size is the terminal's, not the environment's."""
    homes = {str(Path(m.__file__).parent.parent) for m in (superindividual, superindividual_tui)}  # type: ignore[arg-type]
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return {**kept, "PYTHONPATH": os.pathsep.join(sorted(homes)), "TERM": "xterm-256color"}


class Robot:
    """One tmux server with one window, of its own; each opening has another, since the one before may still be leaving."""

    def __init__(self, folder: Path, sockets: Path) -> None:
        self.folder = folder
        self._sockets = sockets
        self._opened = 0

    @property
    def _socket(self) -> Path:
        return self._sockets / str(self._opened)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), "-f", "/dev/null", *words],
            capture_output=True,
            text=True,
            check=True,
            env=environment(),
        )
        return done.stdout

    def open(self, *, width: int = 110, height: int = 30, **settings: str) -> None:
        """Open the cockpit as a founder does: without arguments."""
        self._opened += 1
        setting = " ".join(f"{k}={shlex.quote(v)}" for k, v in settings.items())
        command = f"cd {shlex.quote(str(self.folder))} && {setting} exec {shlex.quote(sys.executable)} -m superindividual"
        self._tmux("new-session", "-d", "-x", str(width), "-y", str(height), command)
        self._tmux("set-option", "-g", "remain-on-exit", "on")

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def to_the_field(self) -> None:
        """Press tab, and wait until the cursor stands elsewhere: a key that follows at once would go where the focus was."""
        before = self._cursor()
        self.press("Tab")
        self.await_that(lambda: self._cursor() != before, what="the field")

    def _cursor(self) -> str:
        return self._tmux("display-message", "-p", "#{cursor_x} #{cursor_y}")

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def resize(self, width: int, height: int) -> None:
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def process(self) -> int:
        return int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def ended(self) -> bool:
        return self._tmux("display-message", "-p", "#{pane_dead}").strip() == "1"

    def close(self) -> None:
        subprocess.run(["tmux", "-S", str(self._socket), "kill-server"], capture_output=True, check=False)

    def await_text(self, pattern: str, limit: float = 90) -> str:
        """The screen, once the pattern stands on it."""
        self.await_that(lambda: re.search(pattern, self.screen()) is not None, limit, pattern)
        return self.screen()

    def decide(self, key: str, pattern: str) -> None:
        """Press a decision key when the panel says that it is armed, again where it was not taken."""
        until = time.monotonic() + 90
        armed = ARMED[key == "y"]
        self.await_text(armed)
        while True:
            self.press(key)
            soon = time.monotonic() + 1
            while time.monotonic() < soon:
                if re.search(pattern, self.screen()):
                    return
                time.sleep(0.05)
            assert time.monotonic() < until, f"{key} was never taken:\n{self.screen()}"
            if re.search(pattern, self.await_text(f"{armed}|{pattern}")):  # it came late
                return

    def await_that(self, holds: Callable[[], bool], limit: float = 90, what: str = "") -> None:
        until = time.monotonic() + limit
        while not holds():
            assert time.monotonic() < until, f"{what} did not come:\n{self.screen()}"
            time.sleep(0.05)


@contextmanager
def robot(tmp_path: Path) -> Iterator[Robot]:
    """A company with a short workflow, and a robot in its folder; skips where there is no tmux."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed, so no real terminal can be driven")
    from superindividual.specs.template import write_company

    folder = tmp_path / "firm"
    write_company(folder, "Firm", "en")
    (folder / "workflows" / "short.yaml").write_text(FLOW)
    with tempfile.TemporaryDirectory(prefix="robot") as place:  # a socket's path must be short
        made = Robot(folder, Path(place))
        try:
            yield made
        finally:
            made.close()


def rehearse(folder: Path, brief: Path) -> Company:
    """Start a rehearsal of the short workflow with a worker of its own, and wait until it asks."""
    subprocess.run(
        [sys.executable, "-m", "superindividual", "rehearse", "short", "--brief", str(brief), "--detach"],
        cwd=folder,
        env=environment(),
        check=True,
        capture_output=True,
    )
    company = Company.open(folder)
    until = time.monotonic() + 120
    while not company.inbox() or company.worker_runs():
        assert time.monotonic() < until, company.paths.worker_log.read_text()
        time.sleep(0.05)
    return company
