"""A valid workflow by its lines alone, without the parser under test: where each step and each field stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_KEY = re.compile(r"( *)([A-Za-z_]\w*):")


class Block(NamedTuple):
    """Lines from `start` to before `stop`, counting from 0; the first of them holds the key."""

    name: str
    start: int
    stop: int


@dataclass(frozen=True)
class Step:
    """A step and its fields in the order of the file."""

    name: str
    start: int
    stop: int
    fields: tuple[Block, ...]

    def field(self, name: str) -> Block | None:
        """The field of that name, when the step has it."""
        return next((block for block in self.fields if block.name == name), None)

    @property
    def of_agent(self) -> bool:
        """Whether an agent does it; else something leaves the company, or a workflow is used."""
        return self.sort == "agent"

    @property
    def sort(self) -> str:
        """`agent`, `effect` or `uses`: by what the step is done."""
        return next(name for name in ("agent", "effect", "uses") if self.field(name))


@dataclass(frozen=True)
class Source:
    """A workflow in block style: top fields without indentation, steps indented by two, their fields by four."""

    name: str
    lines: tuple[str, ...]

    @cached_property
    def top(self) -> tuple[Block, ...]:
        """The fields of the workflow."""
        return tuple(self._blocks(0, len(self.lines), 0))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps."""
        _name, start, stop = self.top_field("steps")
        return tuple(
            Step(*block, tuple(self._blocks(block.start + 1, block.stop, 4)))
            for block in self._blocks(start + 1, stop, 2)
        )

    @property
    def first(self) -> int:
        """The line of the first key."""
        return self.top[0].start

    def top_field(self, name: str) -> Block:
        """A field of the workflow."""
        return next(block for block in self.top if block.name == name)

    def listed(self, block: Block) -> list[str]:
        """The names in a list that is written on one line."""
        return re.findall(r"[\w-]+", self.lines[block.start].partition(":")[2].partition("#")[0])

    def with_lines(self, start: int, stop: int, new: Iterable[str]) -> tuple[str, ...]:
        """The lines with others in the place of some."""
        return (*self.lines[:start], *new, *self.lines[stop:])

    def _blocks(self, start: int, stop: int, indent: int) -> Iterator[Block]:
        keys = [
            (found.group(2), number)
            for number in range(start, stop)
            if (found := _KEY.match(self.lines[number])) and len(found.group(1)) == indent
        ]
        ends = [number for _name, number in keys[1:]] + [stop]
        for (name, begins), ends_before in zip(keys, ends, strict=True):
            while _says_nothing(self.lines[ends_before - 1]):
                ends_before -= 1
            yield Block(name, begins, ends_before)


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")
