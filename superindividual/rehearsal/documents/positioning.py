"""The positioning recipe, after Dunford: five sections resting on requirements and the brief's words."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.rehearsal.documents.alternative import alternatives_of
from superindividual.rehearsal.documents.assumption import Assumptions
from superindividual.rehearsal.documents.constraint import (
    Constraint,
    constraints_of,
    constraints_section,
)
from superindividual.rehearsal.documents.markdown import bullets, capital, cited, inline, phrase, plain
from superindividual.rehearsal.documents.persona import bare, personas_of
from superindividual.rehearsal.documents.product_facts import facts_of
from superindividual.rehearsal.documents.product_shape import named_shape
from superindividual.rehearsal.documents.requirement import Requirement, requirements_of
from superindividual.rehearsal.documents.requirements import is_thin
from superindividual.rehearsal.documents.wording import Wording, wording
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "positioning@1"
_NOT_ATTRIBUTES = {"tests", "install", "landing", "free_tier", "licence"}
"""Abilities that every sound product has, or that are about its page: no reason to choose it."""


@dataclass(frozen=True)
class _Draft:
    job: Job
    facts: ProductFacts
    words: Wording
    assumptions: Assumptions
    requirements: list[Requirement]
    attributes: list[Requirement]

    def assume(self, name: str) -> str:
        return self.assumptions.assume(self.words.say(f"positioning.assume.{name}"))


def positioning(job: Job) -> Proposal:
    """The positioning; raises StepFailed without facts or a readable PRD."""
    facts, words, assumptions = facts_of(job), wording(job.language), Assumptions()
    requirements = requirements_of(job)
    attributes = _attributes(facts, requirements, words)
    draft = _Draft(job, facts, words, assumptions, requirements, attributes)
    constraints = constraints_of(job, assumptions, words)
    text = _positioning_md(draft, constraints)
    summary = words.say("positioning.summary", product=plain(facts.product), count=len(draft.attributes))
    return Proposal(
        files={"marketing/positioning.md": text.encode()},
        summary=summary,
        claims=_claims(draft, constraints),
        recipe=RECIPE,
    )


def _attributes(facts: ProductFacts, requirements: list[Requirement], words: Wording) -> list[Requirement]:
    """Requirements of the first version that set the product apart; none while the brief names no ability."""
    if is_thin(facts) and not facts.promises:
        return []
    own = [r for r in requirements if r.priority != "could" and r.evidence[0].startswith(("brief:", "fact:"))]
    return [r for r in own if r.abilities(words.lang)[0].name not in _NOT_ATTRIBUTES]


def _positioning_md(draft: _Draft, constraints: list[Constraint]) -> str:
    words = draft.words
    bodies = [write(draft) for write in (_alternatives, _unique, _value, _segment, _category)]
    headings = draft.job.kind.headings["positioning"][words.lang]
    sections = [f"## {head}\n\n{bullets(body)}\n" for head, body in zip(headings, bodies, strict=True)]
    title = f"# {words.say('positioning.title', product=inline(draft.facts.product))}\n"
    parts = [title, f"{words.say('positioning.intro')}\n", *sections, constraints_section(constraints, words)]
    parts.append(f"### {words.say('common.assumptions')}\n\n{draft.assumptions.listing(words)}\n")
    return "\n".join([part for part in parts if part] + [words.say("common.rehearsal"), ""])


def _alternatives(draft: _Draft) -> list[str]:
    words = draft.words
    found = alternatives_of(draft.facts, draft.job.brief)
    lines = [cited(words.say("positioning.today", text=inline(bare(s.text))), s.evidence) for s in found]
    if not lines:
        lines = [cited(words.say("positioning.today_none"), draft.assume("nothing"))]
    lines.append(cited(words.say("positioning.nothing"), draft.assume("nothing")))
    return [*lines, words.say("positioning.no_competitor")]


def _unique(draft: _Draft) -> list[str]:
    if not draft.attributes:
        ids = draft.words.join([r.id for r in draft.requirements])
        return [draft.words.say(f"positioning.attributes_none{'' if ids else '_bare'}", ids=ids)]
    lines = [
        cited(draft.words.say("positioning.attribute", id=r.id, text=inline(r.text)), *r.evidence)
        for r in draft.attributes
    ]
    ids = draft.words.join([r.id for r in draft.attributes])
    return [*lines, cited(draft.words.say("positioning.not_unique", ids=ids), draft.assume("unique"))]


def _value(draft: _Draft) -> list[str]:
    """One value per ability, naming every requirement that brings it."""
    words = draft.words
    by_ability: dict[str, tuple[str, str, list[Requirement]]] = {}
    for requirement in draft.attributes:
        for ability in requirement.abilities(words.lang):
            entry = by_ability.setdefault(ability.name, (ability.title, ability.value, []))
            entry[2].append(requirement)
    if not by_ability:
        return [words.say("positioning.value_none")]
    reading = draft.assume("value")
    lines = []
    for name, (title, value, rows) in by_ability.items():
        evidence = list(dict.fromkeys(e for r in rows for e in r.evidence))
        ids = words.join([r.id for r in rows])
        key = "value_other" if name == "other" else "value"
        lines.append(
            cited(words.say(f"positioning.{key}", ids=ids, title=title, text=value), *evidence, reading)
        )
    return [*lines, cited(words.say("positioning.value_note"), reading)]


def _segment(draft: _Draft) -> list[str]:
    facts, words = draft.facts, draft.words
    lines = [cited(capital(inline(bare(s.text))), s.evidence) for s in facts.audience]
    if not lines:
        lines = [cited(words.say("positioning.segment_none"), draft.assume("segment"))]
    for name, values in (("markets", facts.markets), ("channels", facts.channels)):
        if values:
            said = words.say(
                f"positioning.segment_{name}",
                list=words.join([inline(words.name(name[:-1], v)) for v in values]),
            )
            lines.append(cited(said, f"fact:{name}"))
    if facts.not_now:
        said = words.join([inline(phrase(s.text)) for s in facts.not_now])
        evidence = dict.fromkeys(s.evidence for s in facts.not_now)
        lines.append(cited(words.say("positioning.segment_not", text=said), *evidence))
    return lines


def _category(draft: _Draft) -> list[str]:
    facts, words, proposal = draft.facts, draft.words, draft.assume("category")
    shape = "game" if facts.signal("game") else named_shape(facts)
    name = words.say(f"positioning.category_of.{shape}" if shape else "positioning.category_unknown")
    known = name if shape else inline(facts.summary.text) if facts.summary else ""
    lines = [cited(_one_line(draft, known), proposal)] if known else []
    said = None
    if facts.summary is not None:
        said = words.say("positioning.category", category=name, text=inline(facts.summary.text))
    return [
        cited(said or name, *([facts.summary.evidence] if facts.summary else []), proposal),
        *lines,
        cited(words.say("positioning.category_note"), proposal),
    ]


def _one_line(draft: _Draft, category: str) -> str:
    """Product, category, people, and the three first reasons."""
    words = draft.words
    known = [a.title for r in draft.attributes for a in r.abilities(words.lang) if a.name != "other"]
    return words.say(
        "positioning.one_line" if known else "positioning.one_line_bare",
        product=inline(draft.facts.product),
        category=category,
        persona=inline(personas_of(draft.facts, words)[0].name),
        titles=words.join(list(dict.fromkeys(known))[:3]),
    )


def _claims(draft: _Draft, constraints: list[Constraint]) -> tuple[Claim, ...]:
    stated = [*alternatives_of(draft.facts, draft.job.brief), *draft.facts.audience]
    claims = [Claim(text=plain(s.text), evidence=(s.evidence,)) for s in stated]
    claims += [Claim(text=r.text, evidence=r.evidence) for r in draft.attributes]
    return (*claims, *(one.claim for one in constraints), *draft.assumptions.claims())
