"""Form: what the founder fills in when approving, held against what the step asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.errors import DecisionRefused
from superindividual.journal.decisions import Request
from superindividual.text import gettext as _


def filled_in(request: Request, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the request's form; raises DecisionRefused with the first that is wrong."""
    form = request.question.get("form", {})
    if not form and not given:
        return {}
    from superindividual.specs.value import given_values
    from superindividual.specs.workflow import FieldSpec

    values, faults = given_values({n: FieldSpec.model_validate(f) for n, f in form.items()}, given)
    if faults:
        message, remedy = faults[0]
        given_with = _("{remedy}: --field NAME=VALUE").format(remedy=remedy)
        raise DecisionRefused(message, remedy=given_with)
    return values
