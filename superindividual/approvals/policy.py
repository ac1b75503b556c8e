"""Policy: whether the founder is asked about a version, as one pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from superindividual.specs.company import PolicySpec
    from superindividual.specs.workflow import Approve, StepSpec


@dataclass(frozen=True)
class Ruling:
    """Whether the founder is asked, and the reason in one word for the record."""

    ask: bool
    reason: str


def rule(
    step: StepSpec,
    override: Approve | None,
    policy: PolicySpec,
    results: Sequence[Mapping[str, Any]],
    *,
    condition: bool = False,
) -> Ruling:
    """Decide who decides. What leaves the company is always asked for, whatever a script says.

    `condition` tells whether the step's `approve: {if: …}` holds; a form asks the founder unless its defaults suffice.
    `override` is the script's `--approve`; it may ask more often than the workflow, and less often only about drafts.
    """
    if step.effect is not None:
        return Ruling(True, "effect")
    if step.needs_founder:
        return Ruling(True, "form")
    wish = override or ("always" if condition else step.approve)
    failing = [r for r in results if r["verdict"] == "fail"]
    open_points = [r for r in results if r["verdict"] == "not_assessed" or blocks(r)]
    if wish == "always":
        return Ruling(True, "asked-always")
    if failing:
        return Ruling(True, "checks-failed")
    if wish == "never":
        return Ruling(False, "checks-alone")
    if policy.drafts == "ask":
        return Ruling(True, "policy-asks")
    if open_points:
        return Ruling(True, "not-assessed" if not any(map(blocks, open_points)) else "questions-open")
    return Ruling(False, "checks-passed")


def blocks(result: Mapping[str, Any]) -> bool:
    """Whether a check found questions without whose answers the product cannot be described."""
    return "prd" in (result.get("evidence") or {}).get("blocking", ())
