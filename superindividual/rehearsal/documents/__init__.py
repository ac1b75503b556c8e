"""The rehearsal's recipes for documents, by kind of deliverable."""

from __future__ import annotations

from collections.abc import Mapping

from superindividual.rehearsal.documents.design import design
from superindividual.rehearsal.documents.finance import finance
from superindividual.rehearsal.documents.learning_plan import learning_plan
from superindividual.rehearsal.documents.positioning import positioning
from superindividual.rehearsal.documents.prd import prd
from superindividual.rehearsal.proposal import Recipe

RECIPES: Mapping[str, Recipe] = {
    "prd": prd,
    "design": design,
    "positioning": positioning,
    "finance": finance,
    "learning_plan": learning_plan,
}
"""Kind to recipe."""
