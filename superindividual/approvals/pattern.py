"""Pattern: what makes two drafts equal, so that a rule may decide about the next one.

Equal means: the same step of the same workflow for the same product, meant the same way (the step as written and the
agent's role card), played by the same engine in the same language, handing over the same kind with the same files
(a number in a name counts as any number), and answered by the same checks with the same verdicts. Not compared are the
words inside: a rule is the founder's word that checked drafts of this shape need no reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from superindividual.approvals.policy import blocks
from superindividual.ids import digest_of

if TYPE_CHECKING:
    from superindividual.journal.runs import Run
    from superindividual.specs.agent import AgentSpec
    from superindividual.specs.workflow import StepSpec
    from superindividual.workspace.artifact import Deliverable

SETTLED = frozenset({"pass", "not_applicable"})
"""Verdicts that leave nothing open."""


def pattern_of(
    run: Run,
    step: StepSpec,
    card: AgentSpec,
    deliverable: Deliverable,
    results: Sequence[Mapping[str, Any]],
) -> dict[str, Any] | None:
    """The pattern of a draft as JSON, or None where no rule may ever decide.

    A rule never decides about what leaves the company, what has failing checks or open points, a form, a step that asks
    on a condition, a run that was begun with `--approve always`, or the founder's own version.
    """
    asks_anew = step.effect is not None or bool(step.form) or not isinstance(step.approve, str)
    if asks_anew or run.approve == "always" or deliverable.produced_by == "founder" or not clean(results):
        return None
    return {
        "workflow": run.plan.name,
        "product": run.product,
        "step": step.id,
        "agent": step.agent,
        "deliver": deliverable.kind,
        "engine": run.engine,
        "language": run.language,
        "files": sorted({re.sub(r"\d+", "#", a.path) for a in deliverable.files}),
        "checks": sorted(f"{r['check']}: {r['verdict']}" for r in results),
        "meant": digest_of([step.model_dump(mode="json"), card.model_dump(mode="json")]),
    }


def clean(results: Sequence[Mapping[str, Any]]) -> bool:
    """Whether checks answered, none failed, and nothing is left open."""
    return bool(results) and all(r["verdict"] in SETTLED and not blocks(r) for r in results)
