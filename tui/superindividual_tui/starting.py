"""Starting: which workflows a founder can run, what each asks for, and the run that begins from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.company import Company
from superindividual.errors import SuperindividualError
from superindividual.journal.runs import Run
from superindividual.specs.bound import BRIEF
from superindividual.specs.workflow import FieldSpec
from superindividual.text import gettext as _
from superindividual.text import one_line, own_words
from superindividual_tui.fields import Field, fields_of

ENGINE = "superindividual.engine"
"""The name of the field for who works; no input can have it."""


def workflows(company: Company) -> list[tuple[str, str]]:
    """Names of all workflows with what each is for, or why it cannot be run: the company's own first."""
    own = company.catalog.own_workflow_files()
    names = sorted(company.catalog.workflow_files(), key=lambda name: (name not in own, name))
    return [(name, _about(company, name)) for name in names if not name.startswith(".")]


def _about(company: Company, name: str) -> str:
    try:
        return one_line(own_words(company.catalog.workflow(name)[0].description), 160)
    except SuperindividualError as error:
        return one_line(str(error), 160)


def asked_of(company: Company, workflow: str) -> tuple[Field, ...]:
    """What a run of a workflow is given, and, where a model is set up, who works; raises CompanyError and SpecErrors."""
    inputs = dict(company.checked_workflow(workflow).inputs)
    if BRIEF in inputs and inputs[BRIEF].default is None and (newest := newest_brief(company)):
        inputs[BRIEF] = inputs[BRIEF].model_copy(update={"default": _from_here(newest)})
    fields = fields_of(inputs)
    return (*fields, _engine()) if company.player() == "model" else fields


def newest_brief(company: Company) -> Path | None:
    """The brief that was written last in the company's own folder, which is the one most likely meant."""
    folder = company.paths.root / "briefs"
    found = (
        [f for f in folder.glob("*.md") if f.stem.lower() != "readme" and f.is_file()]
        if folder.is_dir()
        else []
    )
    return max(found, key=lambda file: (file.stat().st_mtime, file.name), default=None)


def _from_here(file: Path) -> str:
    """A path as somebody would type it who stands in this folder."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _engine() -> Field:
    words = _("the model, or the rehearsal without AI and without cost")
    spec = FieldSpec(choices=("model", "rehearsal"), default="rehearsal", description=words)
    return Field(ENGINE, spec, title=_("Who works"))


def begin(company: Company, workflow: str, given: Mapping[str, Any]) -> Run:
    """Begin a run and see that a worker takes it up; raises as `Company.start` does."""
    inputs = dict(given)
    engine = inputs.pop(ENGINE, "rehearsal")
    brief = inputs.pop(BRIEF, None)
    path = Path(brief).expanduser() if brief else None
    run = company.start(workflow, brief=path, inputs=inputs, engine=engine)
    company.ensure_worker()
    return run
