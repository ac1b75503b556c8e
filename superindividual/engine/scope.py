"""Scope: what the expressions of a step can read while a run is under way.

A step of a used workflow sees the inputs and the steps of that workflow, each under the name that it has there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from superindividual.errors import ExpressionError
from superindividual.ids import Digest, StepId
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run, StepRecord
from superindividual.specs.bound import BRIEF, Bound, is_bound
from superindividual.specs.expansion import PartSpec, part_of
from superindividual.specs.files import MAX_BYTES
from superindividual.specs.interpolation import value_of
from superindividual.specs.use import WRITTEN
from superindividual.specs.value import misfit
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Bundle, Deliverable
from superindividual.workspace.objects import ObjectStore

_FIELDS = ("status", "kind", "version", "summary", "files", "claims", "data", "form")
_OF_PARTS = ("status", "outputs")


@dataclass(frozen=True)
class Known:
    """What expressions of a run are made from."""

    run: Run
    ended: Mapping[StepId, Mapping[str, Any]]
    """The steps that have ended, as `handed` gives them."""
    inputs: Mapping[str, Any]
    """The run's inputs, as `inputs_of` gives them."""


def scope_of(known: Known, part: str = "", *, item: Any = None, number: int = 1) -> dict[str, Any]:
    """The names at the root of every expression in a part of a run; without one, in the workflow itself."""
    return {
        "inputs": Inputs(known, part) if part else known.inputs,
        "steps": Steps(known, f"{part}/" if part else ""),
        "item": item,
        "loop": {"number": number},
        "run": {"id": known.run.id, "product": known.run.product, "language": known.run.language},
    }


class Inputs(Mapping[str, Any]):
    """The inputs of a used workflow, read where it is used, each when it is named."""

    def __init__(self, known: Known, part: str) -> None:
        self._known = known
        self._part: PartSpec = known.run.workflow.parts[part]
        self._outer: Callable[[], dict[str, Any]] = lambda: scope_of(known, part_of(part))

    def __iter__(self) -> Iterator[str]:
        """The names of the inputs."""
        return iter(self._part.inputs)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._part.inputs)

    def __getitem__(self, name: str) -> Any:
        """The value as it was given, else its default; raises ExpressionError where it is of another type."""
        field = self._part.inputs[name]
        value = value_of(self._part.with_.get(name), self._outer())
        if value is None and name == BRIEF:
            return self._known.inputs.get(BRIEF)
        if value is None and field.only_founder_fills:
            raise ExpressionError(_("the input {name} has no value").format(name=name))
        fault = misfit(name, field, value) if value is not None and field.type in WRITTEN else None
        if fault:
            raise ExpressionError(fault[0], remedy=fault[1])
        return field.default if value is None else value


class Steps(Mapping[str, Any]):
    """The steps of a workflow that have ended, and the workflows that it uses."""

    def __init__(self, known: Known, prefix: str) -> None:
        self._known = known
        self._prefix = prefix

    def __iter__(self) -> Iterator[str]:
        """Their names in that workflow."""
        found = [s.removeprefix(self._prefix) for s in self._known.ended if s.startswith(self._prefix)]
        return iter(dict.fromkeys(name.partition("/")[0] for name in found))

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _name in self)

    def __getitem__(self, name: str) -> Any:
        """How one of them ended."""
        step = f"{self._prefix}{name}"
        if step in self._known.run.workflow.parts:
            return PartEnd(self._known, step)
        return self._known.ended[StepId(step)]


class PartEnd(Mapping[str, Any]):
    """The end of a used workflow as the expressions of the one that uses it see it."""

    def __init__(self, known: Known, part: str) -> None:
        self._known = known
        self._part = part

    def __iter__(self) -> Iterator[str]:
        """The names of the fields."""
        return iter(_OF_PARTS)

    def __len__(self) -> int:
        """How many there are."""
        return len(_OF_PARTS)

    def __getitem__(self, name: str) -> Any:
        """`skipped` when nothing in it was done; the outputs are read from how its steps ended."""
        if name == "status":
            return self._status()
        if name == "outputs":
            return Outputs(self._known, self._part, told=self._status() == "done")
        raise KeyError(name)

    def _status(self) -> str:
        inside = [handed for step, handed in self._known.ended.items() if step.startswith(f"{self._part}/")]
        return "done" if any(handed["status"] == "done" for handed in inside) else "skipped"


class Outputs(Mapping[str, Any]):
    """What a workflow gives, each when it is named; null where the workflow was left out."""

    def __init__(self, known: Known, part: str = "", *, told: bool = True) -> None:
        flow = known.run.workflow
        self._outputs = flow.parts[part].outputs if part else flow.outputs
        self._scope: Callable[[], dict[str, Any]] = lambda: scope_of(known, part)
        self._told = told

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter(self._outputs)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._outputs)

    def __getitem__(self, name: str) -> Any:
        """The value; raises ExpressionError where it cannot be told."""
        return value_of(self._outputs[name].value, self._scope()) if self._told else None


def handed(
    records: Mapping[StepId, StepRecord], objects: ObjectStore, journal: Journal
) -> dict[StepId, Mapping[str, Any]]:
    """Each end as expressions see it."""
    return {step: Handed(record, objects, journal) for step, record in records.items()}


def inputs_of(run: Run, objects: ObjectStore) -> dict[str, Any]:
    """The run's inputs as expressions see them."""
    return {
        name: Bound(name, value, partial(_paths, objects, value["material"])) if is_bound(value) else value
        for name, value in run.inputs.items()
    }


def _paths(objects: ObjectStore, digest: Digest) -> list[str]:
    return [artifact.path for artifact in objects.deliverable(digest).files]


def materials_of(run: Run, objects: ObjectStore) -> dict[StepId, Bundle]:
    """The files and folders that the run was given, with their bytes, by the input's name."""
    return {
        StepId(name): objects.bundle(value["material"])
        for name, value in run.inputs.items()
        if is_bound(value)
    }


class Handed(Mapping[str, Any]):
    """A step's end as expressions see it; its deliverable is looked at only when a field of it is named."""

    def __init__(self, record: StepRecord, objects: ObjectStore, journal: Journal) -> None:
        self._record = record
        self._objects = objects
        self._journal = journal

    def __iter__(self) -> Iterator[str]:
        """The names of the fields."""
        return iter(_FIELDS)

    def __len__(self) -> int:
        """How many fields there are."""
        return len(_FIELDS)

    def __getitem__(self, name: str) -> Any:
        """A field's value; None where the step handed nothing over."""
        record = self._record
        if name in ("status", "kind", "version"):
            return getattr(record, name)
        if name == "form":
            decision = self._journal.decisions.decision(record.request) if record.request else None  # type: ignore[arg-type]
            return dict(decision.form) if decision else {}
        read: dict[str, Callable[[Deliverable], Any]] = {
            "summary": lambda made: made.summary,
            "files": lambda made: [artifact.path for artifact in made.files],
            "claims": lambda made: [claim.text for claim in made.claims],
            "data": self._data,
        }
        if name not in read:
            raise KeyError(name)
        return read[name](self._objects.deliverable(record.digest)) if record.digest else None

    def _data(self, made: Deliverable) -> Any:
        """What the first JSON file of the deliverable says; None where there is none that can be read."""
        file = next((a for a in made.files if a.path.endswith(".json")), None)
        if file is None:
            return None
        content = self._objects.get(file.sha256)
        try:
            return json.loads(content) if len(content) <= MAX_BYTES * 16 else None
        except (ValueError, RecursionError):
            return None
