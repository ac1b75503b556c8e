"""Deadline: when a waiting request is decided by time, as its step's `timeout` says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from superindividual.clock import parse
from superindividual.ids import whole_step
from superindividual.journal.decisions import Request
from superindividual.journal.journal import Journal


def deadlines(journal: Journal) -> Iterator[tuple[Request, datetime, str]]:
    """Request, moment, and `deny`, `approve` or `default`, for every waiting request that has a limit."""
    for request in journal.decisions.waiting():
        stored = json.loads(journal.runs.get(request.run).spec)["steps"]
        step: dict[str, Any] = next((s for s in stored if s["id"] == whole_step(request.step)), {})
        limit = step.get("timeout")
        if limit and request.kind not in (
            "arrival",
            "question",
        ):  # time never says whether something arrived, nor answers
            from superindividual.specs.workflow import seconds

            after = timedelta(seconds=seconds(limit["after"]))
            then = limit["then"] if request.kind == "draft" else "deny"
            yield request, parse(request.opened) + after, then
