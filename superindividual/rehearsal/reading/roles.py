"""Roles: what each sentence of a brief is about, when no label says it."""

from __future__ import annotations

import re
from dataclasses import replace

from superindividual.rehearsal.reading.prices import amounts, is_budget, is_price
from superindividual.rehearsal.reading.source import Sentence
from superindividual.rehearsal.reading.vocabulary import Role, keys, pattern


def is_date(text: str) -> bool:
    """Whether a sentence names a day or a period for the launch."""
    has_day = pattern("dates", "exact").search(text) or pattern("dates", "loose").search(text)
    return bool(has_day and pattern("dates", "context").search(text))


def _unlabelled(sentence: Sentence, *, wanted_before: bool, told: bool) -> Role | None:
    text = sentence.text
    if amounts(text) and is_price(sentence, told=told):
        return "price"
    if is_budget(sentence):
        return "budget"
    for role in keys("roles"):
        if role in {"want", "about_me"} or not pattern("roles", role).search(text):
            continue
        return role  # type: ignore[return-value]
    if is_date(text) and len(text) < 160 and not _product_want(text):
        return "date"
    return _told_or_wanted(text, wanted_before=wanted_before)


def _product_want(text: str) -> bool:
    """Whether a sentence that names a day still describes the product."""
    return (
        re.search(r"\b(?:that|which)\b|[:：]", text) is not None
        and pattern("roles", "want").search(text) is not None
    )


def _told_or_wanted(text: str, *, wanted_before: bool) -> Role | None:
    if pattern("roles", "want").search(text):
        return "want" if not wanted_before else "capability"
    if not wanted_before:
        return "problem"
    return "about_me" if pattern("roles", "about_me").search(text) else "capability"


def with_roles(sentences: list[Sentence], *, told: bool = False) -> list[Sentence]:
    """Give every sentence its role; labels and headings win over words.

    Args:
        sentences: as `superindividual.rehearsal.reading.source.sentences` cut them.
        told: they are a founder's note on an earlier reading, where what is no other fact is a new ability.
    """
    wanted = told
    result = []
    for sentence in sentences:
        role = sentence.role or (
            None if sentence.form == "heading" else _unlabelled(sentence, wanted_before=wanted, told=told)
        )
        role = _relabelled(sentence, role)
        wanted |= role in {"want", "summary", "capability"}
        result.append(replace(sentence, role=role))
    return result


def _relabelled(sentence: Sentence, role: Role | None) -> Role | None:
    """Where the words say more than the label: a promise among features, a vague wish anywhere."""
    if role in {"capability", "summary"} and pattern("roles", "vague").search(sentence.text):
        return "vague"
    if role == "capability" and sentence.role == "capability":
        inner = next((r for r in ("promise", "not_now") if pattern("roles", r).search(sentence.text)), None)
        return inner or role  # type: ignore[return-value]
    if role == "summary" and sentence.role is None:
        return role
    return role
