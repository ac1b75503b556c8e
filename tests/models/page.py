"""`models.md` in both languages from `models.in.md` and what its commands print: make models-page.

Words given name the commands to run anew, `--kept` none: make docs.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
FOLDERS = (DOCS, DOCS / "zh-CN")
"""Where the template of each language stands, and what is made of it; what a command prints is the same in both."""
PAGE = DOCS / "models.md"
_COMMAND = re.compile(r"^\{\{ (?P<shown>[^|]+?) \| (?P<module>.+?) \}\}$", re.MULTILINE)
"""`{{ WHAT A READER TYPES | PYTHON MODULE OR FILE WITH ITS ARGUMENTS }}` on a line of its own."""
_SECONDS = 1200


@cache
def said(shown: str, module: str) -> str:
    """The command, and what it printed just now; a command that fails ends the making."""
    given = shlex.split(module)
    how = [] if given[0].endswith(".py") else ["-m"]
    print(f"{shown} …", file=sys.stderr)
    command = [sys.executable, *how, *given]
    with tempfile.TemporaryDirectory() as nobody:  # the page is the same whatever the founder here has set
        own = {
            **os.environ,
            "SUPERINDIVIDUAL_LANG": "en",
            "XDG_CONFIG_HOME": nobody,
            "XDG_STATE_HOME": nobody,
        }
        done = subprocess.run(
            command, cwd=DOCS.parent, env=own, stdout=subprocess.PIPE, text=True, timeout=_SECONDS, check=True
        )
    return f"```console\n$ {shown}\n{done.stdout.rstrip()}\n```"


def kept(shown: str) -> str:
    """The command, and what it printed when the page was made."""
    found = re.search(
        rf"^```console\n\$ {re.escape(shown)}\n.*?^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S
    )
    assert found, f"the page has no {shown}"
    return found[0]


def page(folder: Path, anew: list[str]) -> str:
    """The page of one language."""

    def block(found: re.Match[str]) -> str:
        if anew and not any(word in found["module"] for word in anew):
            return kept(found["shown"])
        return said(found["shown"], found["module"])

    return _COMMAND.sub(block, (folder / "models.in.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    pages = {folder: page(folder, sys.argv[1:]) for folder in FOLDERS}
    for folder, text in pages.items():
        (folder / PAGE.name).write_text(text, encoding="utf-8")
