"""Places: the markets a brief names, and the channels it wants to be seen on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from superindividual.rehearsal.reading.negation import negated
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.vocabulary import data, keys, pattern, phrase


@dataclass(frozen=True)
class Named:
    """A market or channel, and where it is named."""

    id: str
    evidence: str
    wanted: bool = True
    """False when it is named to be left out."""


_FAR = {"not_now", "problem"}


def _listed(role: str, sentence: Sentence) -> bool:
    return sentence.role == role


def markets(sentences: list[Sentence]) -> list[Named]:
    """Countries named as places to sell or to be used in; where somebody lives is no market."""
    found: list[Named] = []
    for sentence in sentences:
        if not _listed("market", sentence) and not _market_context(sentence):
            continue
        for code, start in _mentions(sentence.text, "places"):
            if sentence.role != "market" and _lives(sentence.text, start):
                continue
            wanted = sentence.role != "not_now" and not negated(sentence.text, start)
            evidence = sentence.span[start:].evidence
            if code in data("vocabulary.yaml")["eu_members"] and wanted:
                found.append(Named("EU", evidence))
            found.append(Named(code, evidence, wanted))
    return _first_of_each(found)


def _market_context(sentence: Sentence) -> bool:
    if sentence.role in _FAR:
        return False
    return sentence.role == "audience" or pattern("market_context").search(sentence.text) is not None


def channels(sentences: list[Sentence]) -> list[Named]:
    """Channels the founder wants to be seen on; one that the product only reads from is none."""
    found: list[Named] = []
    for sentence in sentences:
        if sentence.role in {"problem", "audience"}:
            continue
        listed = sentence.role in {"channel", "wanted", "date"}
        context = pattern("channel_context").search(sentence.text) is not None
        for channel, start in _mentions(sentence.text, "channels"):
            out = (
                sentence.role == "not_now" or negated(sentence.text, start) or _dropped(sentence.text, start)
            )
            if listed or out or (context and sentence.role not in {"capability", "want", "summary"}):
                found.append(Named(channel, sentence.span[start:].evidence, not out))
    return _first_of_each(found)


def other_channels(sentence: Sentence) -> list[str]:
    """Places to be seen that are named and that no text is written for, as the founder writes them."""
    listed = sentence.role in {"channel", "wanted"} or pattern("channel_context").search(sentence.text)
    found = [
        m for m in pattern("other_channels").finditer(sentence.text) if not negated(sentence.text, m.start())
    ]
    return list(dict.fromkeys(match.group() for match in found)) if listed else []


def _dropped(text: str, position: int) -> bool:
    """Whether a refusal follows the name at once: `公众号不要了`."""
    return (
        re.match(
            r"[^，。；：\s]{2,8}?(?:就|先|也)?(?:不要|不做|不发|不用|算了|免了)(?:了|$|，|。)",
            text[position:],
        )
        is not None
    )


def _lives(text: str, position: int) -> bool:
    """Whether the country is only where somebody is; not when the sentence then speaks of all it named."""
    if re.search(r"\b(?:all (?:of them|\w+ countries|these)|both(?: countries)?)\b|都", text, re.I):
        return False
    start = max(text.rfind(mark, 0, position) for mark in ",;，；") + 1
    return phrase("lives_there").search(text[start:position]) is not None


def _mentions(text: str, kind: str) -> Iterator[tuple[str, int]]:
    hits = []
    for name in keys(kind):
        match = pattern(kind, name).search(text)
        if match:
            hits.append((match.start(), name))
    for start, name in sorted(hits):
        yield name, start


def _first_of_each(found: list[Named]) -> list[Named]:
    kept: dict[str, Named] = {}
    for named in found:
        if named.id not in kept or (named.wanted and not kept[named.id].wanted):
            kept[named.id] = named
    return list(kept.values())
