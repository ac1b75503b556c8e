"""Outline: a Markdown document as front matter, sections, tables and sentences, each with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from superindividual.checks.answer import Unreadable, fault
from superindividual.checks.source import parse_yaml, text_of
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Bundle

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)(?:^|\n)---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(
    r"\W*(?:tbd|todo|fixme|n/?a|lorem ipsum.*|to be (?:written|defined|done)|待定|待补充?|待写|略|无)\W*",
    re.I | re.S,
)


@dataclass(frozen=True)
class Section:
    """What stands under one heading, deeper headings included."""

    level: int
    title: str
    line: int
    body: str
    """The Markdown below the heading."""

    @property
    def empty(self) -> bool:
        """Whether nothing but headings and placeholders stands here."""
        text = "\n".join(line for line in self.body.split("\n") if not line.lstrip().startswith("#")).strip()
        return not re.search(r"\w", text) or _PLACEHOLDER.fullmatch(text) is not None


@dataclass(frozen=True)
class Table:
    """A Markdown table; every row with its line."""

    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Block:
    """A paragraph or list item's text, as written."""

    line: int
    text: str


@dataclass(frozen=True)
class Outline:
    """A document as a check needs it."""

    path: str
    front: Mapping[str, Any] | None
    """None when there is no front matter."""
    body: str
    """The text below the front matter, without the blank lines around it."""
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    """Paragraphs and list items; no headings, tables or code."""

    def of_level(self, level: int) -> list[Section]:
        """The sections whose heading has that level."""
        return [section for section in self.sections if section.level == level]

    def within(self, section: Section) -> tuple[int, int]:
        """The section's first and last line."""
        return section.line, section.line + section.body.count("\n") + 1

    def blocks_of(self, section: Section) -> list[Block]:
        """The paragraphs and list items of a section."""
        first, last = self.within(section)
        return [block for block in self.blocks if first <= block.line <= last]

    def tables_of(self, section: Section) -> list[Table]:
        """The tables of a section."""
        first, last = self.within(section)
        return [table for table in self.tables if first <= table.line <= last]

    def sections_of(self, section: Section) -> list[Section]:
        """The sections one level below."""
        first, last = self.within(section)
        return [one for one in self.of_level(section.level + 1) if first < one.line <= last]


def outline_of(bundle: Bundle, path: str) -> Outline:
    """The outline of one Markdown file.

    Raises:
        Unreadable: it is missing, no UTF-8, or its front matter is no YAML mapping.
    """
    text = text_of(bundle, path)
    front, rest = _split(text, path)
    tokens = MarkdownIt("commonmark").enable("table").disable("inline").parse(rest)
    lines = rest.split("\n")
    return Outline(path, front, rest.strip("\n"), _sections(tokens, lines), _tables(tokens), _blocks(tokens))


def _split(text: str, path: str) -> tuple[Mapping[str, Any] | None, str]:
    found = _FRONT.match(text)
    if found is None:
        return None, text
    front = parse_yaml(found.group(1), path, line=2).data
    if front is None:
        front = {}
    if not isinstance(front, Mapping):
        raise Unreadable(fault(path, 2, _("The front matter must be `name: value` lines.")))
    return front, "\n" * found.group().count("\n") + text[found.end() :]


def _sections(tokens: list[Token], lines: list[str]) -> tuple[Section, ...]:
    heads = [
        (int(token.tag[1]), tokens[index + 1].content.strip(), token.map[0], token.map[1])
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map and token.level == 0
    ]
    found = []
    for index, (level, title, first, below) in enumerate(heads):
        end = next(
            (start for deeper, _title, start, _end in islice(heads, index + 1, None) if deeper <= level),
            len(lines),
        )
        found.append(Section(level, title, first + 1, "\n".join(lines[below:end])))
    return tuple(found)


def _tables(tokens: list[Token]) -> tuple[Table, ...]:
    found: list[Table] = []
    rows: list[tuple[int, tuple[str, ...]]] = []
    cells: list[str] = []
    line = 1
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            line, cells = (token.map[0] if token.map else 0) + 1, []
        elif token.type in ("th_open", "td_open"):
            cells.append(tokens[index + 1].content.strip())
        elif token.type == "tr_close":
            rows.append((line, tuple(cells)))
        elif token.type == "table_close" and rows:
            found.append(Table(rows[0][0], rows[0][1], tuple(rows[1:])))
    return tuple(found)


def _blocks(tokens: list[Token]) -> tuple[Block, ...]:
    return tuple(
        Block((token.map[0] if token.map else 0) + 1, tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "paragraph_open"
    )


_CITATION = re.compile(r"\[((?:brief|fact|memory|check|founder|assumption):(?:[^\[\]]|\[\d+\])*)\]")
_END = re.compile(
    r"""(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)(?<!\bapprox)[.!?。！？]+["'”’」』)）*_]*(?=\s+[^a-z]|\s*$|\s*\x00|[\u3400-\u9fff“「（])"""
)


def citations_of(text: str) -> list[tuple[int, str]]:
    """Every reference in square brackets, such as `[brief:3, fact:prices[0]]`, with its line in the text.

    Fenced code is left out.
    """
    found: list[tuple[int, str]] = []
    fenced = False
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced:
            for match in _CITATION.finditer(line):
                found.extend((number, one) for one in re.split(r"[\s,;，；、]+", match.group(1)) if one)
    return found


def uncited_sentences(text: str) -> list[str]:
    """The sentences that neither end in a citation nor are followed by one."""
    marked = _CITATION.sub("\x00", text)
    pieces = [piece.strip() for piece in _END.split(marked)]
    found = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else ""
        words = piece.lstrip("\x00 ")
        if re.search(r"\w", words) and not piece.endswith("\x00") and not following.startswith("\x00"):
            found.append(words)
    return found
