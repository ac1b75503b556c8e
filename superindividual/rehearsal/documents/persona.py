"""Persona: people the brief names, and nothing about them that it does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from superindividual.rehearsal.documents.assumption import Assumptions
from superindividual.rehearsal.documents.markdown import (
    bullets,
    capital,
    cited,
    inline,
    phrase,
    plain,
    short,
)
from superindividual.rehearsal.documents.product_facts import promises_of
from superindividual.rehearsal.documents.wording import Wording
from superindividual.rehearsal.reading.evidence import in_first_person
from superindividual.specs.facts import ProductFacts, Statement
from superindividual.tools.job import Job

_LABEL = re.compile(
    r"^(who|audience|users?|customers?|for|用户|受众|目标用户|客户|面向)\s*[:：]\s*", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"[,，。;；:：(（]|\.\s|\s(?:who|that|which|with|in|whose|from|at|can be|are|is)\s", re.IGNORECASE
)
_HEDGE = re.compile(
    r"^(?:and |or )?(?:maybe|perhaps|possibly|probably|later|also)\s+|^(?:也许|可能|或许)(?:还有)?|\s+(?:like me|like us)$",
    re.IGNORECASE,
)
_ANYBODY = re.compile(r"(?:people|persons|anyone|everyone|somebody|those|users?|customers?)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(])|(?<=[。！？])")
_WORDS = re.compile(r"[a-z]{4,}|[\u3400-\u9fff]{2}")


@dataclass(frozen=True)
class Persona:
    """One group of people; `said` are the founder's sentences about them, empty when nobody is named."""

    id: str
    name: str
    said: tuple[Statement, ...]

    @property
    def words(self) -> set[str]:
        """Words to recognise the persona by."""
        return set(_WORDS.findall(" ".join(s.text for s in self.said).lower()))


def sentences(text: str) -> list[str]:
    """A statement's sentences, each on one line."""
    return [part.strip() for part in _SENTENCE.split(plain(text)) if part.strip()]


def bare(text: str) -> str:
    """A statement without the label it began with, such as `Who:`."""
    return _LABEL.sub("", plain(text))


def personas_of(facts: ProductFacts, words: Wording) -> list[Persona]:
    """One persona per audience statement; one of unknown people when the brief names nobody."""
    named = [Persona(f"P{n}", _name(s.text), (s,)) for n, s in enumerate(facts.audience, 1)]
    return named or [Persona("P1", words.say("persona.unknown_name"), ())]


def persona_for(text: str, personas: list[Persona]) -> str:
    """The persona whose description shares most words with a text; the first one when none does."""
    spoken = set(_WORDS.findall(text.lower()))
    return max(personas, key=lambda p: (len(spoken & p.words), -int(p.id[1:]))).id


def personas_md(
    job: Job, facts: ProductFacts, personas: list[Persona], assumptions: Assumptions, words: Wording
) -> str:
    """The whole personas file."""
    parts = [
        f"# {words.say('persona.title', product=inline(facts.product))}\n",
        words.say("common.rehearsal") + "\n",
    ]
    parts += [_persona_md(job, facts, persona, assumptions, words) for persona in personas]
    return "\n".join([*parts, ""])


def _as_first(assumptions: Assumptions, words: Wording) -> list[str]:
    """For a further persona, of whom the brief says nothing more: what holds for the first is a guess."""
    return [cited(words.say("persona.as_first"), assumptions.assume(words.say("assume.as_first")))]


def _name(text: str) -> str:
    said = bare(text)
    said = _HEDGE.sub("", _HEDGE.sub("", said)) or said
    head = next((part for part in _CLAUSE.split(said) if part and part.strip()), said)
    if _ANYBODY.fullmatch(head.strip()):  # `People` names nobody: what they do belongs to the name
        head = re.split(r"[,，。;；:：(（]|\.\s", said)[0]
    return capital(short(head, 48))


def _persona_md(
    job: Job, facts: ProductFacts, persona: Persona, assumptions: Assumptions, words: Wording
) -> str:
    headings = job.kind.headings["persona"][job.language]
    first = persona.id == "P1"
    bodies = (
        _situation(persona, assumptions, words),
        _job(facts, assumptions, words) if first else _as_first(assumptions, words),
        _pains(facts, assumptions, words) if first else _as_first(assumptions, words),
        _convincing(facts, assumptions, words) if first else _as_first(assumptions, words),
    )
    sections = "".join(
        f"### {head}\n\n{bullets(body)}\n\n" for head, body in zip(headings, bodies, strict=True)
    )
    return f"## {persona.id} {inline(persona.name)}\n\n{sections}".rstrip("\n") + "\n"


def _quoted(statement: Statement) -> list[str]:
    return [cited(capital(inline(bare(s))), statement.evidence) for s in sentences(statement.text)]


def _situation(persona: Persona, assumptions: Assumptions, words: Wording) -> list[str]:
    lines = [
        cited(words.say("persona.said", text=inline(bare(line))), statement.evidence)
        for statement in persona.said
        for line in sentences(statement.text)
    ]
    if not lines:
        lines = [cited(words.say("persona.nobody"), assumptions.assume(words.say("assume.audience")))]
    return [*lines, cited(words.say("persona.not_met"), assumptions.assume(words.say("assume.not_met")))]


def _job(facts: ProductFacts, assumptions: Assumptions, words: Wording) -> list[str]:
    summary = facts.summary.text if facts.summary else ""
    wanted = [s for s in facts.capabilities if s.text != summary][:4]
    if not wanted:
        return [cited(words.say("persona.job_unknown"), assumptions.assume(words.say("assume.job")))]
    return [
        cited(words.say("persona.job", text=inline(phrase(statement.text))), statement.evidence)
        for statement in wanted
    ]


def _pains(facts: ProductFacts, assumptions: Assumptions, words: Wording) -> list[str]:
    if facts.problem is None:
        return [cited(words.say("persona.pain_unknown"), assumptions.assume(words.say("assume.pain")))]
    shared = cited(words.say("persona.pain_shared"), assumptions.assume(words.say("assume.pain_shared")))
    if in_first_person(facts.problem.text):
        own = [
            cited(words.say("persona.own_pain", text=inline(s)), facts.problem.evidence)
            for s in sentences(facts.problem.text)
        ]
        return [*own, shared]
    return [*_quoted(facts.problem), shared]


def _convincing(facts: ProductFacts, assumptions: Assumptions, words: Wording) -> list[str]:
    lines = [
        cited(words.say("persona.promise", text=inline(phrase(statement.text))), statement.evidence)
        for statement in promises_of(facts)
    ]
    trial = cited(words.say("persona.trial"), assumptions.assume(words.say("assume.trial")))
    return [*lines, trial]
