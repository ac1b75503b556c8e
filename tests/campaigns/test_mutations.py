"""Malformed workflows by the hundred and by the ten thousand: each is refused, first, where its mistake stands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest

from superindividual.cli.checking import check_file
from superindividual.errors import SpecErrors
from superindividual.paths import bundled
from tests.campaigns.hostile_files import HOSTILE, dressed
from tests.campaigns.mutations import DATA, Mutation, in_turn, pairs
from tests.campaigns.operators import mutations
from tests.campaigns.workflow_source import Source

FILES = [
    *sorted(bundled("workflows").glob("*.yaml")),
    *sorted((bundled("examples") / "workflows").glob("*.yaml")),
    DATA / "language.yaml",
    DATA / "uses.yaml",
]
SOURCES = [Source(f.name, tuple(f.read_text(encoding="utf-8").splitlines())) for f in FILES]
LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+:\d+:\d+: [^,].*, \S.*")
USED = DATA / "used.yaml"
PROCESS = (sys.executable, "-m", "superindividual", "check")


@pytest.fixture(autouse=True)
def used(tmp_path: Path) -> None:
    """What mutated files use lies beside them."""
    for folder in (tmp_path, tmp_path / "process", tmp_path / "measured"):
        folder.mkdir(exist_ok=True)
        shutil.copy(USED, folder)


class Case(Protocol):
    """A file with mistakes."""

    @property
    def operator(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def lines(self) -> tuple[int, ...]: ...
    @property
    def said(self) -> str: ...


def told(content: bytes, lines: Sequence[int], said: str, file: Path) -> str:
    """What is wrong with the answer to a file; nothing when it is as it must be."""
    file.write_bytes(content)
    try:
        check_file(file)
    except SpecErrors as error:
        return _judged(error, lines, said)
    except Exception as error:  # any other would be a traceback
        return f"{type(error).__name__}: {error}"
    return "accepted"


def _judged(error: SpecErrors, lines: Sequence[int], said: str) -> str:
    first = error.faults[0]
    if first.position.line != lines[0]:
        return f"line {first.position.line} instead of {lines[0]}: {first.message}"
    if not any(said in fault.message for fault in error.faults if fault.position.line == lines[0]):
        return f"“{first.message}” instead of “{said}”"
    if not set(lines) <= {fault.position.line for fault in error.faults}:
        return f"nothing on line {lines[-1]}: {error}"
    whole = all(LINE.fullmatch(str(fault)) and fault.remedy for fault in error.faults)
    return "" if whole else f"no remedy, or several lines: {error}"


def campaign(cases: Iterable[Case], folder: Path) -> Counter[str]:
    """Check all cases; their number by operator, or a failure with the first wrong answer of each operator."""
    counts, wrong = Counter[str](), Counter[str]()
    shown: dict[str, str] = {}
    for case in cases:
        counts[case.operator] += 1
        answer = told(case.content, case.lines, case.said, folder / "w.yaml")
        if answer:
            wrong[case.operator] += 1
            shown.setdefault(case.operator, f"{case}: {answer}")
    assert not wrong, "\n".join(f"{count}x {name}: {shown[name]}" for name, count in wrong.items())
    return counts


def every() -> list[Mutation]:
    return [mutation for source in SOURCES for mutation in mutations(source)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_without_a_mistake_every_file_is_accepted(source: Source, tmp_path: Path) -> None:
    """Control: with any newlines and with a BOM, so that what is found comes from the mistakes alone."""
    for content in dressed(source).values():
        assert told(content, (1,), "", tmp_path / "w.yaml") == "accepted"


def test_600_mistakes_are_told_where_they_stand(tmp_path: Path) -> None:
    """The short form: every operator, and what they do in turn; none accepted, none a traceback."""
    cases = in_turn(every(), 600)
    counts = campaign(cases, tmp_path)
    assert sum(counts.values()) == 600
    assert len(counts) == len({mutation.operator for mutation in every()})


def test_two_mistakes_are_both_told(tmp_path: Path) -> None:
    """In different steps of one file, drawn from all mistakes."""
    campaign(pairs(every(), 60, seed=1), tmp_path)


def test_hostile_files_are_refused_where_they_begin_to_be(tmp_path: Path) -> None:
    """Bombs, depths, megabytes, other encodings and other formats."""
    answers = {
        name: told(file.content, (file.line,), file.said, tmp_path / "w.yaml")
        for name, file in HOSTILE.items()
    }
    assert not {name: answer for name, answer in answers.items() if answer}


@pytest.mark.parametrize(("moved", "said"), [(1, ""), (-1, ""), (0, "another message")])
def test_a_wrong_expectation_is_noticed(tmp_path: Path, moved: int, said: str) -> None:
    """Control: an operator that expects another line or message is named with what was told."""
    right = in_turn(mutations(SOURCES[0]), 1)[0]
    campaign([right], tmp_path)
    with pytest.raises(AssertionError, match="instead of"):
        campaign([replace(right, at=right.at + moved, said=said)], tmp_path)


def test_what_is_no_mistake_is_noticed(tmp_path: Path) -> None:
    """Control: an operator that changes nothing is named as accepted."""
    nothing = Mutation("nothing", SOURCES[0], 0, 0, ("# a comment",), 0)
    with pytest.raises(AssertionError, match="accepted"):
        campaign([nothing], tmp_path)


def in_one_process(cases: Sequence[Case], folder: Path) -> None:
    """All cases through one `superindividual check`: status 1, every first fault printed, no traceback."""
    files = [folder / f"{number}.yaml" for number in range(len(cases))]
    for file, case in zip(files, cases, strict=True):
        file.write_bytes(case.content)
    done = subprocess.run([*PROCESS, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    printed = done.stdout.splitlines()
    for file, case in zip(files, cases, strict=True):
        first = next((line for line in printed if line.startswith(f"{file}:")), "")
        assert first.startswith(f"{file}:{case.lines[0]}:"), (str(case), first)


def test_the_command_prints_them_and_ends_with_1(tmp_path: Path) -> None:
    """The whole process: many files at once, and one alone."""
    cases = in_turn(every(), 60)
    in_one_process(cases, tmp_path)
    in_one_process(cases[:1], tmp_path)


def test_time_and_memory_are_measured_of_each(tmp_path: Path) -> None:
    """Each file is checked in a process of its own, and refused there too."""
    assert measured(tmp_path / "measured", in_turn(every(), 10))


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_every_operator_at_every_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The long form: all mistakes, also with CRLF and a BOM, and two at once; then time and memory of the worst."""
    cases = every()
    counts = campaign(cases, tmp_path)
    counts += campaign(pairs(cases, 4000, seed=2), tmp_path)
    foreign = in_turn(cases, 1500)
    for number, case in enumerate(foreign):
        content = b"\xef\xbb\xbf" * (number % 2) + case.content.replace(b"\n", b"\r\n")
        assert not told(content, case.lines, case.said, tmp_path / "w.yaml"), str(case)
    counts["with CRLF, every other with a BOM"] = len(foreign)
    spread = in_turn(cases, 400)
    in_one_process(spread, tmp_path / "process")
    counts["through the whole command"] = len(spread)
    with capsys.disabled():
        _print(counts, measured(tmp_path / "measured", in_turn(cases, 600)))


def measured(folder: Path, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Milliseconds and megabytes of each case and of each hostile file."""
    for number, case in enumerate(cases):
        (folder / f"case {number}.yaml").write_bytes(case.content)
    for name, hostile in HOSTILE.items():
        (folder / f"{name}.yaml").write_bytes(hostile.content)
    script = [sys.executable, "-m", "tests.campaigns.measuring", str(folder), str(FILES[0])]
    done = subprocess.run(script, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    found = [one for one in found if one["file"] != USED.name]
    assert len(found) == len(cases) + len(HOSTILE)
    assert all(one["refused"] for one in found)
    return found


def _print(counts: Counter[str], found: list[dict[str, Any]]) -> None:
    print(f"\n\nMalformed workflows: {sum(counts.values())} files by {len(counts)} operators")
    for operator, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        print(f"  {count:6} {operator}")
    print(f"Measured: {len(found)} files, each in a process of its own")
    for unit, figure in (("ms", "longest"), ("mb", "largest")):
        worst = sorted(found, key=lambda one: -one[unit])[:5]
        print(f"  {figure}: " + "; ".join(f"{one['file']} {one[unit]:.0f} {unit}" for one in worst))
