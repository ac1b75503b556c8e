"""Sandbox: commands run with nothing but what they are given (bubblewrap)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Completed:
    """How a contained command ended."""

    returncode: int
    stdout: str
    stderr: str
    timed_out: bool = False


class Sandbox(Protocol):
    """Runs commands contained: no network, no home, no secrets, only the given folder."""

    async def run(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        writable: bool = True,
        timeout: float = 60.0,
        env: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run `argv` with `folder` as its working directory; `python3` in `argv[0]` is the library's own interpreter.

        Args:
            argv: the command; nothing passes through a shell.
            folder: the only folder it sees besides a read-only system.
            writable: whether it may write there.
            timeout: wall seconds, then the whole group is killed.
            env: added to a cleared environment.

        Raises:
            SandboxUnavailable: it cannot be contained here.
        """
        ...
