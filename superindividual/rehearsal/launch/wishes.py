"""Wishes: what founder and memory say about wording, as far as a program can follow it; the rest is handed on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from superindividual.rehearsal.launch.phrasing import plain
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

_QUOTED = r"[\"'“‘«「『](?P<word>[^\"'“”‘’«»「」『』]{1,60})[\"'”’»」』]"
_AVOID = re.compile(
    rf"\b(?:never|don'?t|do not|avoid|without|stop|no longer|not)\b[^.;\"'“‘«]{{0,40}}{_QUOTED}"
    rf"|(?:不要|别|不能|不得|禁止|避免|不用|勿|少用|去掉|删掉|删除)[^。；“「『\"']{{0,12}}{_QUOTED.replace('word', 'word_zh')}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\b(?:avoid|never use|don'?t use|do not use) the word (?P<word>[A-Za-z-]{2,40})\b", re.IGNORECASE
)
_REPLACE = re.compile(
    r"\b(?:replace|change|say)\b[^\"'“]{0,20}[\"'“](?P<new_or_old>[^\"'“”]{1,120})[\"'”]\s+(?P<how>with|to|instead of)\s+"
    r"[\"'“](?P<other>[^\"'“”]{1,120})[\"'”]"
    r"|(?:把|将)[^“「\"]{0,8}[“「\"](?P<old_zh>[^“”「」\"]{1,120})[”」\"](?:改成|换成|改为|替换为)[“「\"](?P<new_zh>[^“”「」\"]{1,120})[”」\"]",
    re.IGNORECASE,
)
_NO_EXCLAMATION = re.compile(
    r"\b(?:no|avoid|without|never|don'?t|do not)\b[^.;]{0,30}exclamation|(?:不要|别|不用|避免|少用|去掉|禁止)[^。；]{0,8}(?:感叹号|叹号)",
    re.IGNORECASE,
)
_NO_EMOJI = re.compile(
    r"\b(?:no|avoid|without|never|don'?t|do not)\b[^.;]{0,30}emojis?|(?:不要|别|不用|避免|少用|去掉|禁止)[^。；]{0,8}(?:表情|emoji)",
    re.IGNORECASE,
)
_EMOJI = re.compile(r"\s*[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?")


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
        for word in self.avoided:
            text = _without(text, word)
        if not self.exclamation:
            text = text.replace("！", "。").replace("!", ".")
        return text if self.emoji else _EMOJI.sub("", text)

    def claims(self) -> tuple[Claim, ...]:
        """The remarks that were followed, so that their use can be traced."""
        return tuple(Claim(text=w.text, evidence=(w.evidence,)) for w in self.wishes if w.followed)


def wishes_of(job: Job) -> Wishes:
    """The remarks of the founder in this run and of the company's memory; what came from outside is not followed."""
    found: list[Wish] = []
    avoided: list[str] = []
    replaced: list[tuple[str, str]] = []
    marks: dict[str, bool] = {}
    for text, evidence, trusted in _remarks(job):
        words, pairs = _words(text), _pairs(text)
        flags = {"exclamation": _NO_EXCLAMATION.search(text), "emoji": _NO_EMOJI.search(text)}
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
    pairs = {word for pair in _pairs(text) for word in pair}
    found = [m["word"] or m["word_zh"] for m in _AVOID.finditer(text)] + [
        m["word"] for m in _BARE.finditer(text)
    ]
    return [word.strip() for word in found if word.strip() and word not in pairs]


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = []
    for match in _REPLACE.finditer(text):
        if match["old_zh"]:
            pairs.append((match["old_zh"], match["new_zh"]))
        elif match["how"].lower() == "instead of":
            pairs.append((match["other"], match["new_or_old"]))
        else:
            pairs.append((match["new_or_old"], match["other"]))
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
