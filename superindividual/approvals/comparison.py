"""Comparison: two runs side by side, step by step, down to the lines of their files."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from superindividual.errors import RunRefused
from superindividual.ids import Digest, RequestId, StepId
from superindividual.journal.decisions import Decision, Request
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run
from superindividual.journal.usage import Usage
from superindividual.journal.versions import Version
from superindividual.specs.nearest import nearest
from superindividual.text import gettext as _
from superindividual.text import one_line

if TYPE_CHECKING:
    from superindividual.workspace.objects import ObjectStore

Standing = Literal["done", "skipped", "stopped", "waits", "open"]


@dataclass(frozen=True)
class Side:
    """How one step stands in one run."""

    status: Standing
    version: int | None
    """The version that the step ended with, or its newest."""
    attempts: int
    digest: Digest | None
    decision: Decision | None
    verdicts: Mapping[str, str]
    """Check to verdict."""
    usage: Usage
    files: Mapping[str, Digest] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Verdict to the number of checks that gave it."""
        return dict(Counter(self.verdicts.values()))

    @property
    def failing(self) -> tuple[str, ...]:
        """The checks that say `fail`."""
        return tuple(c for c, verdict in self.verdicts.items() if verdict == "fail")


@dataclass(frozen=True)
class FileChange:
    """One file that is not the same in both; lines are None where one of them is no text."""

    path: str
    change: Literal["added", "removed", "changed"]
    plus: int | None
    minus: int | None


@dataclass(frozen=True)
class Pair:
    """One step in both runs; None in a run whose workflow has no such step."""

    step: StepId
    left: Side | None
    right: Side | None
    files: tuple[FileChange, ...]

    @property
    def same(self) -> bool:
        """Whether both handed over files, and the very same."""
        return bool(self.left and self.right and self.left.files and self.left.files == self.right.files)

    @property
    def checks(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """Checks whose verdicts differ, with both of them."""
        left, right = (side.verdicts if side else {} for side in (self.left, self.right))
        names = dict.fromkeys((*left, *right))
        return tuple((n, left.get(n), right.get(n)) for n in names if left.get(n) != right.get(n))


class Comparison:
    """Two runs; nothing is written."""

    def __init__(self, journal: Journal, objects: ObjectStore, left: Run, right: Run) -> None:
        self._journal = journal
        self._objects = objects
        self.left = left
        self.right = right

    def pairs(self) -> list[Pair]:
        """Every step of the first run's workflow, then those that only the second one's has."""
        return [self.pair(step) for step in self._steps()]

    def pair(self, step: StepId) -> Pair:
        """One step; raises RunRefused where neither run has it."""
        if step not in self._steps():
            raise RunRefused(
                _("neither run has a step {step}").format(step=one_line(step, 40)),
                remedy=nearest(step, self._steps()),
            )
        left, right = self._side(self.left, step), self._side(self.right, step)
        return Pair(step, left, right, tuple(self._changes(left, right)) if left and right else ())

    def diff(self, step: StepId) -> Iterator[str]:
        """What differs in the step's files, in the unified form; raises RunRefused where neither run has it."""
        pair = self.pair(step)
        for path in sorted({**_files(pair.left), **_files(pair.right)}):
            before, after = _files(pair.left).get(path), _files(pair.right).get(path)
            if before == after:
                continue
            old, new = self._lines(before), self._lines(after)
            if old is None or new is None:
                yield _("{path}: no text, and not the same bytes").format(path=path)
                continue
            yield from difflib.unified_diff(
                old, new, f"{self.left.id}/{path}", f"{self.right.id}/{path}", lineterm=""
            )

    def _steps(self) -> list[StepId]:
        return list(dict.fromkeys(s.id for run in (self.left, self.right) for s in run.plan.steps))

    def _side(self, run: Run, step: StepId) -> Side | None:
        if step not in {s.id for s in run.plan.steps}:
            return None
        journal = self._journal
        record, versions = journal.runs.steps(run.id).get(step), journal.versions.of(run.id, step)
        requests = journal.decisions.of_step(run.id, step)
        shown = _shown(versions, record.version if record else None)
        digest = record.digest if record else shown.digest if shown else None
        asked = record.request if record else requests[-1].id if requests else None
        return Side(
            status=record.status if record else _standing(requests),
            version=record.version if record else shown.version if shown else None,
            attempts=max((v.attempt for v in versions), default=0),
            digest=digest,
            decision=journal.decisions.decision(RequestId(asked)) if asked else None,
            verdicts={r["check"]: r["verdict"] for r in (shown.results or () if shown else ())},
            usage=journal.usage.of(run.id, step),
            files={a.path: a.sha256 for a in self._objects.deliverable(digest).files} if digest else {},
        )

    def _changes(self, left: Side, right: Side) -> Iterator[FileChange]:
        for path in sorted({**left.files, **right.files}):
            before, after = left.files.get(path), right.files.get(path)
            if before != after:
                plus, minus = _counted(self._lines(before), self._lines(after))
                change: Literal["added", "removed", "changed"] = (
                    "changed" if before and after else "added" if after else "removed"
                )
                yield FileChange(path, change, plus, minus)

    def _lines(self, digest: Digest | None) -> list[str] | None:
        """A file's lines; none for one that is not there, None for one that is no text."""
        if digest is None:
            return []
        try:
            return self._objects.get(digest).decode("utf-8").splitlines()
        except UnicodeDecodeError:
            return None


def _files(side: Side | None) -> Mapping[str, Digest]:
    return side.files if side else {}


def _shown(versions: list[Version], ended_with: int | None) -> Version | None:
    return next((v for v in versions if v.version == ended_with), versions[-1] if versions else None)


def _standing(requests: list[Request]) -> Standing:
    return "waits" if any(r.closed is None for r in requests) else "open"


def _counted(before: list[str] | None, after: list[str] | None) -> tuple[int | None, int | None]:
    if before is None or after is None:
        return None, None
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    return sum(line[0] == "+" for line in lines), sum(line[0] == "-" for line in lines)
