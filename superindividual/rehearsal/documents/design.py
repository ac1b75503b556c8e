"""The design recipe: a flow, the screens and the tokens, from the PRD's requirements."""

from __future__ import annotations

from superindividual.rehearsal.documents.assumption import Assumptions
from superindividual.rehearsal.documents.constraint import Constraint, constraints_of
from superindividual.rehearsal.documents.markdown import plain, yaml_text
from superindividual.rehearsal.documents.product_facts import facts_of
from superindividual.rehearsal.documents.product_shape import shape_of
from superindividual.rehearsal.documents.requirement import Requirement, requirements_of
from superindividual.rehearsal.documents.screens import Screen, flow_mmd, screens_of
from superindividual.rehearsal.documents.tokens import pairs, palette_of, tokens_json
from superindividual.rehearsal.documents.wording import Wording, wording
from superindividual.rehearsal.proposal import Proposal
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "design@1"


def design(job: Job) -> Proposal:
    """Flow, screens and tokens; raises StepFailed without facts or a readable PRD."""
    facts, words, requirements = facts_of(job), wording(job.language), requirements_of(job)
    constraints = constraints_of(job, Assumptions(), words)
    screens = screens_of(facts, shape_of(facts), requirements, words)
    note = words.say("common.rehearsal_plain")
    files = {
        "design/flow.mmd": flow_mmd(screens, words),
        "design/screens.yaml": _screens_yaml(screens, constraints, words),
        "design/tokens.json": tokens_json(facts, constraints, note),
    }
    return Proposal(
        files={path: text.encode() for path, text in files.items()},
        summary=words.say(
            "design.summary",
            count=len(screens),
            start=screens[0].title,
            palette=palette_of(facts)[0],
            pairs=len(pairs()),
        ),
        claims=_claims(screens, requirements, constraints),
        recipe=RECIPE,
    )


def _screens_yaml(screens: list[Screen], constraints: list[Constraint], words: Wording) -> str:
    """The screens; remarks stand as comments, since the file's keys are fixed."""
    said = "".join(f"# {plain(one.text)} [{one.evidence}]\n" for one in constraints)
    head = f"# {words.say('common.constraints')}:\n{said}" if said else ""
    body = yaml_text({"start": screens[0].id, "screens": [screen.row for screen in screens]})
    return f"{head}{body}# {words.say('common.rehearsal_plain')}\n"


def _claims(
    screens: list[Screen], requirements: list[Requirement], constraints: list[Constraint]
) -> tuple[Claim, ...]:
    """Each requirement on a screen, and each remark, with its evidence."""
    shown = {number for screen in screens for number in screen.requirements}
    kept = [Claim(text=r.text, evidence=r.evidence) for r in requirements if r.id in shown]
    return (*kept, *(one.claim for one in constraints))
