"""Statements: the pieces of one sentence that go into the form, each with its evidence."""

from __future__ import annotations

import re
from itertools import pairwise

from superindividual.rehearsal.reading import audience
from superindividual.rehearsal.reading.amount import amounts
from superindividual.rehearsal.reading.enumeration import abilities, clause_at, points, tidy
from superindividual.rehearsal.reading.evidence import aside, asks, is_paper
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.span import Span
from superindividual.rehearsal.reading.vocabulary import any_of, data, pattern, phrase
from superindividual.specs.facts import Statement

CJK = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 600
"""Characters of one statement; a longer passage is cut at a word."""
_PAIN_SENTENCES = 3
_FEW = 4
"""Words of a phrase that only names a thing."""


def statement(span: Span, *, optional: bool = False) -> Statement:
    """A span as a statement: its words on one line, its evidence."""
    text = " ".join(span.text.split()).strip(" ;；,，、!！")
    text = (
        text[:-1]
        if re.search(r"[^.。]\.$|。$", text) and not re.search(r"\b(?:etc|e\.g|i\.e)\.$", text)
        else text
    )
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return Statement(text=text, evidence=span.strip(" ;；,，、\n").evidence, optional=optional)


def add(target: list[Statement], spans: list[Span], *, optional: bool = False) -> None:
    """Append what is not there yet."""
    known = {s.text.casefold() for s in target}
    for span in spans:
        made = statement(_without_too(span), optional=optional) if span else None
        if made and made.text and made.text.casefold() not in known and re.search(r"\w", made.text):
            target.append(made)
            known.add(made.text.casefold())


def _without_too(span: Span) -> Span:
    match = re.search(r",?\s+too$", span.text, re.IGNORECASE)
    return span[: match.start()] if match else span


def names_only(ability: Statement, summary: Statement | None) -> bool:
    """Whether a statement only repeats what the thing is, without saying what it does."""
    if summary is None or ability.text.casefold() != summary.text.casefold():
        return False
    thing = re.match(r"(?:an?|one|the)\s", ability.text, re.I) or len(ability.text.split()) <= _FEW
    return re.search(r"把|将|自动|可以", ability.text) is None and (bool(thing) or "的" in ability.text)


def abilities_in(sentence: Sentence) -> list[Span]:
    """A label such as `Output:` lists things; other sentences say what the product does."""
    span = sentence.span
    named = sentence.label and span.text.startswith(sentence.label)
    flow = sentence.role == "capability" and re.search(r"→|[-=]>", span.text)
    story = flow or pattern("user_story").search(span.text)
    if story or sentence.form == "topic" or (sentence.role == "capability" and named):
        return [tidy(span)]  # a heading or a label that names one thing, with what is said of it
    if sentence.form == "item" and re.search(r"[\u3400-\u9fff]{4}", sentence.text):
        return [tidy(span)]
    if (
        sentence.role == "capability"
        and sentence.told_by == "label"
        and not re.search(r"\b(?:it|must|should|can)\b", sentence.text.split(",")[0], re.I)
    ):
        from_verbs = abilities(span)
        parts = from_verbs if len(from_verbs) > 1 else points(span)
        return [part for part in parts if not aside(part.text)] if sentence.form == "prose" else parts
    return abilities(span.without(phrase("adding")), wished=sentence.role == "want")


def summary_abilities(sentence: Sentence) -> list[Span]:
    """What a one-sentence description says beyond naming the thing."""
    found = abilities(sentence.span)
    return found if len(found) > 1 or (found and found[0].text != tidy(sentence.span).text) else []


def bare(span: Span) -> bool:
    """Whether a phrase names a thing and its users but says nothing that it does: `an app for dog owners`."""
    text = re.sub(r"（[^）]*）$", "", span.text)
    people = audience.people(span)
    if people:
        text = text.replace(people.text, " ")
    return not re.search(
        r"\w",
        re.sub(
            r"给|为|面向|for\b",
            " ",
            phrase("generic").sub(
                " ", re.sub(rf"\b(?:{data('vocabulary.yaml')['products']})s?\b", " ", text)
            ),
        ),
    )


def papers(sentence: Sentence) -> list[Span]:
    """What a founder asks for, one each; a question or an order to find something out stays whole."""
    listed = points(sentence.span)
    if asks(sentence.text) or (
        sentence.told_by == "above"
        and CJK.search(sentence.text)
        and not all(is_paper(part.text) for part in listed)
    ):
        return [sentence.span]
    span = sentence.span.without(phrase("need"))
    parts = points(span)
    if all(phrase("find_out").match(part.text) for part in parts):
        return parts
    if phrase("find_out").match(span.text) and len(parts) == len(points(span[:-1])) and ";" not in span.text:
        return [span]
    if ";" not in span.text and "；" not in span.text:
        return parts
    return [p for part in parts for p in ([part] if phrase("find_out").match(part.text) else points(part))]


def refused(sentence: Sentence) -> list[Span]:
    """The members of a refusal without its reasons; in prose a Chinese clause after it stands by itself."""
    span = sentence.span
    if not CJK.search(span.text):
        return points(span)
    if reason := phrase("reason_zh").search(span.text):
        span = span[: reason.start()]
    starts = [0, *(m.end() for m in phrase("refused_again").finditer(span.text)), len(span.text)]
    clauses = [span[begin:end] for begin, end in pairwise(starts)]
    if sentence.announced != "not_now":
        clauses = [clause_at(c, m.start()) for c in clauses for m in re.finditer(r"[^，；;]+", c.text)]
    listed = sentence.announced == "not_now"
    return [
        p for clause in clauses for p in (points(clause) if listed or refuses(clause) else [tidy(clause)])
    ]


def refuses(span: Span) -> bool:
    """Whether the words refuse something."""
    return any(phrase(name).search(span.text) for name in ("refused", "refused_after"))


def budget_of(money: list[Sentence]) -> Statement | None:
    """The clause with the sum; a second sum that follows at once belongs to it."""
    if not money:
        return None
    first = money[0]
    found = amounts(first.text)
    span = clause_at(first.span, found[0].start) if found else first.span
    following = [s for s in money[1:2] if s.block == first.block and amounts(s.text)]
    for other in following:
        joint = "" if re.search(r"[\u3000-\u9fff]$", first.text) else " "
        span = first.span + Span(joint, (first.span.line,) * len(joint), first.span.origin) + other.span
    return statement(span)


def problem_of(pains: list[Sentence]) -> Statement | None:
    """The passage that tells the pain, else the first that tells the situation."""
    if not pains:
        return None
    hurt = any_of(data("vocabulary.yaml")["pain"])
    told = [s for s in pains if s.role == "problem" and not s.text.endswith((":", "："))]
    named = next((s for s in told if s.told_by == "label"), None)
    best = named or next((s for s in told if hurt.search(s.text)), None) or next(iter(told), None)
    if best is None:
        return None
    same = [s for s in told if s.block == best.block and s.told_by == best.told_by]
    start = min(same.index(best), max(0, len(same) - _PAIN_SENTENCES))
    chosen = same[start : start + _PAIN_SENTENCES]
    span = chosen[0].span
    for following in chosen[1:]:
        joint = "" if re.search(r"[\u3000-\u9fff]$", span.text) else " "
        span = span + Span(joint, (span.line,) * len(joint), span.origin) + following.span
    return statement(span)
