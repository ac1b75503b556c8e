"""Which recipe makes which kind of deliverable."""

from __future__ import annotations

import json
from importlib import import_module

from superindividual.rehearsal.proposal import Recipe
from superindividual.specs.facts import ProductFacts, RecipeChoice
from superindividual.text import gettext as _
from superindividual.tools.agent import Declined
from superindividual.tools.job import Job

_HERE = "superindividual.rehearsal"
_DOCUMENTS = {
    "discovery": f"{_HERE}.discovery:discovery",
    "prd": f"{_HERE}.documents.prd:prd",
    "design": f"{_HERE}.documents.design:design",
    "positioning": f"{_HERE}.documents.positioning:positioning",
    "finance": f"{_HERE}.documents.finance:finance",
    "learning_plan": f"{_HERE}.documents.learning_plan:learning_plan",
    "site": f"{_HERE}.launch.site:site",
    "posts": f"{_HERE}.launch.posts:posts",
    "email": f"{_HERE}.launch.message:email",
    "calendar": f"{_HERE}.launch.launch_calendar:calendar",
    "launch_kit": f"{_HERE}.launch.launch_kit:launch_kit",
    "compliance_report": f"{_HERE}.review:review",
}
_CODE = {
    "csv-reporter": f"{_HERE}.packages.csv_reporter:csv_reporter",
    "markdown-site": f"{_HERE}.packages.markdown_site:markdown_site",
    "unit-freight": f"{_HERE}.packages.unit_freight:unit_freight",
}


def recipe_for(job: Job) -> Recipe | Declined:
    """The recipe for the job's kind; for code the one that discovery chose, or why there is none."""
    if job.kind.name != "code":
        where = _DOCUMENTS.get(job.kind.name)
        return (
            _load(where)
            if where
            else Declined(_("no rehearsal recipe makes {kind}", job.language).format(kind=job.kind.name))
        )
    found = job.input_of_kind("discovery")
    choice = (
        ProductFacts.model_validate(json.loads(found.files["discovery/facts.json"])).recipe if found else None
    )
    if choice is None or choice.name is None:
        return Declined(
            choice.reason if choice else _("no code recipe fits: the brief was not read", job.language)
        )
    if choice.name not in _CODE:
        return Declined(
            _("the recipe {name} fits, but does not ship yet", job.language).format(name=choice.name)
        )
    return _load(_CODE[choice.name])


def makes_code(choice: RecipeChoice | None) -> bool:
    """Whether the chosen code recipe ships, so that there will be something to try."""
    return choice is not None and choice.name in _CODE


def _load(where: str) -> Recipe:
    module, _colon, name = where.partition(":")
    recipe: Recipe = getattr(import_module(module), name)
    return recipe
