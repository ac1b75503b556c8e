"""Words: how text is cut for lexical search, Latin and Chinese alike."""

from __future__ import annotations

import re

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9A-Za-z_\u00c0-\u024f\u0370-\u052f]+")


def words(text: str) -> list[str]:
    """Lower-case words; Han runs as overlapping pairs of characters, since Chinese has no spaces."""
    found: list[str] = []
    for match in _RUN.finditer(text.lower()):
        run = match.group()
        if run[0] < "\u3400" or len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found
