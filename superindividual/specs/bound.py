"""Bound: a file or folder that a run was given, as expressions see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

FIELDS = ("name", "path", "files", "count", "left_out")
"""What an expression can name of it; in a text it stands for its path."""

BOUND = ("file", "folder")
"""Types of inputs whose content is kept when a run begins; the brief, which has a form of its own, is none."""

BRIEF = "brief"
"""The input that is the founder's brief."""


def is_bound(value: Any) -> bool:
    """Whether an input's value, as the journal keeps it, names stored content."""
    return isinstance(value, Mapping) and isinstance(value.get("material"), str)


def path_in_draft(name: str) -> str:
    """Where an agent finds the input of that name."""
    return f"inputs/{name}"


class Bound(Mapping[str, Any]):
    """One bound input; what it holds is read only when `files` is named."""

    def __init__(self, name: str, kept: Mapping[str, Any], files: Callable[[], Sequence[str]]) -> None:
        self.path = path_in_draft(name)
        self._kept = kept
        self._files = files

    def __iter__(self) -> Iterator[str]:
        """The names of the fields."""
        return iter(FIELDS)

    def __len__(self) -> int:
        """How many fields there are."""
        return len(FIELDS)

    def __getitem__(self, name: str) -> Any:
        """A field's value."""
        if name == "path":
            return self.path
        if name == "files":
            return list(self._files())
        if name == "left_out":
            return sorted(self._kept["left_out"])
        if name not in FIELDS:
            raise KeyError(name)
        return self._kept[name]
