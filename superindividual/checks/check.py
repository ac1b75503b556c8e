"""Check: a deterministic test of a deliverable, with four possible answers.

"Passed" never means "not assessed": what could not be looked at says so, with the reason.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from superindividual.specs.brief import Brief
from superindividual.specs.company import IdentitySpec
from superindividual.specs.kind import Kind
from superindividual.tools.job import Feedback
from superindividual.tools.sandbox import Sandbox
from superindividual.workspace.artifact import Bundle, Frozen


class Verdict(StrEnum):
    """The four answers."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"


class Finding(Frozen):
    """One thing a check saw."""

    path: str = ""
    line: int | None = None
    message: str
    remedy: str = ""


class CheckResult(Frozen):
    """What a check answers; `evidence` holds the figures it rests on."""

    check: str
    verdict: Verdict
    reason: str
    """One sentence for the founder."""
    findings: tuple[Finding, ...] = ()
    evidence: Mapping[str, Any] = {}
    """Plain JSON."""


@dataclass(frozen=True)
class Subject:
    """What is checked, and what it may be held against."""

    kind: Kind
    bundle: Bundle
    brief: Brief
    inputs: Mapping[str, Bundle] = field(default_factory=dict)
    """Deliverables of earlier steps, by step id."""
    identity: IdentitySpec = field(default_factory=IdentitySpec)
    today: date = date(1970, 1, 1)
    sandbox: Sandbox | None = None
    """None where commands cannot be contained: checks that need one answer `not_assessed`."""
    memory: tuple[str, ...] = ()
    """Ids of the records the agent was told; claims may cite them."""
    feedback: tuple[Feedback, ...] | None = None
    """What was said of earlier attempts; `founder:REQUEST` cites it. None where it is not at hand."""

    item: Any = None
    """What this one of a `foreach` is about."""

    def input_of_kind(self, kind: str) -> Bundle | None:
        """The first input of that kind, if any."""
        return next((b for b in self.inputs.values() if b.deliverable.kind == kind), None)


Check = Callable[[Subject], Awaitable[CheckResult]]
"""A check is an async function; its name is the key under which a module's `CHECKS` lists it."""
