"""Library: the workflows that a workflow uses, each read once; nothing is used that uses itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from superindividual.errors import CompanyError, SpecError, SpecErrors
from superindividual.specs.catalog import Catalog
from superindividual.specs.expression_type import Type
from superindividual.specs.files import read_file
from superindividual.specs.nearest import nearest
from superindividual.specs.workflow import MOST_STEPS, StepSpec, WorkflowSpec
from superindividual.specs.workflow_reader import Reading, examine
from superindividual.text import gettext as _
from superindividual.text import one_line

MOST_NESTED = 8
"""How deeply workflows may use one another."""


@dataclass(frozen=True)
class Entry:
    """One workflow's file as far as it can be read."""

    path: Path
    """Resolved, so that two names of one file are one."""
    reading: Reading | None
    """None where there is nothing to read."""
    faults: tuple[SpecError, ...] = ()
    """What its form has wrong."""

    @property
    def spec(self) -> WorkflowSpec:
        """The workflow; only for an entry without faults."""
        assert self.reading is not None
        assert self.reading.spec is not None
        return self.reading.spec

    @property
    def uses(self) -> list[StepSpec]:
        """Its steps that use another workflow."""
        found = self.reading.spec if self.reading else None
        return [step for step in found.steps if step.uses] if found else []


class Library:
    """Finds and reads what is used, beginning with one workflow."""

    def __init__(self, content: bytes, file: str, catalog: Catalog) -> None:
        self._catalog = catalog
        self.root = _read(content, file)
        self._entries = {self.root.path: self.root}
        self._delivers: dict[tuple[Path, str], bool] = {}
        self.outputs: dict[Path, Type] = {}
        """What each workflow gives, as far as somebody asked."""

    def used(self, entry: Entry, step: StepSpec) -> Entry:
        """The workflow that a step of another uses; raises CompanyError where there is none."""
        assert step.uses is not None
        assert entry.reading is not None
        file = self._file(Path(entry.reading.document.file), step.uses)
        path = file.resolve()
        if path not in self._entries:
            try:
                self._entries[path] = _read(read_file(file), str(file))
            except SpecErrors as several:
                self._entries[path] = Entry(path, None, several.faults)
            except SpecError as fault:
                self._entries[path] = Entry(path, None, (fault,))
        return self._entries[path]

    def _file(self, caller: Path, uses: str) -> Path:
        """The file of a name, or of a path from the caller's folder on that stays in it or in the company."""
        if "/" not in uses and not uses.endswith((".yaml", ".yml")):
            return self._catalog.workflow_file(uses)
        file = caller.parent / uses
        try:
            found, resolved = file.is_file(), file.resolve()
        except (OSError, RuntimeError, ValueError):  # too long, or links that turn in a circle
            found, resolved = False, file
        roots = [folder.resolve() for folder in (caller.parent, self._catalog.root) if folder]
        if not any(resolved.is_relative_to(root) for root in roots):
            raise CompanyError(
                _("{file} lies outside the company").format(file=one_line(uses, 60)),
                remedy=_("name a workflow, or a file beside this one"),
            )
        if not found:
            beside = [f.name for f in caller.parent.glob("*.y*ml") if f.name != caller.name]
            raise CompanyError(
                _("there is no file {file} beside this one").format(file=one_line(uses, 60)),
                remedy=nearest(uses, [*beside, *self._catalog.workflow_files()]),
            )
        return file

    def all(self) -> list[Entry]:
        """Every workflow that is used, directly or through others, each once; the first one leads."""
        found = {self.root.path: self.root}
        waiting = [self.root]
        while waiting and len(found) <= MOST_STEPS:
            entry = waiting.pop(0)
            for other in filter(None, (self.found(entry, step) for step in entry.uses)):
                if other.path not in found:
                    found[other.path] = other
                    waiting.append(other)
        return list(found.values())

    def found(self, entry: Entry, step: StepSpec) -> Entry | None:
        """The same, or None where there is none: that is told where the step is looked at."""
        try:
            return self.used(entry, step)
        except CompanyError:
            return None

    def tangles(self) -> list[SpecError]:
        """Workflows that use themselves through others, and those that are used too deeply: each way once."""
        return list(_Walk(self).faults())

    def delivers(self, entry: Entry, step: StepSpec, kind: str) -> bool:
        """Whether a step of the workflow that a step uses hands that over; what has faults may."""
        used = self.found(entry, step) if step.uses else None
        if used is None or used.faults:
            return used is not None
        if (used.path, kind) not in self._delivers:
            self._delivers[used.path, kind] = any(
                inner.deliver == kind or self.delivers(used, inner, kind) for inner in used.spec.steps
            )
        return self._delivers[used.path, kind]

    def count(self, entry: Entry) -> int:
        """How many steps there are with those of every used workflow; nothing must be tangled."""
        counts: dict[Path, int] = {}

        def counted(each: Entry) -> int:
            if each.path not in counts:
                steps = len(each.spec.steps) - len(each.uses)
                counts[each.path] = steps + sum(counted(self.used(each, step)) for step in each.uses)
            return counts[each.path]

        return counted(entry)


class _Walk:
    """One way down through everything that is used."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._heights: dict[Path, int] = {}
        """How many workflows stand above one another from one that was walked through on."""

    def faults(self) -> Iterator[SpecError]:
        yield from self._below([self._library.root], [])

    def _below(self, way: list[Entry], steps: list[StepSpec]) -> Iterator[SpecError]:
        """`steps` are those by which the way goes on: one less than its entries."""
        paths = [entry.path for entry in way]
        height = 1
        for step in way[-1].uses:
            used = self._library.found(way[-1], step)
            if used is None:
                continue
            if used.path in paths:
                at = paths.index(used.path)
                yield _circle(way[at:], [*steps, step][at])
                continue
            if len(way) + self._heights.get(used.path, 1) > MOST_NESTED:
                yield _too_deep([*way, used], [*steps, step][0])
                break
            if used.path not in self._heights:
                yield from self._below([*way, used], [*steps, step])
            height = max(height, 1 + self._heights[used.path])
        self._heights[paths[-1]] = height


def _circle(way: Sequence[Entry], step: StepSpec) -> SpecError:
    names = _(" uses ").join(_name(entry) for entry in (*way, way[0]))
    message = _("{name} uses itself: {circle}").format(name=_name(way[0]), circle=names)
    return _at(way[0], step, message, _("remove one of these uses"))


def _too_deep(way: Sequence[Entry], step: StepSpec) -> SpecError:
    names = _(" uses ").join(map(_name, way))
    message = _("workflows use one another more than {most} deep: {names}")
    return _at(
        way[0], step, message.format(most=MOST_NESTED, names=one_line(names, 160)), _("use them side by side")
    )


def _name(entry: Entry) -> str:
    return entry.spec.name


def _at(entry: Entry, step: StepSpec, message: str, remedy: str) -> SpecError:
    assert entry.reading is not None
    place = entry.reading.document.at(("steps", step.id, "uses"))
    return SpecError(place, message, remedy=remedy, field="uses")


def _read(content: bytes, file: str) -> Entry:
    reading = examine(content, file)
    return Entry(Path(file).resolve(), reading, reading.faults)
