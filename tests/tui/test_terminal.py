"""Terminal: the cockpit does not outlive the window that it was opened in."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from superindividual_tui.terminal import gone

_PROGRAM = """
import superindividual_tui.terminal as terminal
terminal._EVERY = 0.1
if {blind}:
    terminal.gone = lambda: False
from superindividual.cli import main
raise SystemExit(main([]))
"""


def opened(folder: Path, *, blind: bool) -> tuple[subprocess.Popen[bytes], int]:
    """A door in a terminal of its own, which is no controlling terminal, as an editor or a test harness opens one."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "HOME": str(folder)}
    program = [sys.executable, "-c", _PROGRAM.format(blind=blind)]
    with open(slave, "r+b", buffering=0) as tty:  # noqa: PTH123 - a descriptor
        started = subprocess.Popen(
            program, cwd=folder, env=environment, stdin=tty, stdout=tty, stderr=tty, start_new_session=True
        )
    return started, master


def painted(master: int) -> None:
    """Read until the door stands."""
    seen = b""
    while b"superindividual" not in seen.replace(b" ", b""):
        assert select.select([master], [], [], 60)[0], seen[-200:]
        seen += os.read(master, 65536)


@pytest.mark.parametrize("blind", [False, True])
def test_without_its_terminal_the_cockpit_ends(tmp_path: Path, blind: bool) -> None:
    """And where it does not look (the control), it goes on: no signal tells it."""
    started, master = opened(tmp_path, blind=blind)
    try:
        painted(master)
        os.close(master)
        if blind:
            with pytest.raises(subprocess.TimeoutExpired):
                started.wait(3)
        else:
            started.wait(30)
    finally:
        started.kill()
        started.wait()


def test_a_terminal_that_is_there_is_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is gone once nobody holds its other end."""
    master, slave = pty.openpty()
    with open(slave, "rb", buffering=0) as tty:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr("sys.__stdin__", tty)
        assert not gone()
        os.close(master)
        assert gone()
    assert gone(), "closed here"
