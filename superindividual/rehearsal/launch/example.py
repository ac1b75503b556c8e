"""Example: how the finished package is installed and used, as its own README shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from superindividual.tools.job import Job

README = "package/README.md"
_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL
)
_LONGEST = 24
"""Lines of a terminal that a page can show."""


@dataclass(frozen=True)
class Example:
    """Terminal text."""

    text: str
    install: str
    """The command that installs the package, or empty."""


def example_of(job: Job) -> Example | None:
    """The first console session of the package's README; None without a package or a session."""
    code = job.input_of_kind("code")
    if code is None or README not in code.files:
        return None
    blocks = [(m["info"].strip().lower(), m["body"].rstrip("\n")) for m in _FENCE.finditer(code.text(README))]
    session = next(
        (body for info, body in blocks if info in ("console", "shell-session") or body.startswith("$ ")), ""
    )
    install = next(
        (
            line
            for _, body in blocks
            for line in body.splitlines()
            if re.match(r"\$? ?(?:pip|pipx|uv) ", line)
        ),
        "",
    )
    if not session:
        return None
    lines = session.splitlines()
    cut = lines if len(lines) <= _LONGEST else [*lines[:_LONGEST], "…"]
    return Example("\n".join(cut), install.removeprefix("$ "))
