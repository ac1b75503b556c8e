"""Answer: what a check found, before it carries the check's name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from superindividual.checks.check import Check, CheckResult, Finding, Subject, Verdict
from superindividual.text import gettext as _
from superindividual.text import one_line

MOST_FINDINGS = 60
"""More than this nobody reads; the rest is counted."""


class Unreadable(Exception):
    """A file cannot be read as what it should be; the check fails with this finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(frozen=True)
class Answer:
    """A verdict with what it rests on."""

    verdict: Verdict
    reason: str
    findings: Sequence[Finding] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)


def fault(path: str, line: int | None, message: str, remedy: str = "") -> Finding:
    """A finding whose foreign words cannot harm a screen."""
    return Finding(
        path=one_line(path, 240), line=line, message=one_line(message, 300), remedy=one_line(remedy, 300)
    )


def answer(
    faults: Sequence[Finding],
    reason: str,
    *,
    evidence: Mapping[str, Any],
    notes: Sequence[Finding] = (),
    unassessed: str = "",
) -> Answer:
    """Fail when there is a fault, `not_assessed` when a part could not be looked at, else pass for `reason`.

    Args:
        faults: what must be mended.
        reason: said when it passes.
        evidence: the figures, plain JSON.
        notes: what the founder should see although it fails nothing.
        unassessed: why a part could not be looked at; empty when all was.
    """
    if faults:
        said = _("{count} to mend; first: {message}").format(count=len(faults), message=faults[0].message)
        return Answer(Verdict.FAIL, said, (*faults, *notes), evidence)
    if unassessed:
        return Answer(Verdict.NOT_ASSESSED, unassessed, notes, evidence)
    return Answer(Verdict.PASS, reason, notes, evidence)


def failed(message: str, path: str = "", line: int | None = None, remedy: str = "") -> Answer:
    """One fault that leaves nothing else to look at."""
    return Answer(Verdict.FAIL, message, (fault(path, line, message, remedy),))


def not_applicable(reason: str, **evidence: Any) -> Answer:
    """Nothing of the kind is there, and nothing has to be."""
    return Answer(Verdict.NOT_APPLICABLE, reason, evidence=evidence)


def not_assessed(reason: str, **evidence: Any) -> Answer:
    """It could not be looked at."""
    return Answer(Verdict.NOT_ASSESSED, reason, evidence=evidence)


def checks_of(*functions: Callable[[Subject], Answer]) -> dict[str, Check]:
    """Checks by name, made from functions of the same names; each runs in a thread, off the event loop."""
    return {function.__name__: _check(function.__name__, function) for function in functions}


def _check(name: str, function: Callable[[Subject], Answer]) -> Check:
    async def run(subject: Subject) -> CheckResult:
        try:
            found = await asyncio.to_thread(function, subject)
        except Unreadable as unreadable:
            found = Answer(Verdict.FAIL, unreadable.finding.message, (unreadable.finding,))
        return result(name, found)

    return run


def result(name: str, found: Answer) -> CheckResult:
    """The answer under the check's name, cut to what somebody reads."""
    return CheckResult(
        check=name,
        verdict=found.verdict,
        reason=one_line(found.reason, 400),
        findings=_capped(found.findings),
        evidence=found.evidence,
    )


def _capped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    if len(findings) <= MOST_FINDINGS:
        return tuple(findings)
    more = fault(
        "", None, _("{count} more findings are not listed").format(count=len(findings) - MOST_FINDINGS)
    )
    return (*findings[:MOST_FINDINGS], more)
