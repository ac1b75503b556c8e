"""Reading: what one text says of a product, point by point, before gaps are asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from superindividual.rehearsal.reading import audience, naming
from superindividual.rehearsal.reading.enumeration import abilities, points, tidy, wish
from superindividual.rehearsal.reading.places import Named, channels, markets
from superindividual.rehearsal.reading.prices import Unclear, read_prices
from superindividual.rehearsal.reading.roles import is_date, with_roles
from superindividual.rehearsal.reading.source import Sentence, sentences
from superindividual.rehearsal.reading.span import Span
from superindividual.rehearsal.reading.vocabulary import any_of, data, pattern, phrase
from superindividual.specs.facts import Price, Statement

_LONGEST = 600
"""Characters of one statement; a longer passage is cut at a word."""
_PAIN_SENTENCES = 3
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


def statement(span: Span) -> Statement:
    """A span as a statement: its words on one line, its evidence."""
    text = " ".join(span.text.split()).strip(" ;；,，、")
    text = (
        text[:-1]
        if re.search(r"[^.。]\.$|。$", text) and not re.search(r"\b(?:etc|e\.g|i\.e)\.$", text)
        else text
    )
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return Statement(text=text, evidence=span.strip(" ;；,，、\n").evidence)


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
    _read_names(reading)
    _read_statements(reading)
    reading.prices, reading.unclear = read_prices(found, told=told)
    reading.markets, reading.channels = markets(found), channels(found)
    reading.dates = [
        statement(s.span)
        for s in found
        if s.role == "date" or (s.role in {"budget", "wanted"} and is_date(s.text))
    ]
    if not any(sentence.role == "audience" for sentence in cut):  # no label says it: prose may, in two places
        prose = [statement(span) for span in audience.in_prose(found)]
        told_of = " ".join(known.text.casefold() for known in reading.audience)
        reading.audience[:0] = [group for group in prose if group.text.casefold() not in told_of]
    return reading


def _unnamed(sentence: Sentence, names: tuple[str, ...]) -> Sentence:
    """`Potluck is a web app` and `It is a web app` say as much as `A web app`."""
    for name in (*names, "It", "This"):
        if sentence.form != "heading" and re.match(rf"{re.escape(name)} (?:is|will be) an? ", sentence.text):
            return replace(sentence, span=sentence.span.without(rf"{re.escape(name)} (?:is|will be) "))
    return sentence


def _read_names(reading: Reading) -> None:
    heading = next((s for s in reading.sentences[:1] if s.form == "heading"), None)
    name, tagline = naming.title(heading) if heading else (None, None)
    given = naming.called(reading.sentences) or name
    reading.product = given.text if given else None
    labelled = next((s.span for s in reading.sentences if s.role == "summary"), None)
    wanted = next((s.span for s in reading.sentences if s.role == "want"), None)
    reading.thing = tagline or (wish(labelled) if labelled else None) or wanted
    wanted = wanted or next((s.span for s in reading.sentences if _thing(s)), None)
    chosen = (_head(labelled) if labelled else None) or tagline or (_head(wanted) if wanted else None)
    reading.summary = statement(chosen) if chosen else None


def _thing(sentence: Sentence) -> bool:
    """Whether a sentence such as `It is a browser extension for …` names the thing."""
    named = re.match(r"(?:an?|one)\s|一(?:个|款|套)", sentence.text, re.IGNORECASE)
    return named is not None and sentence.role == "capability" and sentence.form == "prose"


def _head(wanted: Span) -> Span:
    """The wished thing up to the list of what it does."""
    thing = wish(wanted)
    cut = re.search(r"[：]|:\s", thing.text)
    return tidy(thing[: cut.start()]) if cut and cut.start() > 3 else thing


def _read_statements(reading: Reading) -> None:
    for sentence in reading.sentences:
        span = sentence.span
        match sentence.role:
            case "want" | "capability":
                _add(reading.capabilities, [part for part in _abilities(sentence) if not _bare(part)])
            case "summary":
                _add(reading.capabilities, _summary_abilities(sentence))
            case "audience":
                _add(reading.audience, audience.labelled(sentence))
            case "not_now":
                _add(reading.not_now, [part.without(phrase("refusal")) for part in points(span)])
            case "promise":
                _add_promise(reading, span)
            case "wanted":
                _add(reading.wanted, points(span.without(phrase("need"))))
            case "vague":
                reading.vague.append(statement(span))
    reading.capabilities = [c for c in reading.capabilities if not _names_only(c, reading.summary)]
    money = next((s.span for s in reading.sentences if s.role == "budget"), None)
    reading.budget = statement(money) if money else None
    reading.problem = _problem([s for s in reading.sentences if s.role in {"problem", "about_me"}])


def _names_only(ability: Statement, summary: Statement | None) -> bool:
    """Whether a statement only repeats what the thing is, without saying what it does."""
    if summary is None or ability.text.casefold() != summary.text.casefold():
        return False
    thing = re.match(r"(?:an?|one|the)\s", ability.text, re.I) or len(ability.text.split()) <= _FEW
    return re.search(r"把|将|自动|可以", ability.text) is None and (bool(thing) or "的" in ability.text)


def _abilities(sentence: Sentence) -> list[Span]:
    """A label such as `Output:` lists things; other sentences say what the product does."""
    if sentence.form == "item" and re.search(r"[\u3400-\u9fff]{4}", sentence.text):
        return [tidy(sentence.span)]
    if (
        sentence.role == "capability"
        and sentence.label
        and not re.search(r"\b(?:it|must|should|can)\b", sentence.text.split(",")[0], re.I)
    ):
        from_verbs = abilities(sentence.span)
        return from_verbs if len(from_verbs) > 1 else points(sentence.span)
    return abilities(sentence.span.without(phrase("adding")))


def _bare(span: Span) -> bool:
    """Whether a phrase names a thing and its users but says nothing that it does: `an app for dog owners`."""
    text = span.text
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


def _add(target: list[Statement], spans: list[Span]) -> None:
    """Append what is not there yet."""
    known = {s.text.casefold() for s in target}
    for span in spans:
        made = statement(_without_too(span)) if span else None
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
    best = next((s for s in pains if s.role == "problem" and hurt.search(s.text)), None)
    best = best or next((s for s in pains if s.role == "problem"), None)
    if best is None:
        return None
    same = [s for s in pains if s.block == best.block and s.role == "problem"]
    start = min(same.index(best), max(0, len(same) - _PAIN_SENTENCES))
    chosen = same[start : start + _PAIN_SENTENCES]
    span = chosen[0].span
    for following in chosen[1:]:
        joint = "" if re.search(r"[\u3000-\u9fff]$", span.text) else " "
        span = span + Span(joint, (span.line,) * len(joint), span.origin) + following.span
    return statement(span)
