"""Schedule: at which times a workflow of the company's own begins by itself, and whether it can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path

from superindividual.errors import ExpressionError, Position, SpecError
from superindividual.specs.brief_reader import load_brief
from superindividual.specs.cron import Cron, read_cron, read_zone
from superindividual.specs.files import read_file
from superindividual.specs.nearest import nearest
from superindividual.specs.value import misfit, typed
from superindividual.specs.workflow import ScheduleSpec, WorkflowSpec
from superindividual.specs.workflow_reader import Reading, examine
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

_AT: Path_ = ("on", "schedule")
_FIELDS = frozenset({"on", "schedule", *ScheduleSpec.model_fields})


@dataclass(frozen=True)
class Schedule:
    """What a workflow's file says about when it begins."""

    name: str
    """The file's, without its ending."""
    file: Path
    place: Position
    """Where the brief is named, or the fault stands."""
    spec: ScheduleSpec | None = None
    cron: Cron | None = None
    fault: SpecError | None = None
    """Why there is no spec and no cron."""

    def brief(self, root: Path) -> Path:
        """The brief's file in the company's folder `root`; raises SpecError when no run could begin with it."""
        assert self.spec is not None
        found = root / self.spec.brief
        if not found.resolve().is_relative_to(root.resolve()):
            raise _outside(self.spec.brief, self.place)
        try:
            load_brief(found)
        except SpecError as error:
            raise SpecError(self.place, str(error), field="brief") from error
        return found


def _outside(brief: str, place: Position) -> SpecError:
    message = _("{brief} lies outside the company's folder").format(brief=one_line(brief, 60))
    return SpecError(place, message, remedy=_("name a file such as briefs/week.md"), field="brief")


def load_schedule(name: str, file: Path) -> Schedule | None:
    """The schedule of a workflow's file; None where the file has none. Faults in its steps do not matter here."""
    try:
        reading = examine(read_file(file), str(file))
    except SpecError as error:
        return Schedule(name, file, error.position, fault=error)
    found = reading.spec.on.schedule if reading.spec else None
    fault = _fault(reading)
    if found is None or fault:
        return Schedule(name, file, fault.position, fault=fault) if fault else None
    place = reading.document.at((*_AT, "brief"))
    return Schedule(name, file, place, found, read_cron(found.cron, found.zone))


def _fault(reading: Reading) -> SpecError | None:
    """What is wrong with the words below `on`, or keeps them from being read."""
    data, spec = reading.document.data, reading.spec
    if not isinstance(data, dict) or not data.get("on"):
        return None
    if spec and spec.on.schedule:
        return next(_time_faults(spec.on.schedule, reading.document), None)
    ours = (fault for fault in reading.faults if fault.field in _FIELDS)
    return next(ours, reading.faults[0] if reading.faults else None)


def schedule_faults(workflow: WorkflowSpec, document: Document) -> Iterator[SpecError]:
    """Times that cannot be read or never come, and values that no run could begin with."""
    if workflow.on.schedule:
        yield from _time_faults(workflow.on.schedule, document)
        if normpath(workflow.on.schedule.brief).split("/")[0] in ("", ".."):
            yield _outside(workflow.on.schedule.brief, document.at((*_AT, "brief")))
        yield from _input_faults(workflow, workflow.on.schedule, document)


def _time_faults(spec: ScheduleSpec, document: Document) -> Iterator[SpecError]:
    try:
        read_cron(spec.cron, "UTC")
    except ExpressionError as error:
        place = _inside(document, (*_AT, "cron"), spec.cron, error.at)
        yield SpecError(place, error.message, remedy=error.remedy, field="cron")
    try:
        read_zone(spec.zone)
    except ExpressionError as error:
        yield SpecError(document.at((*_AT, "zone")), error.message, remedy=error.remedy, field="zone")


def _inside(document: Document, path: Path_, text: str, at: int) -> Position:
    """The place of the character `at` of a text; the text's own where it is written with escapes or over lines."""
    place = document.inside(path, text)
    return place._replace(column=place.column + at) if text in document.sources.get(path, "") else place


def _input_faults(workflow: WorkflowSpec, spec: ScheduleSpec, document: Document) -> Iterator[SpecError]:
    inputs = {name: field for name, field in workflow.inputs.items() if name != "brief"}
    at: Path_ = (*_AT, "inputs")
    for name, value in spec.inputs.items():
        place = document.key_at((*at, name))
        if name not in inputs:
            message = _("there is no input {name} here").format(name=one_line(name, 40))
            yield SpecError(place, message, remedy=nearest(name, inputs), field="inputs")
        elif wrong := misfit(name, inputs[name], typed(inputs[name], value)):
            yield SpecError(document.at((*at, name)), wrong[0], remedy=wrong[1], field="inputs")
    for name, field in inputs.items():
        if field.only_founder_fills and name not in spec.inputs:
            message = _("{name} must be given, and nobody is there to give it").format(
                name=one_line(name, 40)
            )
            remedy = _("add inputs: {{{name}: …}} to the schedule, or give the input a default").format(
                name=name
            )
            yield SpecError(document.key_at(_AT), message, remedy=remedy, field="inputs")
