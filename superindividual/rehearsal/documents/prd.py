"""The PRD recipe: requirements, personas and stories from the facts, and nothing that was not said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from superindividual.rehearsal.documents.assumption import Assumptions
from superindividual.rehearsal.documents.constraint import constraints_of, outside_records
from superindividual.rehearsal.documents.markdown import (
    bullets,
    capital,
    cited,
    front_matter,
    inline,
    phrase,
    plain,
)
from superindividual.rehearsal.documents.persona import Persona, bare, personas_md, personas_of
from superindividual.rehearsal.documents.product_facts import facts_of
from superindividual.rehearsal.documents.requirement import PRD, Requirement, write_requirements
from superindividual.rehearsal.documents.requirements import (
    beside_product,
    is_thin,
    questions_of,
    requirements_from,
)
from superindividual.rehearsal.documents.stories import stories_feature
from superindividual.rehearsal.documents.wording import Wording, wording
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "prd@1"
_OUTCOMES = (
    (
        "error",
        re.compile(
            r"\b(errors?|mistakes?|wrong(ly)?|slips?|forget|miss(ed|es)?)\b|算错|出错|弄错|漏|忘",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(
            r"\b(hours?|evenings?|minutes?|days?|slow|time)\b|小时|分钟|半天|整天|每天|花时间|慢",
            re.IGNORECASE,
        ),
    ),
    ("money", re.compile(r"\b(expensive|overpay|money|costs?|fees?)\b|贵|多付|浪费钱|成本", re.IGNORECASE)),
)


@dataclass(frozen=True)
class _Draft:
    """What the sections are written from."""

    job: Job
    facts: ProductFacts
    words: Wording
    assumptions: Assumptions
    personas: list[Persona]
    requirements: list[Requirement]


def prd(job: Job) -> Proposal:
    """The PRD, personas and stories; raises StepFailed without facts."""
    facts, words, assumptions = facts_of(job), wording(job.language), Assumptions()
    personas = personas_of(facts, words)
    requirements = requirements_from(facts, personas, constraints_of(job, assumptions, words), words)
    draft = _Draft(job, facts, words, assumptions, personas, requirements)
    people = personas_md(job, facts, personas, assumptions, words)
    feature = stories_feature(facts.product, requirements, personas, is_thin(facts), words)
    files = {PRD: _prd_md(draft), "design/personas.md": people, "design/stories.feature": feature}
    return Proposal(
        files={path: text.encode() for path, text in files.items()},
        summary=_summary(draft),
        claims=_claims(draft),
        recipe=RECIPE,
    )


def _prd_md(draft: _Draft) -> str:
    product, words = plain(draft.facts.product), draft.words
    head = front_matter(
        {
            "product": product,
            "version": f"0.{draft.job.attempt}",
            "status": "draft",
            "language": words.lang,
        }
    )
    writers = (_problem, _audience, _goals, _scope, _not_now, _requirements, _open)
    bodies = [write(draft) for write in writers]
    headings = draft.job.kind.headings["prd"][words.lang]
    sections = [f"## {heading}\n\n{body}\n" for heading, body in zip(headings, bodies, strict=True)]
    title = f"# {words.say('prd.title', product=inline(product))}\n"
    return head + "\n" + "\n".join([title, *sections, words.say("common.rehearsal"), ""])


def _problem(draft: _Draft) -> str:
    facts, words = draft.facts, draft.words
    lines = (
        [] if facts.problem is None else [cited(capital(inline(facts.problem.text)), facts.problem.evidence)]
    )
    if facts.summary is not None and (facts.problem is None or facts.summary.text != facts.problem.text):
        said = words.say("prd.product_is", text=inline(facts.summary.text))
        lines.append(cited(said, facts.summary.evidence))
    if facts.problem is None:
        lines.append(words.say("prd.problem_none"))
    return bullets(lines)


def _audience(draft: _Draft) -> str:
    words = draft.words
    lines = [
        cited(_named(p, capital(inline(bare(s.text))), words), s.evidence)
        for p in draft.personas
        for s in p.said
    ]
    if not lines:
        lines = [
            cited(words.say("prd.audience_none"), draft.assumptions.assume(words.say("assume.audience")))
        ]
    return f"{bullets(lines)}\n\n{words.say('prd.see_personas')}"


def _named(persona: Persona, text: str, words: Wording) -> str:
    """A persona with the founder's words, which stand once where they are its name."""
    same = text.casefold() == inline(persona.name).casefold()
    key = "prd.audience_same" if same else "prd.audience"
    return words.say(key, id=persona.id, name=inline(persona.name), text=text)


def _musts(draft: _Draft) -> list[str]:
    return [r.id for r in draft.requirements if r.priority == "must"]


def _goals(draft: _Draft) -> str:
    facts, words, musts = draft.facts, draft.words, _musts(draft)
    done = words.say("prd.goal_done", ids=words.join(musts))
    lines = [done if musts else words.say("prd.goal_done_none")]
    if facts.problem is not None:
        baseline = draft.assumptions.assume(words.say("assume.baseline"))
        lines.append(
            cited(
                words.say(f"prd.goal_{_outcome(facts.problem.text)}", persona=draft.personas[0].id), baseline
            )
        )
    lines += [cited(words.say("prd.goal_date", text=inline(d.text)), d.evidence) for d in facts.dates]
    return bullets(lines)


def _outcome(problem: str) -> str:
    """What a problem costs people, by its words; the first that fits."""
    return next((name for name, pattern in _OUTCOMES if pattern.search(problem)), "other")


def _scope(draft: _Draft) -> str:
    facts, words = draft.facts, draft.words
    now = [r.id for r in draft.requirements if r.priority != "could"]
    later = [r.id for r in draft.requirements if r.priority == "could"]
    scope_in = words.say("prd.scope_in", ids=words.join(now))
    lines = [words.say("prd.scope_in_none") if is_thin(facts) else scope_in]
    if later:
        lines.append(words.say("prd.scope_later", ids=words.join(later)))
    for name, values in (("markets", facts.markets), ("channels", facts.channels)):
        if values:
            said = words.say(
                f"prd.scope_{name}", list=words.join([inline(words.name(name[:-1], v)) for v in values])
            )
            lines.append(cited(said, f"fact:{name}"))
    body = bullets(lines)
    for head, group in (("handed_over", beside_product(facts)), ("asked", questions_of(facts))):
        if group:
            listed = bullets([cited(capital(inline(s.text)), s.evidence) for s in group])
            body += f"\n\n{words.say(f'prd.{head}')}\n\n{listed}"
    return body


def _not_now(draft: _Draft) -> str:
    lines = [cited(capital(inline(s.text)), s.evidence) for s in draft.facts.not_now]
    if not lines:
        scope = draft.assumptions.assume(draft.words.say("assume.scope"))
        lines = [cited(draft.words.say("prd.not_now_none"), scope)]
    return bullets(lines)


def _requirements(draft: _Draft) -> str:
    note = "requirements_none" if is_thin(draft.facts) else "requirements_note"
    table = write_requirements(draft.requirements, draft.words.lang)
    return f"{table}\n\n{draft.words.say(f'prd.{note}')}"


def _open(draft: _Draft) -> str:
    words = draft.words
    risks = [
        cited(words.say(f"risk.{signal.name}"), signal.evidence)
        for signal in draft.facts.signals
        if signal.value and signal.name in words.table("risk")
    ]
    outside = outside_records(draft.job)
    risks += [cited(words.say("prd.outside", text=inline(phrase(o.text))), o.evidence) for o in outside]
    parts = [
        (words.say("prd.risks"), bullets(risks or [words.say("prd.risk_none")])),
        (words.say("prd.questions"), bullets(_questions(draft))),
        (words.say("common.assumptions"), draft.assumptions.listing(words)),
    ]
    return "\n\n".join(f"### {head}\n\n{body}" for head, body in parts)


def _questions(draft: _Draft) -> list[str]:
    words = draft.words
    lines = [
        words.say(
            "common.question_blocks" if question.blocks else "common.question",
            id=question.id,
            text=inline(question.text),
            why=inline(question.why),
            **(
                {"blocks": words.join([inline(words.name("kind", b)) for b in question.blocks])}
                if question.blocks
                else {}
            ),
        )
        for question in draft.facts.questions
    ]
    return lines or [words.say("common.questions_none")]


def _summary(draft: _Draft) -> str:
    facts, count = draft.facts, len(draft.requirements)
    key = "prd.summary_thin" if is_thin(facts) else "prd.summary"
    return draft.words.say(
        key,
        product=plain(facts.product),
        count=count,
        must=len(_musts(draft)),
        personas=len(draft.personas),
        open=len(facts.questions),
    )


def _claims(draft: _Draft) -> tuple[Claim, ...]:
    facts = draft.facts
    single = [s for s in (facts.problem, facts.summary) if s is not None]
    asked = (*beside_product(facts), *questions_of(facts))
    stated = [*single, *facts.audience, *facts.not_now, *facts.dates, *asked]
    claims = [Claim(text=plain(s.text), evidence=(s.evidence,)) for s in stated]
    claims += [Claim(text=r.text, evidence=r.evidence) for r in draft.requirements]
    return (*claims, *draft.assumptions.claims())
