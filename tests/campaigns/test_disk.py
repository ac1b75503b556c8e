"""A disk that is full, read-only or broken: the run stands still, says why, and goes on when it is mended."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2]
OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")
"""A user and mounts of one's own, in which a file system of any size can be made without being root."""


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    tried = [*OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def failed(times: int, *kinds: str, mounts: bool = False) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.campaigns.disk", str(times), *kinds]
    done = subprocess.run(
        [*(OWN_MOUNTS if mounts else ()), *command], cwd=HERE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    print(found)
    return found


def assert_nothing_lost(found: dict[str, int], runs: int) -> None:
    assert found["runs"] == found["done"] == runs
    assert found["stopped"] == found["said_why"] > 0
    lost = ("crashed", "lost_decisions", "ledger_broken", "failed_attempts", "wrong_bytes")
    assert {name: found[name] for name in lost} == dict.fromkeys(lost, 0)


LENGTHS = [
    pytest.param(2, marks=[pytest.mark.long, pytest.mark.timeout(600)]),
    pytest.param(90, marks=[pytest.mark.campaign, pytest.mark.timeout(0)]),
]


@pytest.mark.parametrize("times", LENGTHS)
def test_a_disk_that_fails_at_a_write_stops_the_run_and_loses_nothing(times: int) -> None:
    """SQLite refuses the nth transaction as full or read-only; files may grow no further (EFBIG, an I/O error)."""
    assert_nothing_lost(failed(times, "readonly", "full", "broken"), 3 * times)


@pytest.mark.parametrize("times", LENGTHS)
@pytest.mark.skipif(not can_mount(), reason="no file system of one's own can be made here: unshare")
def test_a_file_system_without_room_stops_the_run_and_loses_nothing(times: int) -> None:
    """ENOSPC of a real file system, for journal, checkpoints, objects, drafts, repository and memory alike."""
    assert_nothing_lost(failed(times, "room", mounts=True), times)
