"""Reading: what one text says of a product, point by point, before gaps are asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from superindividual.rehearsal.reading import audience, naming
from superindividual.rehearsal.reading.enumeration import abilities, clause_at, points, tidy, wish
from superindividual.rehearsal.reading.evidence import asks, tells
from superindividual.rehearsal.reading.places import Named, channels, markets
from superindividual.rehearsal.reading.prices import Unclear, amounts, read_prices
from superindividual.rehearsal.reading.roles import is_date, with_roles
from superindividual.rehearsal.reading.source import Sentence, sentences
from superindividual.rehearsal.reading.span import Span
from superindividual.rehearsal.reading.vocabulary import any_of, data, pattern, phrase
from superindividual.specs.facts import Price, Statement

_LONGEST = 600
"""Characters of one statement; a longer passage is cut at a word."""
_PAIN_SENTENCES = 3
_SUMMARY = 60
"""Characters of a summary that is cut from a longer wish."""
_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = 5
"""Characters; less is no sentence."""
_FEW = 4
"""Words of a phrase that only names a thing."""


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
        if s.role == "date" or (s.role in {"budget", "wanted"} and is_date(s.text))
    ]
    if not any(sentence.role == "audience" for sentence in cut):  # no label says it: prose may, in two places
        prose = [statement(span) for span in audience.in_prose(found)]
        told_of = " ".join(known.text.casefold() for known in reading.audience)
        reading.audience[:0] = [group for group in prose if group.text.casefold() not in told_of]
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
    labelled = next((s.span for s in reading.sentences if s.role == "summary"), None)
    wanted = next((s.span for s in reading.sentences if s.role == "want"), None)
    reading.thing = tagline or (wish(labelled) if labelled else None) or wanted
    wanted = wanted or next((s.span for s in reading.sentences if _thing(s)), None)
    chosen = (_head(labelled) if labelled else None) or tagline or (_head(wanted) if wanted else None)
    name = given.text if given else product
    if (
        chosen and name and len(chosen.text) > len(name) + 2
    ):  # `云栖小筑 民宿官网` says `民宿官网` of 云栖小筑
        chosen = chosen.without(rf"{re.escape(name)}(?:\s*[,，:：·|–—-]+\s*|\s+)(?=\S)")
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
                told = [part for part in _abilities(sentence) if not _bare(part)]
                _add(reading.capabilities, told, optional=sentence.optional)
            case "summary":
                _add(reading.capabilities, _summary_abilities(sentence))
            case "audience":
                _add(reading.audience, audience.labelled(sentence))
            case "not_now":
                _add_refusal(reading, sentence)
            case "promise":
                _add_promise(reading, span)
            case "wanted":
                _add(reading.wanted, _papers(sentence))
            case "channel" if sentence.told_by == "above" and sentence.form == "item":
                _add(reading.wanted, [span])  # what the founder wants said there
            case "channel" | "date":
                found = pattern("mail_part").search(sentence.text)
                _add(reading.wanted, [tidy(span[found.start() : found.end()])] if found else [])
            case "vague":
                reading.vague.append(statement(span))
    reading.capabilities = [c for c in reading.capabilities if not _names_only(c, reading.summary)]
    reading.budget = _budget([s for s in reading.sentences if s.role == "budget"])
    reading.problem = _problem([s for s in reading.sentences if s.role in {"problem", "about_me"}])


def _names_only(ability: Statement, summary: Statement | None) -> bool:
    """Whether a statement only repeats what the thing is, without saying what it does."""
    if summary is None or ability.text.casefold() != summary.text.casefold():
        return False
    thing = re.match(r"(?:an?|one|the)\s", ability.text, re.I) or len(ability.text.split()) <= _FEW
    return re.search(r"把|将|自动|可以", ability.text) is None and (bool(thing) or "的" in ability.text)


def _abilities(sentence: Sentence) -> list[Span]:
    """A label such as `Output:` lists things; other sentences say what the product does."""
    span = sentence.span
    named = sentence.label and span.text.startswith(sentence.label)
    if sentence.form == "topic" or (sentence.role == "capability" and named):
        return [tidy(span)]  # a heading or a label that names one thing, with what is said of it
    if sentence.form == "item" and re.search(r"[\u3400-\u9fff]{4}", sentence.text):
        return [tidy(span)]
    if (
        sentence.role == "capability"
        and sentence.told_by == "label"
        and not re.search(r"\b(?:it|must|should|can)\b", sentence.text.split(",")[0], re.I)
    ):
        from_verbs = abilities(span)
        return from_verbs if len(from_verbs) > 1 else points(span)
    return abilities(span.without(phrase("adding")), wished=sentence.role == "want")


def _bare(span: Span) -> bool:
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


def _papers(sentence: Sentence) -> list[Span]:
    """What a founder asks for, one each; a question or an order to find something out stays whole."""
    if asks(sentence.text) or (sentence.told_by == "above" and _CJK.search(sentence.text)):
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


def _refused(sentence: Sentence) -> list[Span]:
    """The members of a refusal without its reasons; in prose a Chinese clause after it stands by itself."""
    span = sentence.span
    if not _CJK.search(span.text):
        return points(span)
    if reason := phrase("reason_zh").search(span.text):
        span = span[: reason.start()]
    starts = [0, *(m.end() for m in phrase("refused_again").finditer(span.text)), len(span.text)]
    clauses = [span[begin:end] for begin, end in pairwise(starts)]
    if sentence.announced != "not_now":
        clauses = [clause_at(c, m.start()) for c in clauses for m in re.finditer(r"[^，；;]+", c.text)]
    listed = sentence.announced == "not_now"
    return [
        p for clause in clauses for p in (points(clause) if listed or _refuses(clause) else [tidy(clause)])
    ]


def _refuses(span: Span) -> bool:
    return any(phrase(name).search(span.text) for name in ("refused", "refused_after"))


def _add_refusal(reading: Reading, sentence: Sentence) -> None:
    """What is refused; a refusal of telemetry is a promise, and a clause that refuses nothing is an ability."""
    for part in _refused(sentence):
        kept = part.without(phrase("refusal"))
        if after := phrase("refused_after").search(kept.text):
            kept = tidy(kept[: after.start()]).without(phrase("refusal"))
        if (
            sentence.announced != "not_now"
            and not _refuses(part)
            and _CJK.search(part.text)
            and "、" not in sentence.text
        ):
            _add(reading.capabilities, [part] if tells(part.text) else [])
        elif phrase("kept_private").search(part.text):
            _add(reading.promises, [part])
        else:
            _add(reading.not_now, [kept])


def _budget(money: list[Sentence]) -> Statement | None:
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


def _add_promise(reading: Reading, span: Span) -> None:
    """The public claim itself; what may come later stands under what is not done now."""
    order = phrase("say_so").search(span.text)
    claim = span[: order.start()] if order else span
    parts = points(claim) if pattern("later").search(claim.text) else [claim]
    _add(reading.not_now, [part for part in parts if pattern("later").search(part.text)])
    _add(reading.promises, [part for part in parts if not pattern("later").search(part.text)])


def _summary_abilities(sentence: Sentence) -> list[Span]:
    found = abilities(sentence.span)
    return found if len(found) > 1 or (found and found[0].text != tidy(sentence.span).text) else []


def _add(target: list[Statement], spans: list[Span], *, optional: bool = False) -> None:
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


def _problem(pains: list[Sentence]) -> Statement | None:
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
