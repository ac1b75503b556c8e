"""Statement: what a record says about what, as far as its form shows it, so that two that disagree are found.

Read are only forms that are certain: `SUBJECT: VALUE`, `SUBJECT = VALUE`, `SUBJECT is VALUE`, and the Chinese
`SUBJECT是VALUE` and `SUBJECT为VALUE`, with a short subject. Everything said in another way is not compared: what is
not found here may still contradict.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from superindividual.memory.record import MemoryRecord
from superindividual.memory.words import has_han, stem, telling

_COMPARED = frozenset({"fact", "preference", "programme", "law"})
_ENGLISH = re.compile(
    r"^(?P<subject>[^.:=?!\n]{2,80}?)\s*(?::|=|\s(?:is|are|was|costs)\s(?!not\b|n't))\s*(?P<value>[^\n?]{1,200}?)[.!]?$",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"^(?P<subject>[^。：，？！\n不]{2,30}?)\s*(?:：|是|为|改为)\s*(?P<value>[^\n？]{1,100}?)[。！]?$"
)
_MOST_WORDS = 4


class Statement(NamedTuple):
    """What is said about what, both in a form that compares."""

    subject: str
    value: str


def statement_of(content: str) -> Statement | None:
    """The statement of a one-line record; None where its form does not show one."""
    text = " ".join(content.split()) if "\n" not in content.strip() else content.strip()
    found = _CHINESE.match(text) if has_han(text) else None
    found = found or _ENGLISH.match(text)
    if not found:
        return None
    subject = sorted({stem(word) for word in telling(found["subject"])})
    value = " ".join(found["value"].casefold().split()).strip(" .。!！\"“”'")
    if has_han(text):
        value = value.replace(" ", "")
    if (
        not subject
        or not value
        or value.startswith("//")
        or (len(subject) > _MOST_WORDS and not has_han(text))
    ):
        return None
    return Statement(" ".join(subject), value)


def said_by(record: MemoryRecord) -> Statement | None:
    """What a record says; of a metric, what stands before and after its last colon, as its import wrote it."""
    if record.kind == "metric":
        subject, colon, value = record.content.casefold().rpartition(": ")
        return Statement(subject, value) if colon else None
    return statement_of(record.content) if record.kind in _COMPARED else None


def about_of(record: MemoryRecord) -> str | None:
    """What a record is about, with its scope: two with the same and another value contradict each other."""
    said = said_by(record)
    return f"{record.scope} {said.subject}" if said else None
