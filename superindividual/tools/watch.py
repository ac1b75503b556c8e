"""Watch: what a running command uses over all its processes, for the limits that the kernel does not hold.

A limit on processes does not bind root, and the kernel's limits on memory and file size count for one process
and one file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from superindividual.text import gettext as _

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a contained command may use; sizes in bytes."""

    processes: int = 200
    memory: int = 2048 * _MIB
    """Private memory of all processes together; also the address space of each, unless that is unbounded."""
    address_space: bool = True
    """Whether it is bounded: programs in JavaScript set aside far more of it than they use."""
    folder: int = 512 * _MIB
    """How much the writable folder may grow to."""
    files: int = 20_000
    """How many files and folders it may come to hold: empty ones take room too."""
    file: int = 64 * _MIB
    open_files: int = 256


def excess(pid: int, folder: Path, limits: Limits) -> str:
    """Which limit the processes below `pid` have passed, in words; empty while they keep to all of them."""
    memory = 0
    for number, process in enumerate(_below(pid), 1):
        memory += _private(process)
        if number > limits.processes:
            return _("it had more than {limit} processes").format(limit=limits.processes)
    if memory > limits.memory:
        return _("it took more than {limit} MiB of memory").format(limit=limits.memory // _MIB)
    return _outgrown(folder, limits)


def _below(pid: int) -> Iterator[int]:
    """The process and all below it; orphans inside a sandbox are its first process's children."""
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        yield current
        try:
            for task in Path(f"/proc/{current}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # it has ended meanwhile


def _private(pid: int) -> int:
    try:
        _size, resident, shared, *_rest = map(int, Path(f"/proc/{pid}/statm").read_text().split())
    except (OSError, ValueError):
        return 0
    return max(0, resident - shared) * _PAGE


def _outgrown(folder: Path, limits: Limits) -> str:
    """What the folder has outgrown; counts no further than that."""
    size = count = 0
    for entry_size in _sizes(folder):
        size, count = size + entry_size, count + 1
        if size > limits.folder:
            return _("it wrote more than {limit} MiB").format(limit=limits.folder // _MIB)
        if count > limits.files:
            return _("it made more than {limit} files").format(limit=limits.files)
    return ""


def _sizes(folder: Path) -> Iterator[int]:
    """What each file and folder below takes on disk, in bytes."""
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    yield entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue  # it has gone meanwhile
