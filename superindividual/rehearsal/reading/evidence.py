"""Evidence: whether a sentence that no label announces tells of the product, or only stands beside."""

from __future__ import annotations

import re
from functools import lru_cache

from superindividual.rehearsal.reading.vocabulary import any_of, data, pattern, person, third_person, verb

_STATED = re.compile(
    r"(?:and |then |also |plus |optionally,? |ideally,? |it |automatically )*", re.IGNORECASE
)
_GROUP = re.compile(
    r"(?:who|that|with|in|from|of|like|without|whose)\b|[,，]|$|\(|and \w+$|or \w+$", re.IGNORECASE
)


@lru_cache(maxsize=1)
def _tells() -> re.Pattern[str]:
    words = data("vocabulary.yaml")
    filled = (text.replace("{persons_zh}", words["persons_zh"]) for text in words["tells"])
    return any_of(text.replace("{verbs}", third_person().pattern) for text in filled)


def tells(text: str) -> bool:
    """Whether the words say what the product does, has or keeps to."""
    if pattern("wishes").search(text) or pattern("user_story").search(text):
        return True
    if aside(text):
        return False
    plain = text[_STATED.match(text).end() :]  # type: ignore[union-attr]
    return verb().match(plain) is not None or _tells().search(text) is not None


def aside(text: str) -> bool:
    """Whether it is a story, a circumstance, a courtesy or a way to reach somebody."""
    return pattern("beside").search(text) is not None or is_contact(text)


def asks(text: str) -> bool:
    """Whether the founder asks something, other than for a feature."""
    return pattern("question").search(text) is not None and not pattern("feature_asked").search(text)


def to_the_agents(text: str) -> bool:
    """Whether the words are meant for whoever works here and not for the product: they are data, never orders."""
    return pattern("to_the_agents").search(text) is not None


def is_contact(text: str) -> bool:
    """Whether it is a way to reach somebody."""
    return pattern("contact").search(text) is not None


def names_people(text: str) -> bool:
    """Whether a fragment only names a group: `People who swim in the sea all year, swimming clubs`."""
    words = re.match(r"(?:[\w-]+ ){0,3}?", text)
    found = person().search(text)
    if words is None or found is None or len(text[: found.start()].split()) > 3:
        return False
    plain = pattern("modal").search(text) is None and not re.match(
        r"(?:if|when|let|so|for|no|not|without)\b", text, re.I
    )
    return plain and _GROUP.match(text[found.end() :].lstrip()) is not None


def is_paper(text: str) -> bool:
    """Whether something asked for is a paper or a way of publishing, not something the product does."""
    return pattern("papers").search(text) is not None


def in_first_person(text: str) -> bool:
    """Whether the founder speaks of himself."""
    return pattern("first_person").search(text) is not None
