"""Sentence: a brief cut into sentences, each with what stands around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from superindividual.rehearsal.reading.span import Span, depth_map
from superindividual.rehearsal.reading.vocabulary import Role, label_role

_TERMINATOR = re.compile(r"[。！？]+[”’」』）)]*|[.!?]+[\"”’)]*(?=\s|$)|…+(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|ca|no|nr|mr|mrs|ms|dr|st|incl|max|min|z\.b)|\b[A-Za-z])\.$", re.I
)
_LABEL = re.compile(
    r"\s*([^\s:：,，。;；()（）`][^:：,，。;；()（）`]{0,40}?)\s*(?:：|:(?=\s|$|[^\x00-\x7f]))\s*"
)
_ITEM = re.compile(
    r"^(\s*)(?:[-*+–—](?=\s)|[•·‧●▪]|\d{1,2}[.)、](?!\d)|[（(]?[一二三四五六七八九十\d]{1,2}[)）、])"
    r"\s*(?:\[[ xX]\]\s*)?(?=\S)"
)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)([^*_]{1,60})(?:\*\*|__)\s*[:：]?\s*$")
_LONGEST = 2000
"""Characters of a sentence."""
_WRAP = 56
"""Columns: a line is wrapped on purpose by an editor only where the next word would have passed this."""


@dataclass(frozen=True)
class Sentence:
    """One sentence and what stands around it."""

    span: Span
    role: Role | None = None
    """As a label, a lead-in or a heading announces it."""
    label: str = ""
    """The label as written, even one that announces nothing we know."""
    block: int = 0
    """Sentences of one paragraph or list item share it."""
    form: str = "prose"
    """`prose`, `item` or `heading`."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.text


@dataclass(frozen=True)
class _Block:
    span: Span
    form: str
    role: Role | None


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _wrapped(previous: str, following: str) -> bool:
    """Whether a line break only wraps a sentence."""
    before, after = previous.rstrip(), following.lstrip()
    if _TERMINATOR.search(before[-3:]) and _TERMINATOR.search(before[-3:]).end() == len(before[-3:]):  # type: ignore[union-attr]
        return True  # the sentence ends there anyway
    if before.endswith((",", "，", "、", "(", "（", ";", "；", "-")):
        return True
    if _begins_label(after, alone=not _LABEL.match(re.sub(r"[*_]{2}", "", before))):
        return False
    word = after[:2] if ord(after[:1] or " ") > 0x2E80 else after.split(" ", 1)[0]
    return _width(before) + 1 + _width(word) > _WRAP


def _begins_label(text: str, *, alone: bool) -> bool:
    """Whether a line begins with a label: one we know, or any short one among others."""
    match = _LABEL.match(re.sub(r"[*_]{2}", "", text))
    if match is None:
        return False
    short = len(match.group(1).split()) <= 3 and not match.group(1)[0].islower()
    return label_role(match.group(1)) is not None or (short and not alone)


def _clean(text: str, line: int, origin: str) -> Span:
    """A source line without quote signs, table bars, emphasis marks and runs of spaces."""
    plain = re.sub(r"^\s*>+\s?", "", text)
    plain = plain.replace("|", " ") if plain.lstrip().startswith("|") else plain
    plain = re.sub(r"(?<!\w)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?!\w)|__", "", plain)
    plain = re.sub(r"[ \t\u00a0]+", " ", plain)
    return Span(plain, (line,) * len(plain), origin)


def _code_fences(lines: list[str]) -> list[bool]:
    """Which lines stand in fenced code or comments: examples, no statements."""
    inside, marks = False, []
    for line in lines:
        fence = re.match(r"\s*(?:```|~~~)", line) is not None
        marks.append(inside or fence or line.lstrip().startswith("<!--"))
        inside ^= fence
    return marks


class _Blocks:
    """Collects lines into headings, list items and paragraphs."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.done: list[_Block] = []
        self.heading: Role | None = None
        self.lead: Role | None = None
        self.current: Span | None = None
        self.form = "prose"
        self.last = ""
        self.listed = False
        """This section has had list items; what follows them in prose is a new subject."""

    def close(self) -> None:
        """End the paragraph or item; one that ends in a colon leads in what follows."""
        span, self.current = self.current, None
        if not span:
            return
        span = span.strip()
        self.listed |= self.form == "item"
        under = None if self.listed and self.form == "prose" else self.heading
        self.done.append(_Block(span, self.form, self.lead if self.form == "item" and self.lead else under))
        if span.text.endswith((":", "：")):
            self.lead = lead_in_role(span.text) or self.lead
        elif self.form != "item":
            self.lead = None

    def title(self, text: str, line: int) -> None:
        """A heading: it announces a role, or is read itself."""
        self.close()
        self.lead, self.heading, self.listed = None, label_role(text), False
        if self.heading is None:
            self.done.append(_Block(_clean(text, line, self.origin), "heading", None))

    def add(self, text: str, line: int) -> None:
        """One line that is no heading and not empty."""
        item = _ITEM.match(text)
        part = _clean(text[item.end() :] if item else text, line, self.origin)
        if (
            item
            or self.current is None
            or not ((self.form == "item" and text[:1] in " \t") or _wrapped(self.last, text))
        ):
            self.close()
            self.current, self.form = part, "item" if item else "prose"
        else:
            joint = "" if _cjk_joint(self.current.text, part.text.lstrip()) else " "
            self.current = (
                self.current.strip() + Span(joint, (line,) * len(joint), self.origin) + part.strip()
            )
        self.last = text


def _cjk_joint(left: str, right: str) -> bool:
    return bool(left and right) and ord(left.rstrip()[-1:] or " ") > 0x2E80 and ord(right[0]) > 0x2E80


def lead_in_role(text: str) -> Role | None:
    """The role of what follows a line that ends in a colon."""
    phrase = text.rstrip(" :：")
    last = re.split(r"[.。!！?？]\s*", phrase)[-1]
    if role := label_role(last):
        return role
    if re.search(
        r"\b(?:not|skip|without|leave out|don't|no need)\b|不(?:做|要|需要|包括)", last, re.IGNORECASE
    ):
        return "not_now"
    if re.search(
        r"\b(?:deliver|hand|i (?:also )?need|from you|get back|in the end)\b|交付|给我|产出",
        last,
        re.IGNORECASE,
    ):
        return "wanted"
    return "capability"


def _blocks(lines: list[str], first: int, origin: str) -> list[_Block]:
    blocks, skipped = _Blocks(origin), _code_fences(lines)
    for offset, text in enumerate(lines):
        title = _HEADING.match(text) or _BOLD_LINE.match(text)
        if skipped[offset] or not text.strip() or not text.strip("-*_=|: \t"):
            blocks.close()
        elif title:
            blocks.title(title.group(1), first + offset)
        else:
            blocks.add(text, first + offset)
    blocks.close()
    return blocks.done


def split_sentences(span: Span) -> Iterator[Span]:
    """Sentences at full stops outside brackets and code."""
    depth, start = depth_map(span.text), 0
    for match in _TERMINATOR.finditer(span.text):
        before = span.text[start : match.start() + 1]
        if depth[match.start()] or (
            span.text[match.start()] == "." and _ABBREVIATION.search(before) and match.end() < len(span.text)
        ):
            continue
        yield span[start : match.end()].strip()
        start = match.end()
    yield span[start:].strip()


def _bounded(sentence: Span) -> Iterator[Span]:
    """A sentence longer than anyone writes, in pieces: reading it whole would take its length squared."""
    while len(sentence.text) > _LONGEST:
        stop = sentence.text.rfind(" ", 1, _LONGEST)
        stop = stop if stop > 0 else _LONGEST
        yield sentence[:stop]
        sentence = sentence[stop:].strip()
    yield sentence


def _clauses(sentence: Span) -> Iterator[Span]:
    """A semicolon before a new subject begins a new sentence."""
    depth, start = depth_map(sentence.text), 0
    for match in re.finditer(
        r"；|;\s+(?=(?:i|we|it|they|please|no|you|users?|not)\b)", sentence.text, re.IGNORECASE
    ):
        if not depth[match.start()]:
            yield sentence[start : match.start()].strip()
            start = match.end()
    yield sentence[start:].strip()


def _sentences_of(span: Span) -> Iterator[Span]:
    for whole in split_sentences(span):
        for clause in _clauses(whole):
            yield from (piece for piece in _bounded(clause) if piece)


def _labelled(block: _Block, number: int) -> Iterator[Sentence]:
    """The sentences of a block; a label holds until the next one."""
    role, label, last = block.role, "", 0
    for sentence in _sentences_of(block.span):
        if sentence.line > last:  # a new source line: the label's own line is over
            role, label = block.role, ""
        last = sentence.lines[-1]
        match = _LABEL.match(sentence.text)
        known = label_role(match.group(1)) if match else None
        if match and known:
            role, label = known, match.group(1)
            sentence = sentence[match.end() :]
        elif (
            match
            and len(match.group(1).split()) <= 3
            and not re.search(r"[\u3400-\u9fff]{7}", match.group(1))
        ):
            role, label = block.role, match.group(1)
        if sentence:
            yield Sentence(sentence.strip(), role, label, number, block.form)


def sentences(text: str, first_line: int = 1, origin: str = "") -> list[Sentence]:
    r"""Cut a text into sentences.

    Args:
        text: Markdown without its front matter, newlines as `\n`.
        first_line: the number of its first line in the file as written.
        origin: the evidence for all of it; empty means that lines of the brief are cited.
    """
    blocks = _blocks(text.split("\n"), first_line, origin)
    return [sentence for number, block in enumerate(blocks) for sentence in _labelled(block, number)]
