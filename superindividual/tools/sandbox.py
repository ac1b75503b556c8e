"""Sandbox: commands run with nothing but what they are given, by bubblewrap.

No network, no home, no environment, no other processes; the system read-only; one folder; limits on time, memory,
file size and open files. As root the command runs as an unprivileged user of its own namespace.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from superindividual.text import gettext as _

_MAX_OUTPUT = 200_000
_MEMORY = 2 * 2**30
_FILE_SIZE = 64 * 2**20
_OPEN_FILES = 256
INSIDE = "/box"
"""Where the folder stands inside; no real machine keeps an interpreter there."""


@dataclass(frozen=True)
class Completed:
    """How a contained command ended."""

    returncode: int
    stdout: str
    stderr: str
    timed_out: bool = False


class Sandbox(Protocol):
    """Runs commands contained."""

    async def run(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        writable: bool = True,
        seconds: float = 60.0,
        env: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run `argv` with `folder` as its working directory; nothing passes through a shell.

        Args:
            argv: the command; `python3` is the library's own interpreter, with its packages.
            folder: the only folder it sees besides a read-only system.
            writable: whether it may write there.
            seconds: wall time, then the whole group is killed.
            env: added to a cleared environment.
        """
        ...


class Bubblewrap:
    """The sandbox of Linux machines."""

    def __init__(self, program: str) -> None:
        self._program = program

    async def run(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        writable: bool = True,
        seconds: float = 60.0,
        env: Mapping[str, str] | None = None,
    ) -> Completed:
        """As `Sandbox.run`."""
        command = [self._program, *self._profile(folder, writable, env or {}), "--", *_interpreted(argv)]
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={},
            start_new_session=True,
            preexec_fn=_limits(seconds),
        )
        assert process.stdout is not None
        assert process.stderr is not None
        reading = asyncio.gather(_capped(process.stdout), _capped(process.stderr))
        try:
            await asyncio.wait_for(process.wait(), seconds)
            timed_out = False
        except TimeoutError:
            timed_out = True
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        returncode = await process.wait()
        stdout, stderr = await reading
        return Completed(returncode, stdout, stderr, timed_out)

    def _profile(self, folder: Path, writable: bool, env: Mapping[str, str]) -> list[str]:
        words = [
            "--unshare-all",
            "--unshare-user",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL",
            "--clearenv",
            "--disable-userns",
            "--uid",
            "1000",
            "--gid",
            "1000",
            "--hostname",
            "sandbox",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",  # noqa: S108 - a fresh one, inside the sandbox
            "--tmpfs",
            "/home",
        ]
        for system in ("/usr", "/lib", "/lib64", "/bin", "/sbin", *_prefixes()):
            if Path(system).is_symlink():
                words += ["--symlink", str(Path(system).readlink()), system]
            elif Path(system).exists():
                words += ["--ro-bind", system, system]
        words += ["--bind" if writable else "--ro-bind", str(folder.resolve()), INSIDE, "--chdir", INSIDE]
        settings = {
            "PATH": "/usr/bin:/bin",
            "HOME": "/home",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            **env,
        }
        for name, value in settings.items():
            words += ["--setenv", name, value]
        return words


def _prefixes() -> list[str]:
    """Where the interpreter and its packages lie, when that is not below /usr."""
    found = {sys.prefix, sys.base_prefix, str(Path(sys.executable).resolve().parents[1])}
    return sorted(p for p in found if not p.startswith("/usr/"))


def _interpreted(argv: Sequence[str]) -> list[str]:
    return [sys.executable if argv[0] == "python3" else argv[0], *argv[1:]]


def _limits(seconds: float) -> Callable[[], None]:
    def apply() -> None:
        for what, amount in (
            (resource.RLIMIT_AS, _MEMORY),
            (resource.RLIMIT_FSIZE, _FILE_SIZE),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
            (resource.RLIMIT_CPU, int(seconds) + 5),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (amount, amount))

    return apply


async def _capped(stream: asyncio.StreamReader) -> str:
    """The output's beginning; the rest is read and thrown away, so that the command never blocks on a full pipe."""
    kept = bytearray()
    while chunk := await stream.read(65_536):
        kept += chunk[: max(0, _MAX_OUTPUT - len(kept))]
    return kept.decode("utf-8", "replace")


@cache
def find_sandbox() -> tuple[Sandbox | None, str]:
    """The sandbox of this machine, tried out; else None and what the founder can do."""
    program = shutil.which("bwrap")
    if program is None:
        return None, _("bubblewrap is not installed: apt-get install bubblewrap")
    found = Bubblewrap(program)
    trial = subprocess.run(  # noqa: S603 - our own command
        [program, *found._profile(Path("/usr/share"), False, {}), "--", sys.executable, "-c", "print(6 * 7)"],
        capture_output=True,
        text=True,
        check=False,
    )
    if trial.stdout.strip() != "42":
        return None, _("bubblewrap cannot contain commands here: {reason}").format(
            reason=trial.stderr.strip()[:200]
        )
    return found, ""
