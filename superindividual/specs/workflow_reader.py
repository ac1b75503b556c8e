"""Read workflows: in the file steps are a mapping, `id: {…}`, in the order in which they are written."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from superindividual.errors import SpecError
from superindividual.specs.files import read_file
from superindividual.specs.nearest import nearest
from superindividual.specs.reading import faults_of, gathered, settings_of
from superindividual.specs.workflow import RESERVED, WorkflowSpec
from superindividual.specs.yaml import Document, Path_, parse
from superindividual.text import gettext as _
from superindividual.text import one_line

_STEP_ID = re.compile(r"[^\W\d_][\w\-]{0,47}")
LISTS = ("needs", "from", "checks")
"""Fields in which one text stands for a list of one."""


@dataclass(frozen=True)
class Reading:
    """A workflow as far as it can be read."""

    spec: WorkflowSpec | None
    """Without what has faults; None when too much is wrong."""
    document: Document
    """Where each word stands."""
    faults: tuple[SpecError, ...]


def load_workflow(path: Path) -> tuple[WorkflowSpec, Document]:
    """A workflow, and the document that knows where each word stands; raises SpecErrors."""
    return read_workflow(read_file(path), str(path))


def read_workflow(content: bytes, file: str) -> tuple[WorkflowSpec, Document]:
    """The same from bytes."""
    reading = examine(content, file)
    if reading.faults or reading.spec is None:
        raise gathered(reading.faults)
    return reading.spec, reading.document


def examine(content: bytes, file: str) -> Reading:
    """As much of a workflow as can be read, with its faults; raises SpecErrors when there is nothing to read."""
    document = parse(content, file)
    settings = settings_of(document)
    steps = _Steps(document)
    data = {**settings, **({"steps": steps.listed(settings["steps"])} if "steps" in settings else {})}
    faults = [*document.faults, *steps.faults]
    try:
        return Reading(WorkflowSpec.model_validate(data), document, tuple(faults))
    except ValidationError as error:
        details = [d for d in error.errors(include_url=False) if not _said_before(d)]
        faults += faults_of(details, document, WorkflowSpec, steps.moved)
        left = _without(data, [tuple(detail["loc"]) for detail in details])
        return Reading(left, document, tuple(faults))


def _said_before(detail: Any) -> bool:
    """Too few steps: the reader of steps said so, or it is pydantic's count of those without a fault."""
    return bool(detail["type"] == "too_short" and detail["loc"] == ("steps",))


class _Steps:
    """Steps as a list, with where each of them stands, and the faults of the mapping they are written in."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.moved: dict[Path_, Path_] = {}
        self.faults: list[SpecError] = []

    def listed(self, steps: Any) -> list[dict[str, Any]]:
        """The steps that can be told apart."""
        if not isinstance(steps, dict) or not steps:
            if (
                "steps",
                -1,
            ) not in self._document.values:  # else every name was refused, and that is said there
                message = _("steps must be a mapping") if steps else _("there are no steps")
                self._fault(("steps",), message, _("write NAME: {agent: …, deliver: …} below steps:"))
            return []
        found: list[dict[str, Any]] = []
        for name, step in steps.items():
            if self._named(name, steps) and self._said(name, step):
                self.moved[("steps", len(found))] = ("steps", name)
                found.append(self._step(name, step))
        return found

    def _named(self, name: str, steps: Iterable[str]) -> bool:
        """Whether the step's name is one; names that differ in case only share a folder on some systems."""
        same = next(other for other in steps if other.casefold() == name.casefold())
        if not _STEP_ID.fullmatch(name):
            remedy = _("use letters, digits, - and _, beginning with a letter, at most 48")
            self._fault(
                ("steps", name), _("{name} cannot name a step").format(name=one_line(name, 40)), remedy
            )
        elif name.casefold() in RESERVED:
            self._fault(
                ("steps", name), _("the name {name} is taken").format(name=name), _("choose another name")
            )
        elif same != name:
            self._fault(
                ("steps", name),
                _("{name} and {other} differ only in case").format(name=name, other=same),
                _("rename one of them"),
            )
        else:
            return True
        return False

    def _said(self, name: str, step: Any) -> bool:
        if isinstance(step, dict) and step:
            return True
        place = self._document.at(("steps", name))
        if place not in {fault.position for fault in self._document.faults}:
            message = _("the step {name} must be a mapping") if step else _("the step {name} says nothing")
            self._fault(("steps", name), message.format(name=name), _("write {agent: …, deliver: …}"))
        return False

    def _step(self, name: str, step: dict[str, Any]) -> dict[str, Any]:
        if "id" in step:
            self._fault(("steps", name, "id"), _("a step's name is its key"), _("remove id"))
        foreign = {"if_", "from_", "with_"} & step.keys()  # names of the model, not of the language
        for field in foreign:
            message = _("there is no field {name} here").format(name=field)
            self._fault(("steps", name, field), message, nearest(field, ["if", "from", "with"]))
        known = {field: value for field, value in step.items() if field not in foreign}
        written = {k: [v] if k in LISTS and isinstance(v, str) else v for k, v in known.items()}
        return {**written, "id": name}

    def _fault(self, path: Path_, message: str, remedy: str) -> None:
        self.faults.append(
            SpecError(self._document.key_at(path), message, remedy=remedy, field=str(path[-1]))
        )


def _without(data: dict[str, Any], wrong: Iterable[Path_]) -> WorkflowSpec | None:
    """What is left when every field with a fault is left out."""
    left = copy.deepcopy(data)
    for path in filter(None, wrong):
        _remove(left, path[: 3 if path[0] == "steps" else 2])
    left.setdefault("name", "unnamed")
    try:
        return WorkflowSpec.model_validate(left)
    except ValidationError:
        return None


def _remove(data: Any, path: Path_) -> None:
    for part in path[:-1]:
        data = data[part]
    data.pop(path[-1], None)
