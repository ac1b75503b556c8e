"""Sandbox: commands run with nothing but what they are given, by bubblewrap.

No network, no home, no environment, no other processes; the system read-only; one folder; limits on time, memory,
processes and disk; a filter of system calls. Also as root the command is an unprivileged user of its own namespace.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from superindividual.errors import SandboxUnavailable
from superindividual.text import gettext as _
from superindividual.tools.profile import profile
from superindividual.tools.syscalls import filter_of, open_filter
from superindividual.tools.watch import Limits, excess

_MOST_OUTPUT = 200_000
_WATCHED_EVERY = 0.25
INSIDE = "/box"
"""Where the folder stands inside; no real machine keeps an interpreter there."""

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/home",
    "USER": "sandbox",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONDONTWRITEBYTECODE": "1",
}

_LAUNCH = """\
import json, os, resource, sys
limits = json.loads(sys.argv[1])
space = limits["memory"] if limits["address_space"] else resource.RLIM_INFINITY
for name, amount in (("AS", space), ("FSIZE", limits["file"]), ("NOFILE", limits["open_files"]),
                     ("NPROC", limits["processes"]), ("CPU", limits["seconds"]), ("CORE", 0)):
    resource.setrlimit(getattr(resource, "RLIMIT_" + name), (amount, amount))
try:
    os.execvp(sys.argv[2], sys.argv[2:])
except OSError as error:
    sys.exit(f"{sys.argv[2]}: {error.strerror}")
"""
"""Runs inside, before the command: set outside, a limit on processes would count all those of the user, and a
`preexec_fn` can block a program that has threads."""

_TRIAL = """\
import importlib.util, os, sys
faults = [] if os.getuid() else ["the command is root"]
faults += ["there is a network"] if [n for n in open("/proc/net/dev").read().split() if n.endswith(":") and n != "lo:"] else []
for path in ("/canary", "/usr/canary", "/proc/sys/kernel/core_pattern", "canary"):
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
        faults.append(path + " can be written")
    except OSError:
        pass
faults += ["no module " + name for name in ("pytest", "coverage", "ruff") if not importlib.util.find_spec(name)]
sys.exit("; ".join(faults) or print("contained"))
"""


@dataclass(frozen=True)
class Completed:
    """How a contained command ended."""

    returncode: int
    stdout: str
    stderr: str
    timed_out: bool = False
    stopped: str = ""
    """Why it was ended before its time: which limit it passed, in words."""


class Sandbox(Protocol):
    """Runs commands contained."""

    @property
    def contains(self) -> bool:
        """Whether it does; False for the founder's own machine, where each command is theirs to allow."""
        ...

    def inside(self, folder: Path) -> str:
        """Where a command finds the folder."""
        ...

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

        Raises:
            SandboxUnavailable: the folder is not there, or it cannot be contained here.
        """
        ...


class Bubblewrap:
    """The sandbox of Linux machines."""

    contains = True

    def __init__(self, program: str, limits: Limits | None = None) -> None:
        self._program = program
        self._limits = limits or Limits()

    def with_limits(self, limits: Limits) -> Bubblewrap:
        """The same with other limits."""
        return Bubblewrap(self._program, limits)

    def inside(self, folder: Path) -> str:
        """Always the same place."""
        del folder
        return INSIDE

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
        named = self.command(argv, folder=folder, writable=writable, seconds=seconds, env=env)
        process = await self.start(named, folder)
        assert process.stdout is not None
        assert process.stderr is not None
        reading = asyncio.gather(capped(process.stdout), capped(process.stderr))
        try:
            timed_out, stopped = await self.ended(process, folder, seconds)
        finally:  # also when the caller is cancelled: nothing stays behind
            kill_group(process)
            returncode = await process.wait()
            stdout, stderr = await reading
        return Completed(returncode, stdout, stderr, timed_out, stopped)

    async def start(
        self, named: Sequence[str], folder: Path, *, stdin: int = subprocess.DEVNULL, limit: int = 65_536
    ) -> asyncio.subprocess.Process:
        """Start what `command` gave, with pipes for what it writes, read in lines of at most `limit` bytes."""
        must_be_there(folder)
        with open_filter() as rules:
            return await asyncio.create_subprocess_exec(
                *self._filtered(named, rules),
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={},  # the first process inside is bubblewrap itself, and its environment can be read there
                start_new_session=True,
                pass_fds=(rules,),
                limit=limit,
            )

    def command(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        writable: bool = True,
        seconds: float = 60.0,
        env: Mapping[str, str] | None = None,
        network: bool = False,
        see: Sequence[Path] = (),
    ) -> list[str]:
        """What `bwrap` is told so that it runs `argv` contained; the filter of system calls is added to it."""
        settings = {**ENVIRONMENT, **(env or {})}
        limits = json.dumps({**asdict(self._limits), "seconds": int(seconds) + 5})
        named = [sys.executable if argv[0] == "python3" else argv[0], *argv[1:]]
        box = profile(folder, INSIDE, writable=writable, env=settings, network=network, see=see)
        return [*box, "--", sys.executable, "-I", "-S", "-c", _LAUNCH, limits, *named]

    def _filtered(self, arguments: Sequence[str], rules: int) -> list[str]:
        return [self._program, "--seccomp", str(rules), *arguments]

    def try_out(self) -> str:
        """What is wrong with it; empty when a command inside finds itself contained."""
        argv = ["python3", "-I", "-c", _TRIAL]
        named = self.command(argv, folder=Path("/usr/share"), writable=False, seconds=20)
        try:
            with open_filter() as rules:
                ran = subprocess.run(  # noqa: S603 - our own command
                    self._filtered(named, rules),
                    capture_output=True,
                    text=True,
                    errors="replace",
                    check=False,
                    timeout=20,
                    env={},
                    pass_fds=(rules,),
                )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        contained = ran.stdout.strip() == "contained"
        return "" if contained else ran.stderr.strip()[:300] or f"exit code {ran.returncode}"

    async def ended(
        self, process: asyncio.subprocess.Process, folder: Path, seconds: float
    ) -> tuple[bool, str]:
        """Wait for the end; whether its time ran out, and which limit it passed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        ended = asyncio.ensure_future(process.wait())
        try:
            while True:
                left = deadline - loop.time()
                done, _pending = await asyncio.wait({ended}, timeout=max(0.0, min(_WATCHED_EVERY, left)))
                if done:
                    return False, ""
                if left <= 0:
                    return True, ""
                if passed := await asyncio.to_thread(excess, process.pid, folder, self._limits):
                    return False, passed
        finally:
            ended.cancel()


def must_be_there(folder: Path) -> None:
    """Raise SandboxUnavailable where a folder to run in is no folder."""
    if folder.is_symlink() or not folder.is_dir():
        raise SandboxUnavailable(
            _("there is no folder {name} to run in").format(name=folder.name),
            remedy=_("write its files first"),
        )


def kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill the group; with bubblewrap's first process the kernel ends everything in its namespace."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


async def capped(stream: asyncio.StreamReader) -> str:
    """The output's beginning; the rest is read and thrown away, so that the command never blocks on a full pipe."""
    kept = bytearray()
    while chunk := await stream.read(65_536):
        kept += chunk[: max(0, _MOST_OUTPUT - len(kept))]
    return kept.decode("utf-8", "replace")


def find_sandbox() -> tuple[Sandbox | None, str]:
    """The sandbox of this machine, tried out; else None with the reason and what the founder can do."""
    program = shutil.which("bwrap")
    if program is None:
        return None, _(
            "bubblewrap is not installed; install it: apt-get install bubblewrap, dnf install bubblewrap"
        )
    if filter_of(platform.machine()) is None:
        return None, _("no filter of system calls is known for {machine}").format(machine=platform.machine())
    fault = _trial(program)
    return (None, _explained(fault)) if fault else (Bubblewrap(program), "")


@cache
def _trial(program: str) -> str:
    return Bubblewrap(program).try_out()


def _explained(fault: str) -> str:
    if "nknown option" in fault:
        return _("bubblewrap is too old ({fault}); version 0.8 or newer is needed").format(fault=fault)
    if fault.startswith("no module"):
        return _(
            "contained commands do not see the library's tools ({fault}); install it in an environment of its own:"
            " python -m venv"
        ).format(fault=fault)
    if any(words in fault for words in ("ermission", "namespace", "uid map", "not permitted")):
        return _(
            "this machine does not let programs make namespaces ({fault}); allow it: sysctl"
            " kernel.unprivileged_userns_clone=1, on Ubuntu an AppArmor profile for bwrap, in a container its"
            " seccomp setting"
        ).format(fault=fault)
    return _("bubblewrap cannot contain commands here: {fault}").format(fault=fault)
