"""Deadline: when a waiting request is decided by time, as its step's `timeout` says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from superindividual.clock import parse
from superindividual.ids import RunId, whole_step
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal

Limits = dict[RunId, dict[str, Any]]
"""The time limits of each run's steps, as far as somebody asked."""


def deadlines(journal: Journal) -> Iterator[tuple[Request, datetime, str]]:
    """Request, moment, and `deny`, `approve` or `default`, for every waiting request that has a limit."""
    known: Limits = {}
    for request in journal.decisions.waiting():
        if found := deadline(journal, request, known):
            yield request, *found


def deadline(journal: Journal, request: Request, known: Limits | None = None) -> tuple[datetime, str] | None:
    """When time decides about a waiting request, and what; None where it never does."""
    known = {} if known is None else known
    if request.run not in known:
        steps = json.loads(journal.runs.get(request.run).spec)["steps"]
        known[request.run] = {step["id"]: step.get("timeout") for step in steps}
    limit = known[request.run].get(whole_step(request.step))
    if not limit or request.kind in ("arrival", "question"):
        return None  # time never says whether something arrived, nor answers
    from superindividual.specs.workflow import seconds

    after = timedelta(seconds=seconds(limit["after"]))
    return parse(request.opened) + after, limit["then"] if request.kind == "draft" else "deny"
