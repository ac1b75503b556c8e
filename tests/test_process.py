from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual import process
from superindividual.paths import CompanyPaths
from superindividual.process import locked, start_worker, worker_runs, worker_starts


@pytest.fixture
def paths(tmp_path: Path) -> CompanyPaths:
    (tmp_path / ".superindividual").mkdir()
    made = CompanyPaths(tmp_path)
    made.state.mkdir(exist_ok=True)
    return made


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits until its input ends."""
    made = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield made
    made.kill()
    made.communicate()


def test_a_worker_starts_until_it_has_the_lock(paths: CompanyPaths, child: subprocess.Popen[bytes]) -> None:
    """Whoever looks, in whatever process, knows that one is on its way, and which."""
    assert worker_starts(paths) == 0
    paths.starting.write_text(str(child.pid))
    assert worker_starts(paths) == child.pid
    assert not worker_runs(paths)
    with locked(paths.lock):
        assert worker_runs(paths)
        assert worker_starts(paths) == 0


def test_a_worker_that_died_or_hangs_does_not_start(
    paths: CompanyPaths, child: subprocess.Popen[bytes]
) -> None:
    """One that ended, one that has not come for a minute, and whatever is no number."""
    paths.starting.write_text(str(child.pid))
    long_ago = paths.starting.stat().st_mtime - 61
    os.utime(paths.starting, (long_ago, long_ago))
    assert worker_starts(paths) == 0
    child.kill()
    child.wait()  # its entry is gone
    paths.starting.write_text(str(child.pid))
    assert worker_starts(paths) == 0
    paths.starting.write_text("soon")
    assert worker_starts(paths) == 0


def test_a_worker_that_ended_leaves_nothing_behind(
    paths: CompanyPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told by its process, and taken note of: the system keeps no entry of it until the cockpit is left."""
    monkeypatch.setattr(sys, "executable", "/bin/true")
    pid = start_worker(paths)
    assert paths.starting.read_text() == str(pid)
    paths.starting.unlink()  # as a worker does that has the lock
    while pid in process._begun:
        worker_starts(paths)
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
