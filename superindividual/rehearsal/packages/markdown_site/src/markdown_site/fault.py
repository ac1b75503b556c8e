"""Fault: what is wrong in one line of one file, and how to put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import messages


@dataclass(frozen=True, order=True)
class Fault:
    """One fault; an error keeps the site from being written, a warning does not."""

    path: str
    """Below the folder of notes, with slashes."""
    line: int
    message: str
    is_error: bool = False

    def __str__(self) -> str:
        """Write it as compilers do: `talks/first.md:3: error: …`."""
        kind = messages.ERROR if self.is_error else messages.WARNING
        return f"{self.path}:{self.line}: {kind}{messages.COLON}{self.message}"


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Each fault once, by file and line."""
    return tuple(sorted(set(faults)))
