"""Mutations: a valid workflow with one mistake, made by an operator that knows the line on which it must be told.

An operator reads nothing but lines, so that what it expects does not come from the parser under test. Everything is in
a fixed order: the same sources give the same cases.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from tests.campaigns.workflow_source import Source, Step

DATA = Path(__file__).parent / "data"
BESIDE = ("form", "meaning")
"""Sorts of mistakes that are told beside one another."""


@dataclass(frozen=True)
class Mutation:
    """Lines `start` to before `stop` of a source become `new`; the first fault must stand on the line `at`."""

    operator: str
    source: Source
    start: int
    stop: int
    new: tuple[str, ...]
    at: int
    """Counting from 0, in the mutated file."""
    said: str = ""
    """Part of what is said on that line."""
    sort: str = "text"
    """`form`, `meaning` and `order` as the checks go; `text` when the file cannot be read to its end."""

    @property
    def content(self) -> bytes:
        """The mutated file; a lone surrogate from U+DC80 on is a byte that is no UTF-8."""
        lines = self.source.with_lines(self.start, self.stop, self.new)
        return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines on which something must be told, counting from 1."""
        return (self.at + 1,)

    @property
    def growth(self) -> int:
        """By how many lines what follows moves."""
        return len(self.new) - (self.stop - self.start)

    def __str__(self) -> str:
        """Where it was made."""
        return f"{self.source.name}:{self.start + 1}"


Operator = Callable[[Source], Iterable[Mutation]]


def changed(operator: str, source: Source, number: int, line: str, said: str, sort: str = "text") -> Mutation:
    """One line instead of another, told where it stands."""
    return Mutation(operator, source, number, number + 1, (line,), number, said, sort)


def inserted(
    operator: str, source: Source, number: int, line: str, said: str, sort: str = "text"
) -> Mutation:
    """A line before another, told where it stands."""
    return Mutation(operator, source, number, number, (line,), number, said, sort)


def with_field(
    operator: str,
    source: Source,
    step: Step,
    text: str,
    said: str = "",
    sort: str = "form",
    at: str = "field",
) -> Mutation:
    """A field of a step as given: in the place of the one it has, or below what it is."""
    there = step.field(text.partition(":")[0])
    below = step.field("deliver") or step.field("effect") or step.field("uses")
    assert below is not None
    start, stop = there[1:] if there else (below.stop, below.stop)
    return Mutation(
        operator, source, start, stop, (f"    {text}",), start if at == "field" else step.start, said, sort
    )


def table(source: Source) -> Iterator[Mutation]:
    """The mistakes of `data/mistakes.toml`, in every step that can have them."""
    for row in tomllib.loads((DATA / "mistakes.toml").read_text(encoding="utf-8"))["field"]:
        for step in source.steps:
            if step.sort != row.get("steps", "agent"):
                continue
            if any(step.field(name) for name in row.get("unless", ())):
                continue
            yield with_field(
                f"{row.get('steps', 'agent')}: {row['text']}"[:60],
                source,
                step,
                row["text"],
                row.get("said", ""),
                row.get("sort", "form"),
                row.get("at", "field"),
            )


@dataclass(frozen=True)
class Pair:
    """Two mutations in different places of one file; both must be told."""

    first: Mutation
    second: Mutation

    @property
    def operator(self) -> str:
        """All pairs are counted as one operator."""
        return "two mistakes"

    said = ""

    @property
    def content(self) -> bytes:
        """The file with both."""
        first, second = self.first, self.second
        lines = second.source.with_lines(second.start, second.stop, second.new)
        both = (*lines[: first.start], *first.new, *lines[first.stop :])
        return ("\n".join(both) + "\n").encode("utf-8", "surrogateescape")

    @property
    def lines(self) -> tuple[int, ...]:
        """Both lines, counting from 1."""
        return self.first.at + 1, self.second.at + self.first.growth + 1

    def __str__(self) -> str:
        """What was made where."""
        return f"{self.first} {self.first.operator} + {self.second} {self.second.operator}"


def pairs(mutations: Iterable[Mutation], wanted: int, seed: int) -> list[Pair]:
    """Pairs of mutations that are told beside one another, drawn from all there are."""
    drawn = random.Random(seed)
    able = [m for m in mutations if m.sort in BESIDE]
    found: list[Pair] = []
    while len(found) < wanted:
        first, second = sorted(drawn.sample(able, 2), key=lambda m: m.start)
        if first.source is second.source and _apart(first, second) and not _spoils(first, second):
            found.append(Pair(first, second))
    return found


def _apart(first: Mutation, second: Mutation) -> bool:
    """Whether they are made in different steps, or one of them above the steps."""
    steps = first.source.steps
    between = [step.start for step in steps if first.stop <= step.start <= second.start]
    return bool(between) and between[-1] <= second.at


def _spoils(first: Mutation, second: Mutation) -> bool:
    """Whether the second is about an input, which the first leaves without a sort: nobody knows then what it would be."""
    return any(line.startswith("inputs:") for line in first.new) and any(
        "inputs." in line for line in second.new
    )


def in_turn(mutations: Iterable[Mutation], wanted: int) -> list[Mutation]:
    """So many, one of each operator in turn."""
    by_operator: dict[str, list[Mutation]] = {}
    for mutation in mutations:
        by_operator.setdefault(mutation.operator, []).append(mutation)
    rows = zip_longest(*by_operator.values())
    return [m for m in chain.from_iterable(rows) if m is not None][:wanted]
