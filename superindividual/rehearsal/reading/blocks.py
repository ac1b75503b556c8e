"""Block: the headings, list items, rows and paragraphs of a brief, each with what announces it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from superindividual.rehearsal.reading.markup import (
    hidden,
    priced_row,
    table_rows,
    without_pictures,
    without_tags,
)
from superindividual.rehearsal.reading.span import Span
from superindividual.rehearsal.reading.vocabulary import (
    Role,
    heading_role,
    label_role,
    pattern,
    picture_role,
)
from superindividual.text import cell_width

LABEL = re.compile(
    r"\s*([^\s:：,，。;；()（）`][^:：,，。;；()（）`]{0,40}?)\s*(?:：|:(?=\s|$|[^\x00-\x7f]))\s*"
)
"""A label such as `Who:`."""
SENTENCE_END = re.compile(r"[。！？]+[”’」』）)]*|[.!?]+[\"”’)]*(?=\s|$)|…+(?=\s|$)")
_ITEM = re.compile(
    r"^(\s*)(?:[-*+–—](?=\s)|[•·‧●▪✓✔✅☑]|\d{1,2}[.)、](?!\d)|[（(]?[一二三四五六七八九十\d]{1,2}[)）、])"
    r"\s*(?:\[[ xX]\]\s*)?(?=\S)"
)
_HEADING = re.compile(r"^\s{0,3}(?P<marks>#{1,6})\s+(?P<words>.*?)\s*#*\s*$")
_BOLD_LINE = re.compile(r"^\s*(?:\*\*|__)(?P<words>[^*_]{1,60})(?:\*\*|__)\s*[:：]?\s*$")
_BOLD_LEVEL = 7
"""A bold line is a heading below all others."""
_TOPIC = 24
"""Characters of a heading that can name one thing the product has."""
_TITLE = 40
_TITLE_WORDS = 4
"""What is longer is a sentence."""
_COVERING = {"capability", "audience", "wanted", "not_now", "channel"}
"""Roles that a heading also gives to the sections below it."""
_WRAP = 56
"""Columns: a line is wrapped on purpose by an editor only where the next word would have passed this."""


@dataclass(frozen=True)
class Block:
    """A heading, a list item or a paragraph."""

    span: Span
    form: str
    """`prose`, `item`, `heading`, or `topic`: a heading that names one thing of the list above it."""
    role: Role | None
    topic: bool = False
    """It stands below a topic, which says what it is about."""
    optional: bool = False
    """The heading or lead-in above it says that it can be done without."""


def _wrapped(previous: str, following: str) -> bool:
    """Whether a line break only wraps a sentence."""
    before, after = previous.rstrip(), following.lstrip()
    if (end := SENTENCE_END.search(before[-3:])) and end.end() == len(before[-3:]):
        return True  # the sentence ends there anyway
    if before.endswith((",", "，", "、", "(", "（", ";", "；", "-")):
        return True
    if _begins_label(after, alone=not LABEL.match(re.sub(r"[*_]{2}", "", before))):
        return False
    if before.endswith(("）", "」", "”", "》", "】")):
        return False  # whoever writes Chinese without full stops ends a point there
    word = after[:2] if ord(after[:1] or " ") > 0x2E80 else after.split(" ", 1)[0]
    return cell_width(before) + 1 + cell_width(word) > _WRAP


def _begins_label(text: str, *, alone: bool) -> bool:
    """Whether a line begins with a label: one we know, or any short one among others."""
    match = LABEL.match(re.sub(r"[*_]{2}", "", text))
    if match is None:
        return False
    short = len(match.group(1).split()) <= 3 and not match.group(1)[0].islower()
    return label_role(match.group(1)) is not None or (short and not alone)


def _clean(text: str, line: int, origin: str) -> Span:
    """A source line without quote signs, tags, emphasis marks, decorations and runs of spaces."""
    plain = without_tags(re.sub(r"^\s*>+\s?", "", text))
    plain = re.sub(r"(?<!\w)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?!\w)|__", "", plain)
    plain = re.sub(r"[ \t\u00a0]+", " ", without_pictures(plain))
    return Span(plain, (line,) * len(plain), origin)


class _Blocks:
    """Collects lines into headings, list items and paragraphs."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.done: list[Block] = []
        self.sections: list[tuple[int, Role | None]] = []
        self.topic = False
        self.optional = False
        self.lead: Role | None = None
        self.current: Span | None = None
        self.shown: Role | None = None
        """What a picture at the beginning of the current item stands for."""
        self.form = "prose"
        self.last = ""
        self.listed = False
        """This section has had list items; what follows them in prose is a new subject."""

    @property
    def heading(self) -> Role | None:
        """What the nearest heading announces."""
        return self.sections[-1][1] if self.sections else None

    def close(self) -> None:
        """End the paragraph or item; one that ends in a colon leads in what follows."""
        span, self.current = self.current, None
        if not span:
            return
        span = span.strip()
        self.listed |= self.form == "item"
        under = None if self.listed and self.form == "prose" else self.heading
        role = self.shown or (self.lead if self.form == "item" and self.lead else under)
        self.done.append(Block(span, self.form, role, self.topic, self.optional))
        if span.text.endswith((":", "：")):
            self.lead = lead_in_role(span.text) or self.lead
            self.optional = pattern("optional").search(span.text) is not None
        elif self.form != "item":
            self.lead = None

    def title(self, text: str, level: int, line: int) -> None:
        """A heading: it announces a role, names one thing of the section above it, or is read itself."""
        self.close()
        self.lead, self.listed = None, False
        while self.sections and self.sections[-1][0] >= level:
            self.sections.pop()
        words = _clean(text, line, self.origin).strip().without(pattern("numbering"))
        own, above = heading_role(words.text) if self.done else label_role(words.text), self.heading
        if not self.sections or self.sections[-1][0] == 1 or above not in _COVERING:
            above = None  # a title, a story or an idea covers only what stands right below it
        self.sections.append((level, own or above))
        self.optional = pattern("optional").search(words.text) is not None
        self.topic = own is None and above == "capability" and len(words.text) <= _TOPIC
        if own is None:
            form = "topic" if self.topic else "heading"
            self.done.append(Block(words, form, above if self.topic else None))

    def add(self, text: str, line: int) -> None:
        """One line that is no heading and not empty."""
        item = _ITEM.match(text)
        shown = picture_role(text)
        part = _clean(text[item.end() :] if item else text, line, self.origin)
        if (
            item
            or shown
            or self.current is None
            or not ((self.form == "item" and text[:1] in " \t") or _wrapped(self.last, text))
        ):
            self.close()
            self.current, self.form = part, "item" if item or shown else "prose"
            self.shown = shown
        else:
            joint = "" if _cjk_joint(self.current.text, part.text.lstrip()) else " "
            self.current = (
                self.current.strip() + Span(joint, (line,) * len(joint), self.origin) + part.strip()
            )
        self.last = text


def _cjk_joint(left: str, right: str) -> bool:
    return bool(left and right) and ord(left.rstrip()[-1:] or " ") > 0x2E80 and ord(right[0]) > 0x2E80


def lead_in_role(text: str) -> Role | None:
    """The role of what follows a line that ends in a colon, or None when the line does not say it."""
    phrase = text.rstrip(" :：")
    last = re.split(r"[.。!！?？]\s*", phrase)[-1]
    if role := label_role(last):
        return role
    for role in ("not_now", "problem", "wanted", "capability"):
        if pattern("lead_ins", role).search(last):
            return role
    return None


def _is_title(lines: list[str], offset: int) -> bool:
    """Whether a first line that stands alone names the thing: `WALKIES`, then an empty line."""
    line = without_pictures(lines[offset]).strip()
    alone = offset + 1 < len(lines) and not lines[offset + 1].strip()
    short = len(line.split()) <= _TITLE_WORDS and len(line) <= _TITLE
    return (
        alone
        and short
        and bool(line)
        and line[:1].isupper()
        and not re.search(r"[.!?:;,。！？：，；-]", line)
    )


def blocks_of(text: str, first: int, origin: str) -> list[Block]:
    """The blocks of a text whose first line has the number `first`."""
    lines = text.split("\n")
    blocks, skipped, rows = _Blocks(origin), hidden(lines), table_rows(lines)
    for offset, line in enumerate(lines):
        title, bold = _HEADING.match(line), _BOLD_LINE.match(line)
        if offset in rows:
            blocks.close()
            row = rows[offset] or (priced_row(line) if blocks.heading == "price" else "")
            if row:
                blocks.add(f"- {row}", first + offset)
        elif _is_title(lines, offset) and not blocks.done and not title:
            blocks.title(line.strip(), 1, first + offset)
        elif skipped[offset] or not line.strip() or not line.strip("-*_=|: \t"):
            blocks.close()
        elif title or bold:
            words = title["words"] if title else line.strip(" *_:：")
            blocks.title(words, len(title["marks"]) if title else _BOLD_LEVEL, first + offset)
        else:
            blocks.add(line, first + offset)
    blocks.close()
    return blocks.done
