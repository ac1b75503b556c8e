"""Sentence: a brief cut into sentences, each with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from superindividual.rehearsal.reading.blocks import LABEL, SENTENCE_END, Block, blocks_of
from superindividual.rehearsal.reading.span import Span, depth_map
from superindividual.rehearsal.reading.vocabulary import Role, label_role, pattern, phrase

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|ca|nr|mr|mrs|ms|dr|st|incl|max|min|z\.b)|\b(?-i:[A-Z]))\.$", re.I
)
_LABEL_WORDS = 3
_LABEL_LONG = 16
"""What is no longer than this and ends in a colon only leads in what follows."""
_ARTICLE = re.compile(r"\b(?:an?|one)\s|[一做要][个款套]", re.IGNORECASE)
"""What names a thing, as `想要一个小程序：` does, says more than that a list follows."""
_NUMBERED = re.compile(r"\bno\.$", re.IGNORECASE)
_ARROW = re.compile(r"\s*([^\s:：,，。;；()（）`>→][^:：,，。;；()（）`>→]{0,30}?)\s*(?:[-—=]+>|→)\s*")
_LONGEST = 2000
"""Characters of a sentence."""


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
    """`prose`, `item`, `heading` or `topic`, as a block has it."""
    told_by: str = ""
    """What gave the role: `label`, `above` (a heading or lead-in), or nothing yet."""
    topic: bool = False
    """It stands below a topic, which says what it is about."""
    optional: bool = False
    """Its label, heading or lead-in says that it can be done without."""
    announced: Role | None = None
    """The role that a label, a lead-in or a heading gave it, whatever its words say."""

    @property
    def text(self) -> str:
        """Its words."""
        return self.span.text


def split_sentences(span: Span) -> Iterator[Span]:
    """Sentences at full stops outside brackets and code."""
    depth, start = depth_map(span.text), 0
    for match in SENTENCE_END.finditer(span.text):
        before, rest = span.text[start : match.start() + 1], span.text[match.end() :]
        short = _ABBREVIATION.search(before) is not None or (_NUMBERED.search(before) and rest[1:2].isdigit())
        if depth[match.start()] or (span.text[match.start()] == "." and short and rest):
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


_NEW_SUBJECT = re.compile(
    r"；|;\s+(?=(?:i|we|it|they|please|no|you|users?|not)\b)|(?P<contrast>[,，]\s*(?:但是?|不过|but\s|(?:al)?though\s))",
    re.IGNORECASE,
)


def _clauses(sentence: Span) -> Iterator[Span]:
    """A semicolon before a new subject begins a new sentence, and so does `but` after a refusal."""
    depth, start = depth_map(sentence.text), 0
    for match in _NEW_SUBJECT.finditer(sentence.text):
        refused = phrase("refused").search(sentence.text[start : match.start()])
        if depth[match.start()] or (match["contrast"] and not refused):
            continue
        yield sentence[start : match.start()].strip()
        start = match.end()
    yield sentence[start:].strip()


def _sentences_of(span: Span) -> Iterator[Span]:
    for whole in split_sentences(span):
        for clause in _clauses(whole):
            yield from (piece for piece in _bounded(clause) if piece)


def _label(sentence: Span, above: Role | None) -> tuple[re.Match[str], Role | None] | None:
    """A label at the beginning, with the role it announces; one that announces nothing keeps the role above."""
    match = LABEL.match(sentence.text) or _ARROW.match(sentence.text)
    if match is None:
        return None
    if known := label_role(match.group(1)):
        return match, known
    short = len(match.group(1).split()) <= 3 and not re.search(r"[\u3400-\u9fff]{7}", match.group(1))
    named = short or (above == "audience" and len(match.group(1)) <= 40)
    return (match, None) if named and LABEL.match(sentence.text) else None


def _labelled(block: Block, number: int) -> Iterator[Sentence]:
    """The sentences of a block; a label holds until the next one."""
    above = "above" if block.role else ""
    role, label, told_by, last = block.role, "", above, 0
    for sentence in _sentences_of(block.span):
        if sentence.line > last:  # a new source line: the label's own line is over
            role, label, told_by = block.role, "", above
        last = sentence.lines[-1]
        sentence = sentence.without(pattern("neutral"))
        if found := _label(sentence, block.role):
            match, known = found
            role, label, told_by = known or block.role, match.group(1), "label" if known else above
            sentence = sentence[match.end() :] if known else sentence
        alone = (
            re.search(r"[:：]$", sentence.text)
            and len(sentence.text.split()) <= _LABEL_WORDS
            and not _ARTICLE.search(sentence.text)
        )
        if sentence and not (alone and len(sentence.text) <= _LABEL_LONG):
            span = sentence.strip()
            spare = block.optional or (told_by == "label" and pattern("optional").search(label) is not None)
            yield Sentence(
                span,
                role,
                label=label,
                block=number,
                form=block.form,
                told_by=told_by,
                topic=block.topic,
                optional=spare,
                announced=role,
            )


def sentences(text: str, first_line: int = 1, origin: str = "") -> list[Sentence]:
    r"""Cut a text into sentences.

    Args:
        text: Markdown without its front matter, newlines as `\n`.
        first_line: the number of its first line in the file as written.
        origin: the evidence for all of it; empty means that lines of the brief are cited.
    """
    blocks = enumerate(blocks_of(text, first_line, origin))
    return [sentence for number, block in blocks for sentence in _labelled(block, number)]
