"""Pausing: calls of models that wait because an endpoint asked for it, as the founder is told while they do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from superindividual.clock import parse, stamp
from superindividual.ids import RunId
from superindividual.journal.events import Event
from superindividual.journal.journal import Journal
from superindividual.text import gettext as _
from superindividual.text import one_line

BEGINS = "model.paused"
KINDS = frozenset({BEGINS, "model.called", "attempt.failed", "step.ended", "step.returned"})
"""Events that begin a pause, or tell that what waited goes on or is over."""


def ends(pause: Event) -> datetime:
    """When the endpoint is asked again."""
    return parse(pause.at) + timedelta(seconds=pause.data["seconds"])


def told(pause: Event) -> str:
    """One line for a pause: who waits, for whom, until when, and why."""
    return f"{pause.step}: " + _("waits for {endpoint} until {at}: {reason}").format(
        endpoint=pause.data["endpoint"], at=stamp(ends(pause)), reason=one_line(pause.data["reason"], 160)
    )


def pauses(journal: Journal, run: RunId) -> list[Event]:
    """The pauses of a run that are not over: their time has not come, and their call has not ended."""
    last = journal.events.last_seq()
    seqs = journal.events.numbers(KINDS, 0, last, run=run)
    newest = {event.step: event for event in journal.events.among(seqs[-_LOOKED_AT:])}
    now = journal.clock()
    return [e for e in newest.values() if e.kind == BEGINS and ends(e) > now]


def record(pause: Event) -> Mapping[str, Any]:
    """A pause as JSON."""
    return {
        "step": pause.step,
        "endpoint": pause.data["endpoint"],
        "until": stamp(ends(pause)),
        "reason": pause.data["reason"],
    }


_LOOKED_AT = 500
"""Events of models, the newest ones: more calls than can be under way in one run."""
