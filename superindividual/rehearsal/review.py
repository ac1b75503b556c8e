"""The recipe of the compliance report: the evaluator's answers, in the founder's language."""

from __future__ import annotations

from superindividual.compliance.report import JSON, MARKDOWN
from superindividual.compliance.tool import reviewed
from superindividual.compliance.wording import Wording
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "review@1"


def review(job: Job) -> Proposal:
    """Answer every rule that ships over the job's inputs.

    Raises:
        StepFailed: there are no readable facts among the inputs.
    """
    found = reviewed(job)
    report = found.report(Wording(job.language, "report.yaml").say("text", "rehearsal"))
    summary = report.summary()
    return Proposal(
        files={JSON: found.json, MARKDOWN: report.text().encode()},
        summary=summary,
        claims=(Claim(text=summary, evidence=("check:rules_answered",)),),
        recipe=RECIPE,
    )
