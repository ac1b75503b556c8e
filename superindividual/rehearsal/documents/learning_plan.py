"""The learning plan recipe: the questions a launch must answer, and what is done at which value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from superindividual.rehearsal.documents.assumption import Assumptions
from superindividual.rehearsal.documents.constraint import (
    Constraint,
    constraints_of,
    constraints_section,
)
from superindividual.rehearsal.documents.markdown import bullets, capital, cite, cited, inline, plain, row
from superindividual.rehearsal.documents.money import shown
from superindividual.rehearsal.documents.persona import personas_of
from superindividual.rehearsal.documents.product_facts import facts_of
from superindividual.rehearsal.documents.requirement import PRD, Requirement, read_requirements
from superindividual.rehearsal.documents.wording import Wording, wording
from superindividual.rehearsal.proposal import Proposal
from superindividual.specs.facts import ProductFacts
from superindividual.text import slug
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

RECIPE = "learning_plan@1"
METRICS = "date,metric,value,source\n"
_CHANNEL_DAY, _PAID_DAY, _OPEN_DAY, _STOP_DAY = 7, 30, 0, 30


@dataclass(frozen=True)
class LearningQuestion:
    """One question, with everything needed to answer it; texts are Markdown already."""

    name: str
    day: int
    value: str
    question: str
    measure: str
    reached: str
    missed: str
    source: str
    evidence: tuple[str, ...]


def learning_plan(job: Job) -> Proposal:
    """The plan and the empty metrics file; raises StepFailed without facts."""
    facts, words, assumptions = facts_of(job), wording(job.language), Assumptions()
    questions = _questions(facts, _requirements(job), assumptions, words)
    constraints = constraints_of(job, assumptions, words)
    plan = _plan_md(facts, questions, assumptions, constraints, words)
    summary = words.say("learning.summary", product=plain(facts.product), count=len(questions))
    return Proposal(
        files={"learning/plan.md": plan.encode(), "learning/metrics.csv": METRICS.encode()},
        summary=summary,
        claims=_claims(questions, constraints, assumptions),
        recipe=RECIPE,
    )


def _requirements(job: Job) -> list[Requirement]:
    """The PRD's requirements where the workflow gives them; the plan is whole without them."""
    bundle = job.input_of_kind("prd")
    return read_requirements(bundle.text(PRD), job.language) if bundle and PRD in bundle.files else []


def _questions(
    facts: ProductFacts, requirements: list[Requirement], assumptions: Assumptions, words: Wording
) -> list[LearningQuestion]:
    persona = personas_of(facts, words)[0]
    said = tuple(s.evidence for s in persona.said)
    problem = (facts.problem.evidence,) if facts.problem else ()
    own = [r for r in requirements if r.priority == "must"][:3]
    ids = words.join([r.id for r in own]) or words.say("learning.no_requirements")
    evidence = {
        "problem_confirmed": (*said, *problem),
        "understood": said,
        "first_result": tuple(dict.fromkeys(e for r in own for e in r.evidence)),
    }
    values = {"persona": inline(persona.name), "product": inline(facts.product), "requirements": ids}
    made = [
        _question(entry, entry["day"], evidence.get(entry["name"], ()), values, assumptions, words)
        for entry in _general(facts, words)
    ]
    made += _channels(facts, assumptions, words) + _money(facts, assumptions, words)
    return sorted([*made, *_open(facts, assumptions, words)], key=lambda q: q.day)


def _general(facts: ProductFacts, words: Wording) -> list[dict[str, Any]]:
    """The questions of every launch; where no problem is stated, the one about it asks which there is."""
    entries: list[dict[str, Any]] = words.table("learning.question")
    unknown: dict[str, Any] = words.table("learning.problem_unknown")
    return [unknown if e["name"] == unknown["name"] and facts.problem is None else e for e in entries]


def _channels(facts: ProductFacts, assumptions: Assumptions, words: Wording) -> list[LearningQuestion]:
    entry = words.table("learning.channel")
    found: dict[str, LearningQuestion] = {}
    for channel in facts.channels:
        name = entry["name"].format(channel=slug(channel).replace("-", "_"))
        question = _question(
            {**entry, "name": name},
            _CHANNEL_DAY,
            ("fact:channels",),
            {"channel": _spaced(inline(words.name("channel", channel)), words)},
            assumptions,
            words,
        )
        found.setdefault(name, question)
    return list(found.values())


def _spaced(name: str, words: Wording) -> str:
    """A Latin name has a space around it in Chinese; a Chinese one has none."""
    return f" {name} " if words.lang == "zh-CN" and name.isascii() else name


def _money(facts: ProductFacts, assumptions: Assumptions, words: Wording) -> list[LearningQuestion]:
    if not facts.prices and facts.signal("takes_payment") is False:
        return []  # free on purpose: nobody is asked for money
    if not facts.prices:
        entry = words.table("learning.price_unknown")
        return [_question(entry, _PAID_DAY, (), {}, assumptions, words)]
    price = next((p for p in facts.prices if p.amount > 0), facts.prices[0])
    period = words.say(f"finance.period.{price.period}")
    said = words.say(
        "finance.price_line",
        amount=shown(price.amount, price.currency),
        currency=price.currency,
        period=period,
        label="",
    )
    entry = words.table("learning.paid")
    return [_question(entry, _PAID_DAY, (price.evidence,), {"price": said}, assumptions, words)]


def _open(facts: ProductFacts, assumptions: Assumptions, words: Wording) -> list[LearningQuestion]:
    if not facts.questions:
        return []
    values = {"ids": words.join([q.id for q in facts.questions])}
    return [_question(words.table("learning.open_questions"), _OPEN_DAY, (), values, assumptions, words)]


def _question(
    entry: dict[str, Any],
    day: int,
    evidence: tuple[str, ...],
    values: dict[str, str],
    assumptions: Assumptions,
    words: Wording,
) -> LearningQuestion:
    texts = {
        key: entry[key].format(**values).strip()
        for key in ("question", "measure", "reached", "missed", "source")
    }
    assumed = assumptions.assume(entry["assume"].format(**values))
    return LearningQuestion(
        name=entry["name"],
        day=day,
        value=entry["value"],
        evidence=(*dict.fromkeys(evidence), assumed),
        **{key: capital(text) if key == "measure" else text for key, text in texts.items()},
    )


def _plan_md(
    facts: ProductFacts,
    questions: list[LearningQuestion],
    assumptions: Assumptions,
    constraints: list[Constraint],
    words: Wording,
) -> str:
    title = (
        f"# {words.say('learning.title', product=inline(facts.product))}\n\n{words.say('learning.intro')}\n"
    )
    dates = [cited(words.say("learning.date", text=inline(d.text)), d.evidence) for d in facts.dates]
    sections = [
        ("questions", _table(questions, words)),
        ("rhythm", bullets([*(dates or [words.say("learning.dates_none")]), *_rhythm(questions, words)])),
        ("stop", _stop(questions, words)),
        ("metrics", f"{words.say('learning.metrics_intro')}\n\n{_metrics(questions, words)}"),
    ]
    if facts.questions:
        sections.insert(0, ("open_head", _founder_questions(facts)))
    body = "\n".join(f"## {words.say(f'learning.{name}')}\n\n{text}\n" for name, text in sections)
    extra = constraints_section(constraints, words)
    listing = f"## {words.say('common.assumptions')}\n\n{assumptions.listing(words)}\n"
    parts = [title, body, extra, listing, words.say("common.rehearsal"), ""]
    return "\n".join(part for part in parts if part or part is parts[-1])


def _founder_questions(facts: ProductFacts) -> str:
    return bullets([f"**{q.id}** {inline(q.text)}" for q in facts.questions])


def _table(questions: list[LearningQuestion], words: Wording) -> str:
    columns: list[str] = words.table("learning.columns")
    lines = [row(*columns), row(*["---"] * len(columns))]
    for one in questions:
        reached = words.say("learning.reached", value=one.value, action=one.reached)
        day = words.say("learning.day", day=one.day)
        lines.append(row(one.question, one.measure, day, reached, capital(one.missed), cite(*one.evidence)))
    return "\n".join(lines)


def _rhythm(questions: list[LearningQuestion], words: Wording) -> list[str]:
    days = sorted({one.day for one in questions})
    return [
        words.say(
            "learning.rhythm_line",
            day=day,
            names=words.join([f"`{one.name}`" for one in questions if one.day == day]),
        )
        for day in days
    ]


def _stop(questions: list[LearningQuestion], words: Wording) -> str:
    watched = ("problem_confirmed", "first_result", "came_back", "paid", "price_named")
    names = words.join([f"`{one.name}`" for one in questions if one.name in watched])
    return words.say("learning.stop_line", day=_STOP_DAY, names=names)


def _metrics(questions: list[LearningQuestion], words: Wording) -> str:
    return bullets(
        [
            words.say("learning.metric_line", name=one.name, text=one.measure, source=one.source)
            for one in questions
        ]
    )


def _claims(
    questions: list[LearningQuestion], constraints: list[Constraint], assumptions: Assumptions
) -> tuple[Claim, ...]:
    claims = [Claim(text=one.question, evidence=one.evidence) for one in questions]
    return (*claims, *(one.claim for one in constraints), *assumptions.claims())
