"""Process: the company's worker as another process sees it: whether one runs, and how one is begun that outlives this one."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from superindividual.clock import now, stamp
from superindividual.paths import CompanyPaths

_begun: set[int] = set()
"""Workers that this process started and has not yet seen to end."""

_STARTING = 60.0
"""Seconds in which a worker that was started takes the lock, on whatever machine."""


@contextmanager
def locked(lock: Path, **owner: Any) -> Iterator[str]:
    """Hold a lock file, which names its owner; the kernel frees it when the process dies.

    Gives nothing when it is held now, and otherwise who holds it.
    """
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            yield file.read().strip() or "?"
            return
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), **owner, "since": stamp(now())}))
        file.flush()
        yield ""


def worker_runs(paths: CompanyPaths) -> bool:
    """Whether a process holds the company's lock."""
    try:
        with paths.lock.open("r+") as lock:  # shared: two that look at once do not see each other
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def worker_starts(paths: CompanyPaths) -> int:
    """The process of a worker that was started and has no lock yet; 0 where there is none, or it takes too long."""
    _note_ended()
    try:
        pid = int(paths.starting.read_text(encoding="ascii"))
        age = time.time() - paths.starting.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return 0
    return pid if age < _STARTING and _lives(pid) and not worker_runs(paths) else 0


def _note_ended() -> None:
    """Take note of workers of this process's own that have ended: the system keeps an entry of each until then."""
    for pid in tuple(_begun):
        try:
            over = os.waitpid(pid, os.WNOHANG) != (0, 0)
        except ChildProcessError:
            over = True
        if over:
            _begun.discard(pid)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def collect_rarely() -> None:
    """Let a process that is a worker and nothing else look for garbage a hundred times less often.

    Its modules and graphs are never garbage, yet each look walks them all; what a step leaves is freed without it.
    """
    gc.set_threshold(50_000, 20, 100)


def start_worker(paths: CompanyPaths) -> int:
    """Start a worker in a session of its own, which ends when only the founder can move anything; gives its process."""
    log, append = str(paths.worker_log), os.O_CREAT | os.O_WRONLY | os.O_APPEND
    up = [sys.executable, "-P", "-m", "superindividual", "up", "--until-idle", "--company", str(paths.root)]
    pid = os.posix_spawn(
        sys.executable,
        up,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, log, append, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    _begun.add(pid)
    paths.starting.write_text(str(pid), encoding="ascii")
    return pid
