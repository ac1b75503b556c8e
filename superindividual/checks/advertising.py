"""Advertising words: absolute claims in what is published.

A claim to be first or best fails when nothing in the deliverable supports it; every other absolute word is shown to
the founder as "needs review", since words alone cannot tell a boast from a plain statement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from superindividual.checks.answer import Answer, answer, checks_of, fault, not_applicable
from superindividual.checks.check import Check, Finding, Subject
from superindividual.checks.evidence import EvidenceBook
from superindividual.checks.source import text_of
from superindividual.specs.yaml import load
from superindividual.text import gettext as _

_ENDINGS = (".md", ".html", ".htm", ".txt", ".yaml")
_UNSEEN = (
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<script\b", re.I), re.compile(r"</script\s*>", re.I)),
    (re.compile(r"<style\b", re.I), re.compile(r"</style\s*>", re.I)),
)
_INLINE = re.compile(r"</?(?:a|b|i|u|s|em|strong|span|mark|small|code|sup|sub)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>|https?://\S+|\{\{[^{}]*\}\}")
_MARKS = re.compile("[*`~\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|__")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    path = Path(__file__).with_name("advertising_words.yaml")
    lists = load(path.read_bytes(), path.name).data
    return {name: re.compile("|".join(f"(?:{one})" for one in lists[name]), re.I) for name in lists}


def advertising_words(subject: Subject) -> Answer:
    """No unsupported claim to be first or best; other absolute words are named for the founder's eye."""
    paths = [path for path in sorted(subject.bundle.files) if path.endswith(_ENDINGS)]
    texts = {path: _visible(text_of(subject.bundle, path)) for path in paths}
    characters = sum(len(re.sub(r"\s", "", text)) for text in texts.values())
    if not characters:
        return not_applicable(_("There is no text to publish."))
    supported = _supported(subject)
    faults: list[Finding] = []
    notes: list[Finding] = []
    for path, text in texts.items():
        for line, words, rank in find_absolute_words(text):
            if rank and not any(words.lower() in claim for claim in supported):
                message = _("A claim to be first or best, with no evidence: {words}").format(words=words)
                remedy = _("Say what it does instead, or claim it with evidence that anybody can check.")
                faults.append(fault(path, line, message, remedy))
            else:
                message = _("Needs review: {words}").format(words=words)
                notes.append(fault(path, line, message, _("Keep it only if it is literally true.")))
    evidence = {"texts": len(texts), "characters": characters, "to_review": len(notes)}
    reason = _("No bare claim to be first or best in {count} texts; {notes} places need review.")
    return answer(faults, reason.format(count=len(texts), notes=len(notes)), evidence=evidence, notes=notes)


def _supported(subject: Subject) -> Sequence[str]:
    """Claims that rest on more than the founder's own brief, an assumption or a draft of ours."""
    book = EvidenceBook(subject)
    sources = ("http://", "https://", "founder:", "check:")
    return [
        claim.text.lower()
        for claim in subject.bundle.deliverable.claims
        if any(one.startswith(sources) and not book.fault_of(one) for one in claim.evidence)
    ]


def _visible(text: str) -> str:
    """The text a reader sees, on the lines on which it stands: no markup, no hidden or look-alike characters."""
    for begin, end in _UNSEEN:
        text = _without(text, begin, end)
    text = _INLINE.sub("", text)
    text = _TAG.sub(lambda match: "\n" * match.group().count("\n") or " ", text)
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"[^\S\n]+", " ", text)


def _without(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> str:
    """The text without what stands between two marks; what is never closed stays, since a reader may see it."""
    parts: list[str] = []
    at = 0
    while (opened := begin.search(text, at)) and (closed := end.search(text, opened.end())):
        parts += [text[at : opened.start()], "\n" * text.count("\n", opened.start(), closed.end())]
        at = closed.end()
    return "".join([*parts, text[at:]])


def find_absolute_words(text: str) -> Iterator[tuple[int, str, bool]]:
    """Line, words, and whether they claim a rank; each stretch of text is named once."""
    patterns = _patterns()
    for number, line in enumerate(text.split("\n"), start=1):
        plain = patterns["innocent"].sub(_blank, line)
        for match in patterns["rank"].finditer(plain):
            yield number, match.group().strip(), True
        for match in patterns["review"].finditer(patterns["rank"].sub(_blank, plain)):
            yield number, _with_context(line, match), False


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


def _with_context(line: str, match: re.Match[str]) -> str:
    """The words found; a single character such as 最 with what follows it."""
    alone = len(match.group()) == 1
    return line[match.start() : match.start() + 4].strip() if alone else match.group().strip()


CHECKS: Mapping[str, Check] = checks_of(advertising_words)
