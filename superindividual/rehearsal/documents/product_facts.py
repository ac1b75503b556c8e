"""The facts a recipe works from, read from the discovery deliverable."""

from __future__ import annotations

import re

from pydantic import ValidationError

from superindividual.errors import StepFailed
from superindividual.specs.facts import ProductFacts, Statement
from superindividual.text import gettext as _
from superindividual.tools.job import Job

FACTS = "discovery/facts.json"


_INSTRUCTION = re.compile(r"\s*[:,;—–-]+\s*(?:please\s+)?say (?:that|so|this)\b.*$", re.IGNORECASE)


def promises_of(facts: ProductFacts) -> list[Statement]:
    """The promises without the founder's order to say them: `Data stays here: say that on the page`."""
    return [s.model_copy(update={"text": _INSTRUCTION.sub("", s.text) or s.text}) for s in facts.promises]


def facts_of(job: Job) -> ProductFacts:
    """The product's facts; raises StepFailed when the job has none or they cannot be read."""
    bundle = job.input_of_kind("discovery")
    if bundle is None or FACTS not in bundle.files:
        raise StepFailed(
            _("There are no facts to work from: {path} is missing").format(path=FACTS),
            remedy=_("let this step need the one that delivers `discovery`"),
        )
    try:
        return ProductFacts.model_validate_json(bundle.files[FACTS])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StepFailed(
            _("{path} cannot be read at {where}: {what}").format(path=FACTS, where=where, what=first["msg"]),
            remedy=_("send the discovery step back, or edit the file"),
        ) from error
