"""Read workflows: in the file steps are a mapping, `id: {…}`, in the order in which they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from superindividual.errors import SpecError, SpecErrors
from superindividual.specs.files import read_file
from superindividual.specs.reading import read
from superindividual.specs.workflow import WorkflowSpec
from superindividual.specs.yaml import Document, Path_, load
from superindividual.text import gettext as _


def load_workflow(path: Path) -> tuple[WorkflowSpec, Document]:
    """A workflow, and the document that knows where each word stands; raises SpecErrors."""
    return read_workflow(read_file(path), str(path))


def read_workflow(content: bytes, file: str) -> tuple[WorkflowSpec, Document]:
    """The same from bytes."""
    document = load(content, file)
    if not isinstance(document.data, dict):
        return read(document, WorkflowSpec), document
    steps = document.data.get("steps")
    if "steps" in document.data and not isinstance(steps, dict):
        raise SpecErrors(
            [
                SpecError(
                    document.at(("steps",)),
                    _("steps must be a mapping"),
                    remedy=_("write NAME: {agent: …, deliver: …}"),
                )
            ]
        )
    data, moved = _listed(document, steps or {})
    return read(document, WorkflowSpec, data=data, moved=moved), document


def _listed(document: Document, steps: dict[str, Any]) -> tuple[dict[str, Any], dict[Path_, Path_]]:
    listed = []
    moved: dict[Path_, Path_] = {}
    for number, (name, step) in enumerate(steps.items()):
        moved[("steps", number)] = ("steps", name)
        if not isinstance(step, dict):
            raise SpecErrors(
                [
                    SpecError(
                        document.at(("steps", name)),
                        _("the step {name} says nothing").format(name=name),
                        remedy=_("write {agent: …, deliver: …}"),
                    )
                ]
            )
        if "id" in step:
            raise SpecErrors(
                [
                    SpecError(
                        document.key_at(("steps", name, "id")),
                        _("a step's name is its key"),
                        remedy=_("remove id"),
                    )
                ]
            )
        listed.append(
            {
                "id": name,
                **{
                    k: [v] if k in ("needs", "from", "checks") and isinstance(v, str) else v
                    for k, v in step.items()
                },
            }
        )
    data = dict(document.data)
    if "steps" in data:
        data["steps"] = listed
    return data, moved
