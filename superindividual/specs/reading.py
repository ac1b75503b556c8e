"""Reading: a document becomes a model, or a list of faults that a founder can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from superindividual.errors import SpecError, SpecErrors
from superindividual.specs.fields import fields_at
from superindividual.specs.nearest import nearest
from superindividual.specs.syntax import colon_needed
from superindividual.specs.wording import sentence, shown_value
from superindividual.specs.workflow import CONDITION, WORD
from superindividual.specs.yaml import Document, Path_
from superindividual.text import gettext as _
from superindividual.text import one_line

Model = TypeVar("Model", bound=BaseModel)

MOST_FAULTS = 50
"""More faults of one file than these are not listed."""


def read(
    document: Document, model: type[Model], *, data: Any = None, moved: Mapping[Path_, Path_] | None = None
) -> Model:
    """Validate a document's data.

    `data` replaces the document's own where the file's form differs from the model's; `moved` then tells where the
    first words of a model's path stand in the file.

    Raises:
        SpecErrors: one fault for each thing that is wrong, the document's own included, in the order of the file.
    """
    content = settings_of(document) if data is None else data
    try:
        made = model.model_validate(content)
    except ValidationError as error:
        raise gathered(
            [*document.faults, *faults_of(error.errors(include_url=False), document, model, moved)]
        ) from error
    if document.faults:
        raise gathered(document.faults)
    return made


def settings_of(document: Document) -> dict[str, Any]:
    """The document's mapping; raises SpecErrors when it has none, or could not be read to its end."""
    if not document.complete:
        raise gathered(document.faults)
    if not isinstance(document.data, dict):
        fault = SpecError(document.at(()), _("the file holds no settings"), remedy=colon_needed())
        raise gathered([*document.faults, fault])
    return document.data


def gathered(faults: Iterable[SpecError]) -> SpecErrors:
    """Faults as one error: sorted, each once, and no more than anybody reads."""
    unique = {(fault.position, fault.message): fault for fault in faults}
    ordered = sorted(unique.values(), key=lambda fault: fault.position)
    shortened = ordered[:MOST_FAULTS]
    if len(ordered) > MOST_FAULTS:
        shortened.append(
            SpecError(
                ordered[MOST_FAULTS].position, _("more faults follow"), remedy=_("mend those above first")
            )
        )
    return SpecErrors(shortened)


def faults_of(
    details: Iterable[Any],
    document: Document,
    model: type[BaseModel],
    moved: Mapping[Path_, Path_] | None = None,
) -> list[SpecError]:
    """What a model refused, as pydantic tells it, each at its place; what the loader refused is not said again."""
    told = {fault.position for fault in document.faults}
    places = sorted(
        (
            (_place(document, path, detail["type"]), number, path, detail)
            for number, detail in enumerate(details)
            for path in [path_in_file(detail["loc"], moved)]
        ),
        key=lambda found: found[:2],
    )
    return [
        _fault(model, detail, path, place)
        for place, _number, path, detail in places[: MOST_FAULTS + 1]
        if place not in told
    ]


def path_in_file(loc: Path_, moved: Mapping[Path_, Path_] | None) -> Path_:
    """A model's path as a path of the file, without the marks of unions."""
    loc = tuple(part for part in loc if part not in (WORD, CONDITION))
    for start, target in (moved or {}).items():
        if loc[: len(start)] == start:
            return target + loc[len(start) :]
    return loc


def _place(document: Document, path: Path_, kind: str) -> Any:
    if kind == "extra_forbidden":
        return document.key_at(path)
    return document.at(path[:-1]) if kind == "missing" else document.at(path)


def _fault(model: type[BaseModel], detail: Any, path: Path_, place: Any) -> SpecError:
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    message, remedy = _said(model, detail, one_line(name, 40))
    return SpecError(place, message, remedy=remedy, field=name)


def _said(model: type[BaseModel], detail: Any, name: str) -> tuple[str, str]:
    kind, given = detail["type"], detail["input"]
    if kind == "literal_error" and detail["loc"][-1] == "[key]":  # the name itself, not what stands behind it
        allowed = _allowed(detail["ctx"]["expected"])
        return _("there is no {name} here").format(name=shown_value(given)), nearest(str(given), allowed)
    if kind == "extra_forbidden":
        known = fields_at(model, detail["loc"][:-1])
        remedy = colon_needed() if "：" in name else nearest(name, known)
        return _("there is no field {name} here").format(name=name), remedy
    if kind == "missing":
        return _("the field {name} is missing").format(name=name), _("add {name}: …").format(name=name)
    if kind == "literal_error":
        return (
            _("{value} is not a value of {name}").format(value=shown_value(given), name=name),
            nearest(str(given), _allowed(detail["ctx"]["expected"])),
        )
    return sentence(kind, name, given, detail.get("ctx", {}))


def _allowed(expected: str) -> list[str]:
    """Pydantic tells the values as `'a', 'b' or 'c'`."""
    return [word.strip("'\"") for word in expected.replace(" or ", ", ").split(", ")]
