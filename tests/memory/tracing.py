"""One fact from its source through recall to what was made with it, then corrected: as a founder types it.

`python -m tests.memory.tracing` prints the transcript that docs/memory.md shows.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from superindividual.cli import main
from superindividual.company import Company
from superindividual.paths import bundled

_FLOW = """\
name: short
inputs:
  brief: {type: file, required: true}
steps:
  discover: {agent: scout, deliver: discovery, task: Find out what rivals cost}
"""
_QUIET = {"init", "rehearse"}
"""Commands whose output is another page's business."""


def transcript(folder: Path) -> Iterator[str]:
    """Commands and what they print, line by line."""
    with chdir(folder):
        yield from _typed("init firm")
    firm = folder / "firm"
    (firm / "workflows" / "short.yaml").write_text(_FLOW)
    brief = bundled("examples") / "briefs" / "club-dues.md"
    (firm / "briefs" / "club-dues.md").write_bytes(brief.read_bytes())
    run = "rehearse short --brief briefs/club-dues.md --in-process"
    with chdir(firm):
        yield from _typed(
            'memory add "The price of DuesPro is 12 EUR a month"'
            " --source https://duespro.invalid/pricing --as-of 2026-11-20"
        )
        company = Company.open()
        (first,) = (r.id for r in company.memory.rows.all())
        yield from _typed(run)
        yield from _cited()
        yield from _typed(f"memory why {first}")
        yield from _typed(f'memory correct {first} "The price of DuesPro is 15 EUR a month"')
        (second,) = (r.id for r in company.memory.rows.later(first))
        yield from _typed(run)
        yield from _cited()
        for one in (second, first):
            yield from _typed(f"memory why {one}")
        yield from _typed("memory search price of DuesPro --kind fact")
        yield from _typed("ledger verify")
        company.journal.close()


def _cited() -> Iterator[str]:
    """The lines of the product that quote a record."""
    yield "$ grep -h memory:M products/*/discovery/discovery.md"
    for file in sorted(Path("products").glob("*/discovery/discovery.md")):
        yield from (line for line in file.read_text().splitlines() if "memory:M" in line)
    yield ""


def _typed(command: str) -> Iterator[str]:
    yield f"$ superindividual {command}"
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        code = main(shlex.split(command))
    assert code == 0, told.getvalue()
    if command.split()[0] not in _QUIET:
        yield from told.getvalue().splitlines()
    yield ""


def alike(text: str) -> str:
    """The transcript without what differs from day to day: ids of runs, moments, hashes."""
    text = re.sub(r"\bR-[a-z0-9]{8}\b", "R-…", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
    text = re.sub(r"superseded by (\S+) on \d{4}-\d\d-\d\d", r"superseded by \1 on DAY", text)
    text = re.sub(r"\b[0-9a-f]{10,64}\b", "HASH", re.sub(r"\bM-([0-9a-f]{10})\b", r"M-<\1>", text))
    return re.sub(r"\d+ (entries|commits)", r"N \1", text)


if __name__ == "__main__":
    os.environ["SUPERINDIVIDUAL_LANG"] = "en"
    with tempfile.TemporaryDirectory() as made:
        print("\n".join(transcript(Path(made))).rstrip())
