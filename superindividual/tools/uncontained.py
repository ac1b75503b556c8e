"""Uncontained: commands on the founder's own machine, as the founder; only with `--unsafe-shell`, each one asked for.

The environment is cleared, so that no key of theirs is handed on unasked; files and network are theirs all the same.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from superindividual.tools.sandbox import ENVIRONMENT, Completed, capped, kill_group, must_be_there


class Uncontained:
    """What there is where nothing contains."""

    contains = False

    def inside(self, folder: Path) -> str:
        """Where it lies."""
        return str(folder.resolve())

    async def run(
        self,
        argv: Sequence[str],
        *,
        folder: Path,
        writable: bool = True,
        seconds: float = 60.0,
        env: Mapping[str, str] | None = None,
    ) -> Completed:
        """As `Sandbox.run`; `writable` cannot be held to."""
        del writable
        must_be_there(folder)
        own = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder)}
        process = await asyncio.create_subprocess_exec(
            sys.executable if argv[0] == "python3" else argv[0],
            *argv[1:],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**ENVIRONMENT, **own, **(env or {})},
            start_new_session=True,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        reading = asyncio.gather(capped(process.stdout), capped(process.stderr))
        timed_out = False
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            timed_out = True
        finally:
            kill_group(process)
            returncode = await process.wait()
            stdout, stderr = await reading
        return Completed(returncode, stdout, stderr, timed_out)
