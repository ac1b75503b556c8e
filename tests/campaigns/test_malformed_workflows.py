"""Hundreds of workflows with one mistake each, made from those that ship: every one is told, first, on its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from superindividual.checks.registry import NAMES
from superindividual.compliance.checks import CHECKS
from superindividual.errors import SpecErrors
from superindividual.paths import bundled
from superindividual.specs.catalog import Catalog
from superindividual.specs.validate import checked

FILES = [
    *sorted(bundled("workflows").glob("*.yaml")),
    *sorted((bundled("examples") / "workflows").glob("*.yaml")),
]

REPLACED = {
    "an agent that does not exist": (r"(agent: )\w+", r"\1nosuch"),
    "a kind that does not exist": (r"(deliver: )\w+", r"\1nosuch"),
    "a step that does not exist": (r"(needs: \[)\w+", r"\1nosuch"),
    "a misspelt field": (r"^(    )task:", r"\1taks:"),
    "an anchor": (r"(agent: )(\w+)", r"\1&x \2"),
    "an alias": (r"(agent: )\w+", r"\1*x"),
    "a tag": (r"(agent: )(\w+)", r"\1!!str \2"),
    "a tab": (r"^    (deliver:)", "\t\\1"),
    "a control character": (r"(deliver: \w)", "\\1\x07"),
    "an unclosed expression": (r"^(    task: )(?!>-)(.*)", r"\1${{ inputs.brief"),
    "an agent that is a list": (r"(agent: )(\w+)", r"\1[\2]"),
}
"""Name to what is looked for in a line, and what stands there instead."""

INSERTED = [
    "attempts: many",
    "attempts: 0",
    "attempts: 21",
    "approve: sometimes",
    "approve: {iff: x}",
    "approve: [always]",
    "approve: {if: yes}",
    "timeout: {after: soon}",
    "timeout: {after: 1h, then: wait}",
    "timeout: {after: 1h, then: default}",
    "on_fail: {goto: nosuch}",
    "on_fail: {go: discover}",
    "foreach: 3",
    "foreach: []",
    'foreach: "${{ inputs.brief }}"',
    "until: done",
    'until: "${{ 1 == 1 }}"',
    'if: "${{ inputs.nosuch == 1 }}"',
    'if: "${{ inputs.brief }}"',
    'if: "${{ inputs.brief == 1 }}"',
    'if: "${{ len(inputs.brief }}"',
    'if: "${{ up(inputs.brief) == 1 }}"',
    "retry: {at_most: 0}",
    "retry: {wait: 3}",
    "budget: {usd: -1}",
    "budget: {dollars: 1}",
    "form: {p: {type: money}}",
    "form: {p-q: {}}",
    "form: {p: {type: number, default: x}}",
    "at_once: 3",
    "at_most: 3",
    "checks: [nosuch]",
    "from: [discover]",
    "colour: red",
    "? key",
    "<<: *all",
    "deliver: prd",
]
"""Lines put under a step's `deliver:`."""


class Case(NamedTuple):
    """A file with one mistake."""

    mistake: str
    file: str
    content: bytes
    line: int
    """Where the first fault must stand, counting from 1."""


def mistakes() -> Iterator[Case]:
    """Each mistake at every place where it can be made."""
    for file in FILES:
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            for name, (wanted, instead) in REPLACED.items():
                if re.search(wanted, line) and not line.lstrip().startswith("#"):
                    yield _case(
                        name,
                        file.name,
                        [*lines[:number], re.sub(wanted, instead, line, count=1), *lines[number + 1 :]],
                        number,
                    )
            if line.startswith("    deliver:"):
                for field in INSERTED:
                    if not _has(lines, number, field):
                        yield _case(
                            field,
                            file.name,
                            [*lines[: number + 1], f"    {field}", *lines[number + 1 :]],
                            number + 1,
                        )
            if line and not line.startswith("#"):
                broken = "\n".join(lines).encode().splitlines(keepends=True)
                broken[number] = broken[number].rstrip(b"\n") + b"\xff\n"
                yield Case("a byte that is no UTF-8", file.name, b"".join(broken), number + 1)


def _case(name: str, file: str, lines: list[str], number: int) -> Case:
    return Case(name, file, ("\n".join(lines) + "\n").encode(), number + 1)


def _has(lines: list[str], number: int, field: str) -> bool:
    """Whether the step says that already, so that another fault would come first."""
    name = field.partition(":")[0]
    end = next((n for n in range(number, len(lines)) if re.match(r"  \w", lines[n])), len(lines))
    return name != "deliver" and any(line.startswith(f"    {name}:") for line in lines[number:end])


def told(case: Case) -> str:
    """What is wrong with the answer to a case; nothing when it is as it must be."""
    try:
        checked(case.content, case.file, Catalog(), frozenset(NAMES) | frozenset(CHECKS))
    except SpecErrors as error:
        first = error.faults[0]
        if first.position.line != case.line:
            return f"line {first.position.line} instead of {case.line}: {first}"
        whole = all("\n" not in str(fault) and fault.remedy for fault in error.faults)
        return "" if whole else f"no remedy or several lines: {error}"
    except Exception as error:  # any other error would be a traceback
        return f"{type(error).__name__}: {error}"
    return "accepted"


def test_every_mistake_is_told_on_its_line() -> None:
    """At least 500 files: none accepted, none a traceback, the first fault where the mistake is."""
    cases = list(mistakes())
    wrong = Counter[str]()
    shown: dict[str, str] = {}
    for case in cases:
        answer = told(case)
        if answer:
            wrong[case.mistake] += 1
            shown.setdefault(case.mistake, f"{case.file}: {answer}")
    assert len(cases) >= 500
    assert not wrong, "\n".join(f"{count}x {name}: {shown[name]}" for name, count in wrong.items())


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_without_a_mistake_the_files_are_accepted(file: object) -> None:
    """Control: what the campaign finds comes from the mistakes alone, and a wrong line would be noticed."""
    content = next(f for f in FILES if f == file).read_bytes()
    assert told(Case("none", "w.yaml", content, 1)) == "accepted"
    broken = content.replace(b"agent: ", b"agent: nosuch-", 1)
    assert told(Case("one", "w.yaml", broken, 1)).startswith("line ")
