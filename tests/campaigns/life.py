"""Life: a process of its own that works until it ends, kills itself, or is killed."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable

PATIENCE = 900.0
"""Seconds that a life may take before it is said to hang: far more than it takes on the busiest machine."""


def die() -> None:
    """As a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[], None], within: float | None = None) -> int:
    """Fork and run it; its exit status, or minus the signal that killed it. After `within` seconds it is killed."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    if within is not None:
        _kill_after(pid, within)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _kill_after(pid: int, seconds: float) -> None:
    """Kill it unless it ends first."""
    end = os.pidfd_open(pid)
    try:
        if not select.select([end], [], [], seconds)[0]:
            signal.pidfd_send_signal(end, signal.SIGKILL)
    finally:
        os.close(end)
