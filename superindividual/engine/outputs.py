"""Outputs: what a run's workflow gives at its end, as the journal keeps it."""

from __future__ import annotations

import json
from typing import Any

from superindividual.engine.context import Context
from superindividual.engine.scope import Known, Outputs, handed, inputs_of
from superindividual.errors import ExpressionError
from superindividual.journal.runs import Run
from superindividual.text import gettext as _

MOST_BYTES = 64 * 1024
"""The largest output, as JSON."""


def outputs_of(context: Context, run: Run) -> tuple[dict[str, Any], dict[str, str]]:
    """Every output's value, null where it cannot be told; and for those the reason."""
    ended = handed(context.journal.runs.steps(run.id), context.objects, context.journal)
    found = Outputs(Known(run, ended, inputs_of(run, context.objects)))
    values: dict[str, Any] = {}
    untold: dict[str, str] = {}
    for name in found:
        try:
            values[name] = _plain(found[name])
        except ExpressionError as error:
            values[name], untold[name] = None, str(error)
    return values, untold


def _plain(value: Any) -> Any:
    """The value as JSON says it.

    Raises:
        ExpressionError: JSON cannot say it, or it is too large.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=dict)
        size = len(text.encode())
    except ValueError as error:  # a number that is none, or half a character
        raise ExpressionError(_("the value cannot be written down")) from error
    if size > MOST_BYTES:
        raise ExpressionError(
            _("the value is larger than {limit} KiB").format(limit=MOST_BYTES // 1024),
            remedy=_("name a part of it"),
        )
    return json.loads(text)
