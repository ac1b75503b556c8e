"""Vocabulary: how founders write, compiled once from `vocabulary.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from ruamel.yaml import YAML

Role = Literal[
    "summary", "problem", "audience", "capability", "not_now", "promise", "wanted", "budget", "date",
    "price", "market", "channel", "product", "naming", "want", "vague", "about_me",
    "contact", "address", "remark",
]  # fmt: skip
"""What a sentence of a brief is about. `address`: it speaks to the agents, not of the product. `remark`: it was
read and belongs nowhere."""


_HEADING_WORDS = 5
_HEADING_HAN = 10
"""A longer heading is a sentence and not the name of what stands below it."""


@lru_cache(maxsize=8)
def data(name: str) -> dict[str, Any]:
    """A data file beside this module, as plain values."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression for several, without regard to case."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@lru_cache(maxsize=256)
def pattern(*path: str) -> re.Pattern[str]:
    """The expression at a path of `vocabulary.yaml`, such as `pattern("price", "words")`."""
    value: Any = data("vocabulary.yaml")
    for key in path:
        value = value[key]
    return any_of([value] if isinstance(value, str) else value)


@lru_cache(maxsize=128)
def phrase(name: str) -> re.Pattern[str]:
    """A turn of phrase of `phrases.yaml`."""
    return any_of(data("phrases.yaml")[name])


@lru_cache(maxsize=8)
def keys(*path: str) -> tuple[str, ...]:
    """The keys at a path, in the file's order."""
    value: Any = data("vocabulary.yaml")
    for key in path:
        value = value[key]
    return tuple(value)


@lru_cache(maxsize=1)
def verb() -> re.Pattern[str]:
    """An English verb that begins an ability, bare or with -s."""
    words = data("vocabulary.yaml")["verbs"].split()
    forms = {form for word in words for form in (word, word + "s", word + "es", word[:-1] + "ies")}
    forms |= {"has", "never", "does not", "doesn't", "do not", "don't", "will not", "must not"}
    return re.compile(rf"(?:{'|'.join(sorted(forms, key=lambda f: (-len(f), f)))})\b(?!-|'s)", re.IGNORECASE)


@lru_cache(maxsize=1)
def third_person() -> re.Pattern[str]:
    """A word in -s before an article or the like: `files each line`, as a list of verbs goes on."""
    after = data("vocabulary.yaml")["after_a_verb"]
    return re.compile(rf"(?:{verb().pattern}|[a-z]{{2,}}(?<![su])s(?=\s+(?:{after})\b))", re.IGNORECASE)


@lru_cache(maxsize=1)
def person() -> re.Pattern[str]:
    """A noun for people or firms who could use a product, plural."""
    words = data("vocabulary.yaml")["persons"].split()
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=lambda w: (-len(w), w)))})\b", re.IGNORECASE)


def label_role(phrase: str) -> Role | None:
    """The role that a label or heading announces, or None; the whole phrase must be such a label."""
    plain = re.sub(r"^[\d.\s)、（(]+|[*_`#]+", "", phrase)
    number = pattern("numbering").match(plain)
    plain = plain[number.end() if number else 0 :].strip(" :：?？!！.").strip()
    for role in keys("labels"):
        if plain and pattern("labels", role).fullmatch(plain):
            return role  # type: ignore[return-value]
    return None


def heading_role(words: str) -> Role | None:
    """What a heading announces: as a label, else by a word in it, if it is short enough to be one."""
    if role := label_role(words):
        return role
    short = (
        len(words.split()) <= _HEADING_WORDS and len(re.findall(r"[\u3400-\u9fff]", words)) <= _HEADING_HAN
    )
    found = (role for role in keys("headings") if short and pattern("headings", role).search(words))
    return next(found, None)  # type: ignore[arg-type]


def picture_role(line: str) -> Role | None:
    """What a picture at the beginning of a line stands for: `💰 12 EUR`, `❌ no ads`."""
    first = line.lstrip(" \t-*+").lstrip("\ufe0f")[:1]
    labels: dict[str, str] = data("vocabulary.yaml")["picture_labels"]
    return next((role for role, pictures in labels.items() if first and first in pictures), None)  # type: ignore[misc]
