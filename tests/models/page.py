"""`docs/models.md` from `models.in.md` and what its commands print: make models-page."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_COMMAND = re.compile(r"^\{\{ (?P<shown>[^|]+?) \| (?P<module>.+?) \}\}$", re.MULTILINE)
"""`{{ WHAT A READER TYPES | PYTHON MODULE OR FILE WITH ITS ARGUMENTS }}` on a line of its own."""
_SECONDS = 1200


def said(found: re.Match[str]) -> str:
    """The command, and what it printed just now; a command that fails ends the making."""
    given = shlex.split(found["module"])
    how = [] if given[0].endswith(".py") else ["-m"]
    print(f"{found['shown']} …", file=sys.stderr)
    done = subprocess.run(
        [sys.executable, *how, *given],
        cwd=DOCS.parent,
        stdout=subprocess.PIPE,
        text=True,
        timeout=_SECONDS,
        check=True,
    )
    return f"```console\n$ {found['shown']}\n{done.stdout.rstrip()}\n```"


def page() -> str:
    """The page."""
    return _COMMAND.sub(said, (DOCS / "models.in.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    (DOCS / "models.md").write_text(page(), encoding="utf-8")
