"""The recipe of the compliance report: the evaluator's answers, in the founder's language."""

from __future__ import annotations

from collections import Counter

from superindividual.compliance.evaluate import evaluate
from superindividual.compliance.report import as_json, as_markdown
from superindividual.compliance.rule import load_rules
from superindividual.errors import StepFailed
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim


def review(job: Job) -> Proposal:
    """Answer every rule; raises StepFailed when the facts were not handed over."""
    discovery = job.input_of_kind("discovery")
    if discovery is None:
        raise StepFailed(
            "the review needs discovery/facts.json", remedy="let the step need one that delivers discovery"
        )
    facts = ProductFacts.model_validate_json(discovery.files["discovery/facts.json"])
    bundles = {b.deliverable.kind: b for b in job.inputs.values()}
    answers = evaluate(load_rules(), facts, bundles, job.identity, job.today)
    counts = Counter(str(a.answer) for a in answers)
    return Proposal(
        files={
            "compliance/report.json": as_json(answers, job.today),
            "compliance/report.md": as_markdown(answers, load_rules(), facts, job.today),
        },
        summary=_summary(job, counts, len(answers)),
        claims=(Claim(text=_summary(job, counts, len(answers)), evidence=("check:rules_answered",)),),
        recipe="review@1",
    )


def _summary(job: Job, counts: Counter[str], total: int) -> str:
    if job.language == "zh-CN":
        return (
            f"已逐条回答 {total} 条候选规则：{counts['gap']} 条需处理，{counts['needs_founder']} 条只有你能确认，"
            f"{counts['needs_review']} 条需人工判断，{counts['not_assessed']} 条未评估。均未经律师核实。"
        )
    return (
        f"{total} candidate rules answered: {counts['gap']} to mend, {counts['needs_founder']} only you can say, "
        f"{counts['needs_review']} need judgement, {counts['not_assessed']} not assessed. No lawyer has verified them."
    )
