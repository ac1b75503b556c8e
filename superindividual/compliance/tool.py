"""Tool: the rule evaluator as agents call it."""

from __future__ import annotations

import asyncio

from superindividual.compliance.report import JSON
from superindividual.compliance.review import Review, review_of
from superindividual.compliance.rule import load_rules
from superindividual.ids import canonical
from superindividual.tools.job import Job
from superindividual.workspace.draft import Draft

NAME = "evaluate_rules"
DESCRIPTION = (
    "Answer every compliance rule over the facts and deliverables of this step. Writes the file"
    " compliance/report.json, which stays untouched, and returns each rule that may apply with its answer,"
    " title, source, what was seen and what to do. You write compliance/report.md."
)


def reviewed(job: Job) -> Review:
    """What the rules say of a job's inputs; raises StepFailed when there are no readable facts."""
    return review_of(
        {str(step): bundle for step, bundle in job.inputs.items()},
        job.brief,
        job.identity,
        job.today,
        job.language,
    )


async def evaluate_for(job: Job) -> str:
    """`compliance/report.json` as text; raises StepFailed when there are no readable facts."""
    review = await asyncio.to_thread(reviewed, job)
    return review.json.decode()


async def evaluate_rules(job: Job, draft: Draft) -> str:
    """Write `compliance/report.json` into the draft and answer with what its author needs to write the text.

    Rules that do not apply are given by id and reason only, so that the answer stays short.

    Raises:
        StepFailed: there are no readable facts among the inputs.
        PolicyDenied: the draft does not take the file.
    """
    review = await asyncio.to_thread(reviewed, job)
    draft.write(JSON, review.json)
    rules = {rule.id: rule for rule in load_rules()}
    open_answers = [
        {
            "rule": answer.rule,
            "answer": answer.answer,
            "would_block": answer.severity_once_verified == "block",
            "candidate": answer.candidate,
            "from": answer.comes_into_force.isoformat() if answer.comes_into_force else None,
            "title": rules[answer.rule].title[review.language],
            "source": str(rules[answer.rule].source),
            "seen": answer.why,
            "where": answer.where,
            "question": answer.question,
            "remedy": rules[answer.rule].remedy[review.language],
        }
        for answer in review.answers
        if answer.answer != "not_applicable"
    ]
    ruled_out = {answer.rule: answer.why for answer in review.answers if answer.answer == "not_applicable"}
    return canonical({"written": JSON, "answers": open_answers, "not_applicable": ruled_out}).decode()
