"""Scope: what the expressions of a step can read while a run is under way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from superindividual.ids import Digest, StepId
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run, StepRecord
from superindividual.specs.bound import Bound, is_bound
from superindividual.specs.files import MAX_BYTES
from superindividual.workspace.artifact import Bundle, Deliverable
from superindividual.workspace.objects import ObjectStore

_FIELDS = ("status", "kind", "version", "summary", "files", "claims", "data", "form")


def scope_of(
    run: Run,
    steps: Mapping[StepId, Any],
    inputs: Mapping[str, Any],
    *,
    item: Any = None,
    number: int = 1,
) -> dict[str, Any]:
    """The names at the root of every expression."""
    return {
        "inputs": inputs,
        "steps": steps,
        "item": item,
        "loop": {"number": number},
        "run": {"id": run.id, "product": run.product, "language": run.language},
    }


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
