"""Passage: whether what a statement says stands in the lines that it cites."""

from __future__ import annotations

import re

from superindividual.specs.brief import Brief
from superindividual.text import gettext as _
from superindividual.text import language_of

_SHARE = 0.7
"""How many of a statement's words must stand in the passage that it cites."""
_MARKS = re.compile(r"^\s*(?:#{1,6}\s|[-*+•]\s|\d{1,2}[.)、]|[^\s:：][^:：。.,，]{0,30}(?:：|:\s))")
"""A line that begins something new: a heading, a list item, a label."""
_FREE = re.compile(r"\b(?:free|gratis|nothing)\b|免费|不收(?:费|钱)", re.IGNORECASE)
"""A price of nothing in words."""
_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can for from has have if in into is it its my not of on or our shall "
        "should so that the their them then this to was we what which who will with you your i me do does",
    )
)
_FILLERS_ZH = frozenset("的了和与及是在有也都就要把被给用一个种款")


def passage_at(brief: Brief, line: int) -> str:
    """The cited line and the lines that continue it: up to the next blank line, heading or list item."""
    lines = brief.lines
    end = line
    while (
        line >= brief.body_line and end < len(lines) and lines[end].strip() and not _MARKS.match(lines[end])
    ):
        end += 1
    return "\n".join(lines[line - 1 : end])


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def words_of(text: str) -> set[str]:
    """The words that carry meaning: Latin ones by their stem, numbers, and pairs of Han characters."""
    plain = text.lower().replace("e-mail", "email")
    latin = {_stem(w) for w in re.findall(r"[a-zà-ÿ][a-zà-ÿ'’]*|\d+(?:[.,]\d+)*", plain) if w not in _FILLERS}
    runs = re.findall(r"[\u3400-\u9fff]+", text)
    pairs = {run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1))}
    return latin | {pair for pair in pairs if not set(pair) <= _FILLERS_ZH}


def numbers_of(text: str) -> set[str]:
    """The numbers in a text, without the commas between thousands."""
    return {re.sub(r"[,\s]", "", n) for n in re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", text)}


def unfounded(text: str, passage: str) -> str:
    """Why the passage does not carry what cites it; empty when it does."""
    if not passage.strip() or not words_of(passage):
        return _("cites an empty line")
    first = passage.split("\n", 1)[0]
    said = words_of(text)
    if not said:
        return "" if not text or text in passage else _("says nothing that could be compared")
    if not said & words_of(first):
        return _("shares no word with the line it cites")
    if missing := sorted(numbers_of(text) - numbers_of(passage)):
        return _("names {numbers}, which the cited passage does not").format(numbers=", ".join(missing))
    share = len(said & words_of(passage)) / len(said)
    if share < _SHARE:
        foreign = ", ".join(sorted(said - words_of(passage))[:6])
        return _("says more than the passage it cites ({words})").format(words=foreign)
    return ""


def wrong_amount(amount: str, passage: str) -> str:
    """Why the passage does not name the amount; empty when it does."""
    if not amount or amount in numbers_of(passage) or _spelled(amount, passage):
        return ""
    if amount == "0" and _FREE.search(passage):
        return ""
    return _("names {numbers}, which the cited passage does not").format(numbers=amount)


def _spelled(amount: str, passage: str) -> bool:
    """Other ways to write it: `9,90`, `3k`, `9块9`; Chinese numerals are left to the founder."""
    comma = amount.replace(".", ",")
    if re.search(rf"(?<!\d){re.escape(comma)}(?:0)?(?!\d)", passage) or re.search(
        rf"(?<!\d){re.escape(amount)}0?(?!\d)", passage
    ):
        return True
    if amount.endswith("000") and re.search(rf"(?<!\d){amount[:-3]} ?k\b", passage, re.IGNORECASE):
        return True
    if "." in amount and re.search(rf"{amount.split('.')[0]}块{amount.split('.')[1]}", passage):
        return True
    return re.search(r"[一二两三四五六七八九十百千万]+(?:块|元|美元|欧元)", passage) is not None


def translated(text: str, passage: str) -> bool:
    """A statement in another script than its line cannot be compared word by word."""
    return bool(text) and language_of(text) != language_of(passage) and not words_of(text) & words_of(passage)
