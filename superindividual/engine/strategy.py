"""Strategy: in which form a model hands over, by what its endpoint really does."""

from __future__ import annotations

import re
from typing import Literal

from superindividual.errors import ModelError
from superindividual.specs.quirks import Quirks

Strategy = Literal["tools", "schema", "words"]
"""By calling tools; as one object that the endpoint holds to a schema; as one object that is only asked for."""

_OF_FORM = re.compile(r"tool|function|response_format|schema", re.IGNORECASE)
"""Words of an endpoint that refuses the form of a request, and not what is asked."""


class Unfit(Exception):
    """A model that cannot be worked with by tools after all; says why."""


def strategy_of(quirks: Quirks) -> Strategy:
    """The strongest form that this endpoint takes, as it was measured, or else as its preset says."""
    return "tools" if quirks.tools else without_tools(quirks)


def without_tools(quirks: Quirks) -> Strategy:
    """The strongest form for one that calls none."""
    return "words" if quirks.schema_form == "none" else "schema"


def refuses_form(error: ModelError) -> bool:
    """Whether an endpoint refused tools or a schema as such, so that another form may be taken."""
    return error.outcome in ("refused_request", "unknown_model") and bool(_OF_FORM.search(error.message))
