"""Advertising words: absolute claims in what is published.

A claim to be first or best fails when nothing in the deliverable supports it; every other absolute word is shown to
the founder as "needs review", since words alone cannot tell a boast from a plain statement.
"""

from __future__ import annotations

import re
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
_HIDDEN = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>|https?://\S+|\{\{[^{}]*\}\}", re.I | re.S
)
_LONGEST_LINE = 5_000


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    path = Path(__file__).with_name("advertising_words.yaml")
    lists = load(path.read_bytes(), path.name).data
    return {name: re.compile("|".join(f"(?:{one})" for one in lists[name]), re.I) for name in lists}


def advertising_words(subject: Subject) -> Answer:
    """No unsupported claim to be first or best; other absolute words are named for the founder's eye."""
    paths = [path for path in sorted(subject.bundle.files) if path.endswith(_ENDINGS)]
    if not paths:
        return not_applicable(_("There is no text to publish."))
    faults: list[Finding] = []
    notes: list[Finding] = []
    characters = 0
    supported = _supported(subject)
    for path in paths:
        text = _visible(text_of(subject.bundle, path))
        characters += len(re.sub(r"\s", "", text))
        for line, words, rank in find_absolute_words(text):
            if rank and not any(words.lower() in claim for claim in supported):
                remedy = _("Say what it does instead, or claim it with evidence that anybody can check.")
                faults.append(
                    fault(
                        path,
                        line,
                        _("A claim to be first or best, with no evidence: {words}").format(words=words),
                        remedy,
                    )
                )
            else:
                notes.append(
                    fault(
                        path,
                        line,
                        _("Needs review: {words}").format(words=words),
                        _("Keep it only if it is literally true."),
                    )
                )
    if not characters:
        return not_applicable(_("There is no text to publish."))
    evidence = {"texts": len(paths), "characters": characters, "to_review": len(notes)}
    reason = _("No bare claim to be first or best in {count} texts; {notes} places need review.")
    return answer(faults, reason.format(count=len(paths), notes=len(notes)), evidence=evidence, notes=notes)


def _supported(subject: Subject) -> Sequence[str]:
    """Claims that rest on more than the founder's own brief, an assumption or a draft of ours."""
    book = EvidenceBook(subject)
    return [
        claim.text.lower()
        for claim in subject.bundle.deliverable.claims
        if any(
            one.startswith(("http://", "https://", "founder:", "check:")) and not book.fault_of(one)
            for one in claim.evidence
        )
    ]


def _visible(text: str) -> str:
    """The text a reader sees, on the lines on which it stands."""
    return _HIDDEN.sub(lambda match: "\n" * match.group().count("\n") or " ", text)


def find_absolute_words(text: str) -> Iterator[tuple[int, str, bool]]:
    """Line, words, and whether they claim a rank; each stretch of text is named once."""
    patterns = _patterns()
    for number, line in enumerate(text.split("\n"), start=1):
        plain = patterns["innocent"].sub(lambda match: "\x00" * len(match.group()), line[:_LONGEST_LINE])
        taken: list[tuple[int, int]] = []
        for name in ("rank", "review"):
            for match in patterns[name].finditer(plain):
                if match.group() and not any(
                    start < match.end() and match.start() < end for start, end in taken
                ):
                    taken.append(match.span())
                    yield number, _with_context(line, match), name == "rank"


def _with_context(line: str, match: re.Match[str]) -> str:
    """The words found; a single character such as 最 with what follows it."""
    return (
        line[match.start() : max(match.end(), match.start() + 4)].strip()
        if len(match.group()) < 2
        else match.group().strip()
    )


CHECKS: Mapping[str, Check] = checks_of(advertising_words)
