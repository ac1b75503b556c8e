"""Wishes: what founder and memory say about wording; what a program cannot follow is handed on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from superindividual.rehearsal.launch.patterns import pattern
from superindividual.rehearsal.launch.phrasing import plain
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

_EMOJI = re.compile(r"[^\S\n]*[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?")


@dataclass(frozen=True)
class Wish:
    """One remark with its source; `followed` says whether a program could act on it."""

    text: str
    evidence: str
    followed: bool


@dataclass(frozen=True)
class Wishes:
    """All remarks of one job."""

    wishes: tuple[Wish, ...] = ()
    avoided: tuple[str, ...] = ()
    """Words that must not occur."""
    replaced: tuple[tuple[str, str], ...] = ()
    exclamation: bool = True
    emoji: bool = True

    @property
    def open(self) -> tuple[Wish, ...]:
        """What only a person can judge."""
        return tuple(wish for wish in self.wishes if not wish.followed)

    def apply(self, text: str) -> str:
        """The text with replacements made, avoided words taken out and marks removed."""
        for old, new in self.replaced:
            text = text.replace(old, new)
        return self.tidy(text)

    def tidy(self, text: str) -> str:
        """The same without replacements, for text made of lines that have them already."""
        for word in self.avoided:
            text = _without(text, word)
        if not self.exclamation:
            text = text.replace("！", "。").replace("!", ".")
        return text if self.emoji else _EMOJI.sub("", text)

    def claims(self) -> tuple[Claim, ...]:
        """The remarks that were followed, so that their use can be traced."""
        return tuple(Claim(text=w.text, evidence=(w.evidence,)) for w in self.wishes if w.followed)


def wishes_of(job: Job) -> Wishes:
    """The remarks of founder and memory; what came from outside the company is never followed."""
    found: list[Wish] = []
    avoided: list[str] = []
    replaced: list[tuple[str, str]] = []
    marks: dict[str, bool] = {}
    for text, evidence, trusted in _remarks(job):
        words, pairs = _words(text), _pairs(text)
        flags = {
            "exclamation": pattern("no_exclamation").search(text),
            "emoji": pattern("no_emoji").search(text),
        }
        followed = trusted and bool(words or pairs or any(flags.values()))
        found.append(Wish(plain(text), evidence, followed))
        if followed:
            avoided += [word for word in words if not any(word in pair for pair in pairs)]
            replaced += pairs
            marks.update({name: False for name, match in flags.items() if match})
    return Wishes(tuple(found), tuple(dict.fromkeys(avoided)), tuple(dict.fromkeys(replaced)), **marks)


def _remarks(job: Job) -> Iterable[tuple[str, str, bool]]:
    for told in job.told:
        if told.kind in ("lesson", "preference"):
            yield told.content, f"memory:{told.id}", not told.tainted
    for feedback in job.feedback:
        if feedback.by == "founder":
            yield feedback.text, f"founder:{feedback.request}" if feedback.request else "fact:feedback", True


def _words(text: str) -> list[str]:
    """Words to avoid."""
    pairs = {word for pair in _pairs(text) for word in pair}
    found = [next(word for word in m.groups() if word) for m in pattern("avoid").finditer(text)]
    return [word.strip() for word in found if word.strip() and word not in pairs]


def _pairs(text: str) -> list[tuple[str, str]]:
    """Words to replace, with what stands instead."""
    pairs = []
    for match in pattern("replace").finditer(text):
        if match["old_zh"]:
            pairs.append((match["old_zh"], match["new_zh"]))
        elif match["how"].lower() == "instead of":
            pairs.append((match["other"], match["one"]))
        else:
            pairs.append((match["one"], match["other"]))
    return pairs


def _without(text: str, word: str) -> str:
    """Take a word out; `a revolutionary editor` becomes `an editor`."""
    bound = r"\b" if re.fullmatch(r"[\w-]+", word, re.ASCII) else ""
    found = re.compile(
        rf"(?P<article>\ba(?:n)? )?{bound}{re.escape(word)}{bound}(?P<next> ?(?P<letter>\w)?)", re.IGNORECASE
    )

    def gap(match: re.Match[str]) -> str:
        article = match["article"] or ""
        if article and match["letter"]:
            new = "an " if match["letter"].lower() in "aeiou" else "a "
            return (new.capitalize() if article[0] == "A" else new) + match["letter"]
        return article + (
            match["next"].lstrip()
            if text[: match.start()].endswith((" ", "\n")) or not match.start()
            else match["next"]
        )

    return found.sub(gap, text)
