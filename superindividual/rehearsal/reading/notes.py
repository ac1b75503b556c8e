"""Notes: what the founder said about an earlier reading, merged so that it wins over the brief."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.reading import Reading
from superindividual.rehearsal.reading.vocabulary import Role, phrase
from superindividual.specs.facts import Statement

_TOPIC_LABELS = {
    "ability": "features",
    "audience": "users",
    "price": "price",
    "price_range": "price",
    "price_period": "price",
    "price_unit": "price",
    "price_open": "price",
    "price_unsure": "price",
    "market": "markets",
    "channel": "channels",
    "name": "name",
    "name_none": "name",
    "launch_date": "launch date",
    "launch_day": "launch date",
}


def answers_labelled(text: str, topics: list[str]) -> str:
    """`Q3: teachers` becomes `users: teachers`, when the third question was about the audience.

    Args:
        text: the founder's note.
        topics: the topics of the questions as they were numbered when the founder answered.
    """

    def label(match: re.Match[str]) -> str:
        number = int(match.group(1))
        topic = topics[number - 1] if 0 < number <= len(topics) else ""
        return f"\n{_TOPIC_LABELS[topic]}: " if topic in _TOPIC_LABELS else f"\n{match.group()}"

    return re.sub(r"(?:^|(?<=[\s;；。.]))Q(\d{1,2})\s*[:：.)、]\s*", label, text, flags=re.MULTILINE).strip()


def merge(reading: Reading, note: Reading) -> None:
    """Read a note into what was understood before."""
    whole = " ".join(s.text for s in note.sentences)
    only = phrase("note_only").search(whole) is not None and phrase("note_also").search(whole) is None
    reading.product_told = note.product or reading.product_told
    reading.budget = note.budget or reading.budget
    reading.dates = note.dates or reading.dates
    reading.audience = _replaced(reading.audience, note.audience, extend=_also(note, "audience"))
    also = _also(note, "price")
    if note.prices or note.unclear:
        reading.prices = [*reading.prices, *note.prices] if also else note.prices
        reading.unclear = [*reading.unclear, *note.unclear] if also else note.unclear
    _merge_places(reading, note, only=only)
    _merge_abilities(reading, note)
    reading.promises = _replaced(reading.promises, note.promises, extend=True)
    reading.wanted = _replaced(reading.wanted, note.wanted, extend=True)
    reading.vague = [] if note.vague else reading.vague
    _kept(reading, note)
    reading.sentences = [
        *(s for s in reading.sentences if not (s.role == "price" and note.prices and not also)),
        *note.sentences,
    ]


def _also(note: Reading, role: Role) -> bool:
    """Whether the founder adds to what was said of this, rather than replacing it."""
    return any(phrase("note_also").search(s.text) for s in note.sentences if s.role == role)


def _replaced(old: list[Statement], new: list[Statement], *, extend: bool) -> list[Statement]:
    if not new:
        return old
    return _unique([*old, *new]) if extend else new


def _unique(statements: list[Statement]) -> list[Statement]:
    kept: dict[str, Statement] = {}
    for statement in statements:
        kept[statement.text.casefold()] = statement  # the later one, the founder's word, is cited
    return list(kept.values())


def _merge_places(reading: Reading, note: Reading, *, only: bool) -> None:
    """`Only in Germany` replaces what was declared; otherwise what is named is added or left out."""
    if only and any(n.wanted for n in note.markets):
        reading.markets, reading.only_markets = [], tuple(n.id for n in note.markets if n.wanted)
    if only and any(n.wanted for n in note.channels):
        reading.channels, reading.only_channels = [], tuple(n.id for n in note.channels if n.wanted)
    again = {n.id for n in (*note.markets, *note.channels)}
    reading.markets = [*(n for n in reading.markets if n.id not in again), *note.markets]
    reading.channels = [*(n for n in reading.channels if n.id not in again), *note.channels]


def _merge_abilities(reading: Reading, note: Reading) -> None:
    """What is now refused is no ability any more; what is now asked for is no longer refused."""
    reading.capabilities = [c for c in reading.capabilities if not any(_covers(c, n) for n in note.not_now)]
    reading.not_now = [n for n in reading.not_now if not any(_covers(c, n) for c in note.capabilities)]
    reading.capabilities = _replaced(reading.capabilities, note.capabilities, extend=True)
    reading.not_now = _replaced(reading.not_now, note.not_now, extend=True)


def _words(text: str) -> set[str]:
    words = {
        w
        for w in re.findall(r"[a-z0-9]+", text.lower())
        if w not in {"a", "an", "the", "of", "no", "it", "in", "for", "and", "to"}
    }
    han = re.findall(r"[\u3400-\u9fff]+", text)
    return words | {run[i : i + 2] for run in han for i in range(max(1, len(run) - 1))}


def _covers(whole: Statement, part: Statement) -> bool:
    """Whether every word of one statement stands in the other."""
    words = _words(part.text)
    return bool(words) and words <= _words(whole.text)


def _kept(reading: Reading, note: Reading) -> None:
    """A note that gave no fact is kept in the founder's own words, as a constraint."""
    points = (
        note.audience,
        note.capabilities,
        note.not_now,
        note.promises,
        note.wanted,
        note.dates,
        note.markets,
        note.channels,
        note.prices,
        note.unclear,
        note.vague,
    )
    if any(points) or note.product or note.budget or not note.sentences:
        return
    for sentence in note.sentences:
        statement = Statement(
            text=" ".join(sentence.text.split()).rstrip("。. "), evidence=sentence.span.evidence
        )
        reading.capabilities = _unique([*reading.capabilities, statement])
