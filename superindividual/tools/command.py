"""run_command: a line for the shell, contained, in a copy of the draft."""

from __future__ import annotations

from pydantic import Field

from superindividual.text import safe_text
from superindividual.tools.bench import Bench
from superindividual.tools.sandbox import Completed, Sandbox
from superindividual.tools.tool import Arguments

NAME = "run_command"
DESCRIPTION = (
    "Run a line of bash in a copy of your files, contained: no network, no home, nothing of the founder's. What it changes"
    " below your folder is taken over; answers with how it ended, what it wrote, and what was taken over."
)


class Command(Arguments):
    """A line of bash."""

    command: str = Field(min_length=1, max_length=8000)
    seconds: int = Field(default=60, ge=1, le=600)


async def run_command(asked: Command, sandbox: Sandbox, bench: Bench) -> str:
    """Run it and take over what it changed."""
    bench.lay()
    argv = ["bash", "--noprofile", "--norc", "-c", asked.command]
    completed = await sandbox.run(argv, folder=bench.folder, seconds=asked.seconds)
    return "\n".join([told(completed), *bench.take()])


def told(completed: Completed) -> str:
    """How a command ended, and what it wrote."""
    if completed.timed_out:
        ended = "killed: it ran out of time"
    elif completed.stopped:
        ended = f"killed: {completed.stopped}"
    else:
        ended = f"exit code {completed.returncode}"
    return safe_text(f"{ended}\n{completed.stdout}\n{completed.stderr}".strip())
