"""The requirements of a product: made from its facts, the founder's feedback and the company's memory."""

from __future__ import annotations

import re
from collections.abc import Iterable

from superindividual.rehearsal.documents.ability import abilities_of
from superindividual.rehearsal.documents.constraint import Constraint
from superindividual.rehearsal.documents.markdown import capital, phrase
from superindividual.rehearsal.documents.money import free_part
from superindividual.rehearsal.documents.persona import Persona, persona_for
from superindividual.rehearsal.documents.product_facts import promises_of
from superindividual.rehearsal.documents.requirement import Priority, Requirement
from superindividual.rehearsal.documents.wording import Wording
from superindividual.rehearsal.reading.evidence import tells
from superindividual.specs.facts import ProductFacts, Statement

_LATER = re.compile(
    r"\b(later|eventually|some ?day|in (the )?future|phase 2|v2)\b|以后|将来|后期|后续|二期", re.IGNORECASE
)
_WISH = re.compile(
    r"\b(ideally|nice to have|preferably|would be nice|if possible|optional(ly)?|should|not (?:needed|essential|a must))\b"
    r"|最好|希望能|尽量|可选",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\bposts?\b|\be-?mails?\b|\bmail(ing)?s?\b|\bnewsletter|\bletters?\b|\btweet|\blaw\b|\blegal|\bcomplian|\bregulat|\bcalendar|\bplan\b|\bpress\b|\bpricing\b|\bbudget\b"
    r"|^(whether|what|how|which|if|why)\b|^(是否|如何|怎么|怎样|能不能|可不可以)"
    r"|\bknow\b|\ballowed\b|\blist of what|\bpositioning|\bsocial media|\b(launch|product) (kit|copy)"
    r"|公众号|小红书|抖音|微博|文案|推文|邮件|合规|法律|备案|日历|计划|图文|政策|办事|清单",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"[?？]\s*$|^(?:please )?(?:tell me|find out|check|explain|look up|whether|what|how|which|if|why|do|does|am|is|are|may|can)\b"
    r"|\b(?:don't|do not) know (?:if|whether|how|what)\b|\ballowed\b|\blaw\b|\blegal|\bcomplian|\bregulat"
    r"|^(?:是否|如何|怎么|怎样|请?先?告诉我)|要不要|会不会|能不能|可不可以|什么程度|多久|什么手续|怎么翻|许可证|资质|备案|法律|合规|手续",
    re.IGNORECASE,
)
"""What the founder wants answered rather than made."""
_WHOLE = re.compile(
    r"^(?:the |an? |my )?(?:tool|app|application|program|script|site|web ?site|game|product|thing|software|device)(?: itself)?$"
    r"|^(?:这个|一个)?(?:工具|应用|软件|程序|网站|小程序|产品)(?:本身)?$",
    re.IGNORECASE,
)
"""The product itself, asked for by its kind."""
_LEFT_OVER = re.compile(r"^(and|but|then|with|which|that)\s+(?=\w)", re.IGNORECASE)
_SUCH = re.compile(r"\bsuch (an?)\b", re.IGNORECASE)


def questions_of(facts: ProductFacts) -> list[Statement]:
    """What the founder wants answered: on the law, on what is allowed, on what to do."""
    return [s for s in facts.wanted if _ASKED.search(s.text)]


def beside_product(facts: ProductFacts) -> list[Statement]:
    """What the founder wants beside the product itself: posts, e-mails, plans."""
    asked = {s.text for s in questions_of(facts)}
    return [s for s in facts.wanted if _BESIDE.search(s.text) and s.text not in asked]


def requirements_from(
    facts: ProductFacts, personas: list[Persona], constraints: list[Constraint], words: Wording
) -> list[Requirement]:
    """R1, R2, … in the order of the brief's sections; only what was said, each thing once."""
    stated = _stated(facts, words)
    if not stated and facts.summary is not None:
        stated = [facts.summary]
    rows = [(_tidy(s.text), s.evidence, _priority(s)) for s in stated]
    rows += [(phrase(c.text), c.evidence, "must" if c.source == "founder" else "should") for c in constraints]
    measures = [_measure(text, facts, evidence, words) for text, evidence, _ in rows]
    return [
        Requirement(
            id=f"R{number}",
            text=capital(text),
            persona=persona_for(text, personas),
            priority=priority,
            measure=measure,
            evidence=(evidence,),
        )
        for number, ((text, evidence, priority), measure) in enumerate(zip(rows, measures, strict=True), 1)
    ]


def is_thin(facts: ProductFacts) -> bool:
    """Whether the brief names nothing that the product shall do, beyond naming the product."""
    summary = _key(facts.summary.text) if facts.summary else ""
    return all(
        _key(s.text) == summary
        and abilities_of(s.text, facts.language)[0].name == "other"
        and not tells(s.text)
        for s in facts.capabilities
    )


def _stated(facts: ProductFacts, words: Wording) -> list[Statement]:
    other = {s.text for s in (*beside_product(facts), *questions_of(facts))}
    wanted = [s for s in facts.wanted if s.text not in other and not _WHOLE.match(s.text)]
    free = [
        Statement(text=words.say("prd.free_tier", text=phrase(free_part(p.free_tier))), evidence=p.evidence)
        for p in facts.prices
        if p.free_tier.strip()
    ]
    return _once([*facts.capabilities, *promises_of(facts), *wanted, *free])


def _once(statements: Iterable[Statement]) -> list[Statement]:
    """Each statement once; one whose words another one contains is dropped with it."""
    kept: list[Statement] = []
    for statement in statements:
        key = _key(statement.text)
        if key and not any(_says(_key(other.text), key) for other in kept):
            kept.append(statement)
    return kept


def _says(text: str, key: str) -> bool:
    return text == key or (len(key) > 12 and key in text)


def _tidy(text: str) -> str:
    """A clause that was cut out of a sentence, made to stand alone: `with the lines …`, `such a CSV`."""
    return _LEFT_OVER.sub("", _SUCH.sub(r"\1", phrase(text)))


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


def _priority(statement: Statement) -> Priority:
    if _LATER.search(statement.text):
        return "could"
    return "should" if statement.optional or _WISH.search(statement.text) else "must"


def _measure(text: str, facts: ProductFacts, evidence: str, words: Wording) -> str:
    known = [ability.measure for ability in abilities_of(text, words.lang) if ability.name != "other"]
    if known:
        return capital("; ".join(known[:2]) if words.lang == "en" else "；".join(known[:2]))
    if evidence.startswith(("founder:", "assumption:")):
        return capital(words.say("prd.founder_measure"))
    if evidence.startswith("memory:"):
        return capital(words.say("prd.memory_measure"))
    if is_thin(facts):
        ids = words.join([q.id for q in facts.questions]) or words.say("prd.thin_questions")
        return capital(words.say("prd.thin_measure", questions=ids))
    return capital(abilities_of(text, words.lang)[0].measure)
