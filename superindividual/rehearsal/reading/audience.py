"""Audience: for whom the product is, read from `for …`, `给…用`, or a label."""

from __future__ import annotations

import re

from superindividual.rehearsal.reading.enumeration import points, tidy
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.span import Span
from superindividual.rehearsal.reading.vocabulary import pattern, person, phrase

_SHORT = 4
"""Words of a plain member of a list of groups."""
_LONGEST = 14
"""Words of a group found in prose; more is no group but a sentence."""


def labelled(sentence: Sentence) -> list[Span]:
    """What stands after `Who:`; a plain list of groups is cut into its members."""
    if sentence.label and sentence.told_by == "above":  # `**Young parents**: they come on Fridays …`
        named = sentence.text.startswith(sentence.label)
        return [tidy(sentence.span[: len(sentence.label)])] if named else []
    span = sentence.span.without(phrase("users_are"))
    if used := re.search(r"(?<=[\u3400-\u9fff])用的?[。.]?$", span.text):
        span = span[: used.start()]
    if reason := re.search(r",?\s+so\s", span.text):
        span = span[: reason.start()]
    parts = points(span)
    first, *others = parts or [span]
    groups = all(_simple(part.text) for part in others) and all(_group(part.text) for part in parts)
    if others and groups and (_simple(first.text) or person().search(first.text)):
        return parts
    return [tidy(span)] if span else []


def _group(text: str) -> bool:
    """Whether a Chinese member of the list is people, not a place; English ones are taken as they are."""
    if not re.search(r"[\u3400-\u9fff]", text):
        return True
    return re.search(pattern("persons_zh").pattern + r"(?:（.*）)?$", text) is not None


def _simple(text: str) -> bool:
    if re.search(r"[\u3400-\u9fff]", text):
        return "的" not in text and len(text) <= 10
    return len(text.split()) <= _SHORT and not re.search(r"\b(?:who|that|in|with|of|whose|from)\b", text)


def in_prose(sentences: list[Sentence]) -> list[Span]:
    """The first group of people that the wish or the heading is made for."""
    for sentence in sentences:
        if sentence.role in {"want", "summary", None, "capability"} and (found := people(sentence.span)):
            return [found]
    return []


def of_stories(sentences: list[Sentence]) -> list[Span]:
    """For whom user stories are told: `As a team lead I want …`."""
    found: dict[str, Span] = {}
    for sentence in sentences:
        if story := pattern("user_story").search(sentence.text):
            name = "who" if story["who"] else "who_zh"
            who = sentence.span[story.start(name) : story.end(name)]
            found.setdefault(who.text.casefold(), who)
    return list(found.values())


def people(span: Span) -> Span | None:
    """The group named after `for …` or `给…用`, if it is one of people or firms."""
    for match in phrase("for_whom").finditer(span.text):
        rest = span[match.end() :]
        stop = phrase("whom_end").search(rest.text)
        group = tidy(rest[: stop.start()] if stop else rest)
        founder = re.match(r"(?:me|us|my|our)\b", group.text, re.I)
        if person().search(group.text) and len(group.text.split()) <= _LONGEST and not founder:
            return group
    for match in phrase("for_whom_zh").finditer(span.text):
        who = span[match.start("who") : match.end("who")]
        if re.search(pattern("persons_zh").pattern + "$", who.text) and not re.match(
            r"我(?!朋友|家|们的|的客)|自己|你", who.text
        ):
            return who
    return None
