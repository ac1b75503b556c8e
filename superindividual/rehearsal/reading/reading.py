"""Reading: what one text says of a product, point by point, before gaps are asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from superindividual.rehearsal.reading import audience, naming
from superindividual.rehearsal.reading.days import is_date, names_day
from superindividual.rehearsal.reading.enumeration import clause_at, points, tidy, wish
from superindividual.rehearsal.reading.evidence import tells
from superindividual.rehearsal.reading.places import Named, channels, markets
from superindividual.rehearsal.reading.prices import Unclear, read_prices
from superindividual.rehearsal.reading.roles import with_roles
from superindividual.rehearsal.reading.source import Sentence, sentences
from superindividual.rehearsal.reading.span import Span
from superindividual.rehearsal.reading.statements import (
    CJK,
    abilities_in,
    add,
    bare,
    budget_of,
    names_only,
    papers,
    problem_of,
    refused,
    refuses,
    statement,
    summary_abilities,
)
from superindividual.rehearsal.reading.vocabulary import pattern, phrase
from superindividual.specs.facts import Price, Statement

_SUMMARY = 60
"""Characters of a summary that is cut from a longer wish."""
_WORD = 5
"""Characters; less is no sentence."""


@dataclass
class Reading:
    """The points of one text; the founder's notes are read into the same form and merged."""

    sentences: list[Sentence] = field(default_factory=list)
    product: str | None = None
    product_told: str | None = None
    """A name the founder gave in a note; it wins over the front matter."""
    only_markets: tuple[str, ...] = ()
    """Markets the founder limited the product to in a note; they replace the declared ones."""
    only_channels: tuple[str, ...] = ()
    thing: Span | None = None
    """The words that name the wished thing, for a working name."""
    summary: Statement | None = None
    problem: Statement | None = None
    audience: list[Statement] = field(default_factory=list)
    capabilities: list[Statement] = field(default_factory=list)
    not_now: list[Statement] = field(default_factory=list)
    promises: list[Statement] = field(default_factory=list)
    wanted: list[Statement] = field(default_factory=list)
    budget: Statement | None = None
    dates: list[Statement] = field(default_factory=list)
    markets: list[Named] = field(default_factory=list)
    channels: list[Named] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    vague: list[Statement] = field(default_factory=list)
    """Wishes that say nothing a program or a person could measure."""

    @property
    def unplaced(self) -> list[Statement]:
        """What was read and stands in no other point, so that a founder sees what would be lost."""
        left = [s for s in self.sentences if s.role == "remark" and len(s.text) > _WORD]
        return [statement(s.span) for s in left]

    @property
    def addressed(self) -> list[Statement]:
        """What speaks to the agents instead of telling of the product: it is data, nobody follows it."""
        return [statement(s.span) for s in self.sentences if s.role == "address"]


def read(
    text: str, first_line: int = 1, origin: str = "", *, product: str | None = None, told: bool = False
) -> Reading:
    """Read one text.

    Args:
        text: a brief's body or a founder's note.
        first_line: the number of its first line in the file as written.
        origin: the evidence for all of it; empty means lines of the brief.
        product: the name that is known from elsewhere.
        told: it is a note on an earlier reading.
    """
    cut = sentences(text, first_line, origin)
    heading, _tagline = naming.title(cut[0]) if cut and cut[0].form == "heading" else (None, None)
    names = tuple(name for name in (product, heading.text if heading else None) if name)
    found = with_roles([_unnamed(sentence, names) for sentence in cut], names=names, told=told)
    reading = Reading(sentences=found)
    _read_names(reading, product)
    _read_statements(reading)
    reading.prices, reading.unclear = read_prices(found, told=told)
    reading.markets, reading.channels = markets(found), channels(found)
    reading.dates = [
        statement(_dated(s))
        for s in found
        if (s.role == "date" and (s.told_by != "label" or names_day(s.text)))
        or (s.role in {"budget", "wanted", "channel"} and is_date(s.text))
    ]
    if not any(sentence.role == "audience" for sentence in cut):  # no label says it: prose may, in two places
        prose = [statement(span) for span in audience.in_prose(found)]
        told_of = " ".join(known.text.casefold() for known in reading.audience)
        reading.audience[:0] = [group for group in prose if group.text.casefold() not in told_of]
    if not reading.audience:
        reading.audience = [statement(span) for span in audience.of_stories(found)]
    return reading


def _dated(sentence: Sentence) -> Span:
    """The clause of a sentence that names the day."""
    for kind in ("exact", "loose"):
        for match in pattern("dates", kind).finditer(sentence.text):
            clause = clause_at(sentence.span, match.start())
            if is_date(clause.text):
                return clause
    return sentence.span


def _unnamed(sentence: Sentence, names: tuple[str, ...]) -> Sentence:
    """`Potluck is a web app` and `It is a web app` say as much as `A web app`."""
    for name in (*names, "It", "This"):
        if sentence.form != "heading" and re.match(rf"{re.escape(name)} (?:is|will be) an? ", sentence.text):
            return replace(sentence, span=sentence.span.without(rf"{re.escape(name)} (?:is|will be) "))
    return sentence


def _read_names(reading: Reading, product: str | None = None) -> None:
    heading = next((s for s in reading.sentences[:1] if s.form == "heading"), None)
    name, tagline = naming.title(heading) if heading else (None, None)
    given = naming.called(reading.sentences) or name
    reading.product = given.text if given else None
    labelled = next(
        (s.span for s in reading.sentences if s.role == "summary"), naming.beside(reading.sentences)
    )
    wanted = next((s.span for s in reading.sentences if s.role == "want"), None)
    reading.thing = tagline or (wish(labelled) if labelled else None) or wanted
    wanted = wanted or next((s.span for s in reading.sentences if _thing(s)), None)
    chosen = (_head(labelled) if labelled else None) or tagline or (_head(wanted) if wanted else None)
    own = given.text if given else product
    if chosen and own and len(chosen.text) > len(own) + 2:  # `云栖小筑 民宿官网` says `民宿官网` of 云栖小筑
        chosen = chosen.without(rf"{re.escape(own)}(?:\s*[,，:：·|–—-]+\s*|\s+)(?=\S)")
    reading.summary = statement(chosen) if chosen else None


def _thing(sentence: Sentence) -> bool:
    """Whether a sentence such as `It is a browser extension for …` names the thing."""
    named = re.match(r"(?:an?|one)\s|一(?:个|款|套)", sentence.text, re.IGNORECASE)
    return named is not None and sentence.role == "capability" and sentence.form == "prose"


def _head(wanted: Span) -> Span:
    """The wished thing up to the list of what it does."""
    thing = wish(wanted)
    cut = re.search(r"[：]|:\s", thing.text)
    head = tidy(thing[: cut.start()]) if cut and cut.start() > 3 else thing
    if cut and not re.search(r"\w", phrase("generic").sub("", head.text)):
        return _within(thing, _SUMMARY)  # `a small tool` says nothing without its list
    return head


def _within(span: Span, longest: int) -> Span:
    """As many whole clauses as fit."""
    ends = [m.start() for m in re.finditer(r"[，；;]|,\s|$", span.text) if m.start() <= longest]
    return tidy(span[: ends[-1]]) if ends else tidy(span)


def _read_statements(reading: Reading) -> None:
    for sentence in reading.sentences:
        span = sentence.span
        match sentence.role:
            case "want" | "capability":
                told = [part for part in abilities_in(sentence) if not bare(part)]
                add(reading.capabilities, told, optional=sentence.optional)
            case "summary":
                add(reading.capabilities, summary_abilities(sentence))
            case "audience":
                add(reading.audience, audience.labelled(sentence))
            case "not_now":
                _add_refusal(reading, sentence)
            case "promise":
                _add_promise(reading, span)
            case "wanted":
                add(reading.wanted, papers(sentence))
            case "channel" | "date":
                add(reading.wanted, _announcement(sentence))
            case "vague":
                reading.vague.append(statement(span))
    reading.capabilities = [c for c in reading.capabilities if not names_only(c, reading.summary)]
    reading.budget = budget_of([s for s in reading.sentences if s.role == "budget"])
    reading.problem = problem_of([s for s in reading.sentences if s.role in {"problem", "about_me"}])


def _announcement(sentence: Sentence) -> list[Span]:
    """What the founder wants said on a channel, or an e-mail that is named beside one."""
    if sentence.role == "channel" and sentence.told_by == "above" and sentence.form == "item":
        return [sentence.span]
    mail = pattern("mail_part").search(sentence.text)
    return [tidy(sentence.span[mail.start() : mail.end()])] if mail else []


def _add_refusal(reading: Reading, sentence: Sentence) -> None:
    """What is refused; a refusal of telemetry is a promise, and a clause that refuses nothing is an ability."""
    for part in refused(sentence):
        kept = part.without(phrase("refusal"))
        if after := phrase("refused_after").search(kept.text):
            kept = tidy(kept[: after.start()]).without(phrase("refusal"))
        if (
            sentence.announced != "not_now"
            and not refuses(part)
            and CJK.search(part.text)
            and "、" not in sentence.text
        ):
            add(reading.capabilities, [part] if tells(part.text) else [])
        elif phrase("kept_private").search(part.text):
            add(reading.promises, [part])
        else:
            add(reading.not_now, [kept])


def _add_promise(reading: Reading, span: Span) -> None:
    """The public claim itself; what may come later stands under what is not done now."""
    order = phrase("say_so").search(span.text)
    claim = span[: order.start()] if order else span
    parts = points(claim) if pattern("later").search(claim.text) else [claim]
    add(reading.not_now, [part for part in parts if pattern("later").search(part.text)])
    add(reading.promises, [part for part in parts if not pattern("later").search(part.text)])
