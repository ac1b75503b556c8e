"""Difference: what changed between two versions of a deliverable, as lines."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from superindividual.text import gettext as _
from superindividual_tui.line import Line, Tone, lines_of

_COMPARED = 400_000
"""Bytes of one file up to which lines are compared; beyond, only the fact is told."""

_TONES: dict[str, Tone] = {"+": "good", "-": "bad", "@": "dim"}


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Line]:
    """Every file that was added, removed or changed, with its changed lines."""
    lines: list[Line] = []
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path):
            lines += _file(path, before.get(path), after.get(path))
    return lines or [Line(_("Nothing changed."), "dim")]


def _file(path: str, before: bytes | None, after: bytes | None) -> Iterator[Line]:
    word = _("added") if before is None else _("removed") if after is None else _("changed")
    yield Line(f"{path}  {word}", "head")
    old, new = _text(before), _text(after)
    if old is None or new is None:
        yield Line(f"  {len(before or b'')} B → {len(after or b'')} B", "dim")
        return
    for row in difflib.unified_diff(old, new, n=3, lineterm=""):
        if not row.startswith(("--- ", "+++ ")):
            yield from lines_of(row, _TONES.get(row[:1], "plain"))
    yield Line("")


def _text(content: bytes | None) -> list[str] | None:
    """The lines of a text that is short enough; None otherwise."""
    if content is not None and len(content) > _COMPARED:
        return None
    try:
        return (content or b"").decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
