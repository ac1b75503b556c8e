"""Entries: lines, and what the cursor can choose among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from superindividual_tui.line import Line, Tone

OVERVIEW = "overview"
"""The key of the entry that tells what a request is about."""


@dataclass
class Entries:
    """Lines, and what each selectable entry among them stands for."""

    lines: Sequence[Line] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    of: str = ""
    """What they are of, such as a room."""

    def add(self, *lines: Line) -> None:
        """Lines that nothing is done with."""
        self._own.extend(lines)

    def entry(self, key: str, rows: Iterable[tuple[str, Tone]], *, hang: int = 0) -> None:
        """Rows that are one entry; `hang` is the column below which a broken one goes on."""
        number = len(self.keys)
        self.keys.append(key)
        self._own.extend(Line(text, tone, number, hang=hang) for text, tone in rows)

    def section(self, title: str, empty: str = "") -> None:
        """A heading, below a blank line where something stands above it; `empty` is said where nothing follows."""
        if self.lines:
            self.add(Line(""))
        self.add(Line(title, "head"))
        if empty:
            self.add(Line(f"  {empty}", "dim"))

    def key(self, item: int | None) -> str:
        """What the entry of that number stands for; empty where there is none."""
        return self.keys[item] if item is not None and item < len(self.keys) else ""

    def place(self, key: str) -> int | None:
        """The number of the entry that stands for this; None where there is none."""
        return self.keys.index(key) if key in self.keys else None

    def numbered(self) -> Iterator[str]:
        """The lines as text, the first of each entry with its number from 1 on."""
        told: int | None = None
        for line in self.lines:
            first = line.item is not None and line.item != told
            told = line.item
            yield f"{line.item + 1}. {line.text}" if first and line.item is not None else line.text

    @property
    def _own(self) -> list[Line]:
        """The lines where they are a list of these entries' own; what a room keeps itself is never added to."""
        assert isinstance(self.lines, list)
        return self.lines
