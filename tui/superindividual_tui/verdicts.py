"""Verdicts: what the checks answered, each with its findings and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from superindividual.approvals import wording
from superindividual.text import gettext as _
from superindividual.text import one_line
from superindividual_tui.line import Line, lines_of
from superindividual_tui.signs import VERDICTS


def check_lines(results: tuple[Mapping[str, Any], ...] | None) -> Iterator[Line]:
    """All answers below a heading; that none was given is said."""
    yield from (Line(""), Line(_("Checks"), "head"))
    if not results:
        yield Line(_("No check has answered."), "warn")
    for result in results or ():
        yield from _check(result)


def _check(result: Mapping[str, Any]) -> Iterator[Line]:
    verdict = result["verdict"]
    word = wording.verdict_word(verdict)
    head = f"{wording.VERDICTS[verdict]} {word}  {result['check']}: {result['reason']}"
    yield from lines_of(head, VERDICTS[verdict])
    for found in result["findings"]:
        where = f"{found['path']}:{found['line']}" if found["line"] else found["path"]
        yield from lines_of(f"{where} {found['message']} {found['remedy']}".strip(), indent="    ")
    for name, value in result["evidence"].items():
        yield from lines_of(f"{name} = {one_line(str(value), 300)}", "dim", indent="    ")
