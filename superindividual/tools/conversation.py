"""Conversation: a contained program that is spoken with through its input and output, for as long as that takes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from superindividual.errors import SandboxUnavailable
from superindividual.specs.delegate import DelegateSpec
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual.tools.sandbox import INSIDE, Bubblewrap, Sandbox, capped, kill_group
from superindividual.tools.watch import Limits

_MIB = 2**20
LIMITS = Limits(
    processes=400,
    memory=8192 * _MIB,
    folder=4096 * _MIB,
    files=200_000,
    file=512 * _MIB,
    open_files=4096,
    address_space=False,
)
"""A coding agent is a large program, and installs what it needs."""
_MOST_LINE = 50 * _MIB


@dataclass
class Conversation:
    """The two ends, and how it ended."""

    to: asyncio.StreamWriter
    came: asyncio.StreamReader
    ended: asyncio.Task[tuple[bool, str]]
    """Done when the program is: whether its time ran out, and which limit it passed."""
    complaints: asyncio.Task[str]
    """What it wrote as errors, once it has ended."""

    async def why(self) -> str:
        """Why it ended, in words; empty while it goes on."""
        if not self.ended.done():
            return ""
        timed_out, passed = self.ended.result()
        return passed or (_("its time is over") if timed_out else one_line(await self.complaints, 300))


@asynccontextmanager
async def conversing(
    sandbox: Sandbox | None, spec: DelegateSpec, folder: Path
) -> AsyncIterator[Conversation]:
    """Run a coding agent in the sandbox with `folder` as all that it may write, and end it with the block.

    Raises:
        SandboxUnavailable: it cannot be contained here, or a variable that it is to be given is not set.
    """
    if not isinstance(sandbox, Bubblewrap):
        raise SandboxUnavailable(
            _("a coding agent runs contained only, and nothing can be contained on this machine")
        )
    seconds = spec.minutes * 60.0
    box = sandbox.with_limits(LIMITS)
    env = _given(spec)
    named = box.command(
        spec.command, folder=folder, seconds=seconds, env=env, network=spec.network, see=_seen(spec)
    )
    process = await box.start(named, folder, stdin=subprocess.PIPE, limit=_MOST_LINE)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.create_task(capped(process.stderr))
    ended = asyncio.create_task(_ended(box, process, folder, seconds))
    try:
        yield Conversation(process.stdin, process.stdout, ended, complaints)
    finally:
        kill_group(process)
        process.stdin.close()
        await process.wait()
        await asyncio.gather(ended, complaints, return_exceptions=True)


async def _ended(
    box: Bubblewrap, process: asyncio.subprocess.Process, folder: Path, seconds: float
) -> tuple[bool, str]:
    """Watch over it; end it where it passes a limit."""
    try:
        return await box.ended(process, folder, seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            kill_group(process)


def _seen(spec: DelegateSpec) -> list[Path]:
    return [Path(place).expanduser() for place in spec.see]


def _given(spec: DelegateSpec) -> dict[str, str]:
    """The variables that the founder names, with their values; they go nowhere but there."""
    missing = [name for name in spec.env if name not in os.environ]
    if missing:
        raise SandboxUnavailable(
            _("{names} is not set, and the coding agent is to be given it").format(names=", ".join(missing)),
            remedy=_("set it where the worker runs"),
        )
    return {"TMPDIR": "/tmp", **{name: os.environ[name] for name in spec.env}}  # noqa: S108 - the sandbox's own


WHERE = INSIDE
"""Where it finds its folder."""
