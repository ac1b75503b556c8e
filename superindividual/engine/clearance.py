"""Clearance: whether what would leave was decided, and whether a compliance report covers exactly these bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from superindividual.engine.desk import Desk
from superindividual.errors import JournalCorrupt
from superindividual.ids import Digest, StepId, whole_step
from superindividual.journal.runs import StepRecord
from superindividual.specs.order import Order
from superindividual.text import gettext as _

_REPORT = "compliance/report.json"
_MOST_NAMED = 5

Answer = dict[str, Any]
"""A check's answer, as versions keep them."""


def cleared(desk: Desk, files: Mapping[str, Digest]) -> list[Answer]:
    """The answers about what would leave."""
    ended = desk.journal.runs.steps(desk.run.id)
    earlier = _earlier(desk)
    return [_decided(desk, ended), _complied(desk, ended, files), *([earlier] if earlier else [])]


def _decided(desk: Desk, ended: Mapping[StepId, StepRecord]) -> Answer:
    handed = [s for s in desk.step.from_ if s in ended and ended[s].digest]
    decided = {str(s): ended[s].request for s in handed if ended[s].request}
    open_ones = [s for s in handed if s not in decided]
    return _answer(
        "sources_decided",
        "fail" if open_ones else "pass",
        _("{decided} decided, {open} not").format(decided=len(decided), open=len(open_ones)),
        decided,
    )


def _earlier(desk: Desk) -> Answer | None:
    """That it was tried before and did not go out."""
    tried = [e for e in desk.journal.outbox.of(desk.run.id) if e.step == desk.step.id]
    if not tried or tried[-1].state != "failed":
        return None
    reason = str((tried[-1].receipt or {}).get("reason", ""))
    return _answer("tried_before", "fail", _("it did not go out: {reason}").format(reason=reason), {})


def _complied(desk: Desk, ended: Mapping[StepId, StepRecord], files: Mapping[str, Digest]) -> Answer:
    """Every report of a step before this one can block; each clears only the bytes that it was made over."""
    before = Order(desk.run.workflow).before(desk.step.id)
    reports = [
        r for s, r in ended.items() if whole_step(s) in before and r.kind == "compliance_report" and r.digest
    ]
    if not reports:
        return _compliance("fail", _("no compliance report stands before this step"), {})
    evidence = {str(r.step): r.digest for r in reports}
    uncovered = set(files.values())
    blocking: list[str] = []
    for report in reports:
        assert report.digest is not None
        try:
            blocking += _blocks(desk, report.digest)
        except (KeyError, ValueError, TypeError):
            return _compliance("not_assessed", _("the compliance report cannot be read"), evidence)
        uncovered -= _covered(desk, report.digest)
    if blocking:
        rules = ", ".join(dict.fromkeys(blocking))
        return _compliance("fail", _("blocked by {rules}").format(rules=rules), evidence)
    missing = sorted(path for path, sha in files.items() if sha in uncovered)
    if missing:
        named = ", ".join(missing[:_MOST_NAMED]) + (" …" if len(missing) > _MOST_NAMED else "")
        reason = _("no compliance report was made over {files}").format(files=named)
        return _compliance("fail", reason, evidence)
    return _compliance("pass", _("a compliance report covers every file and blocks nothing"), evidence)


def _covered(desk: Desk, report: Digest) -> set[Digest]:
    """The hashes of all files that a report was made over, and of its own."""
    objects = desk.context.objects
    made = objects.deliverable(report)
    found = {artifact.sha256 for artifact in made.files}
    for source in made.inputs.values():
        try:
            found |= {artifact.sha256 for artifact in objects.deliverable(source).files}
        except JournalCorrupt:
            continue  # what cannot be read covers nothing
    return found


def _blocks(desk: Desk, report: Digest) -> list[str]:
    found = json.loads(desk.context.objects.bundle(report).files[_REPORT])
    return [str(rule) for rule in found["blocks"]]


def _compliance(verdict: str, reason: str, evidence: Mapping[str, Any]) -> Answer:
    return _answer("compliance_reviewed", verdict, reason, evidence)


def _answer(check: str, verdict: str, reason: str, evidence: Mapping[str, Any]) -> Answer:
    return {
        "check": check,
        "verdict": verdict,
        "reason": reason,
        "findings": [],
        "evidence": dict(evidence),
    }
