"""Markdown: the founder's words set safely into sentences, tables and front matter."""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML

from superindividual.text import safe_text

_CODE = re.compile(r"(?<!`)`([^`|\\\[\]<>]+)`(?!`)")
_SPECIAL = re.compile(r"[\\`*\[\]<>|~&]|(?<!\w)_|_(?!\w)")
_LEADING = re.compile(r"^([#+=-]|\d+(?=[.)]))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_END = ".。;；,，:： "


def plain(text: str) -> str:
    """Foreign text on one line, without controls; never empty, so that a cell or a step is never missing."""
    return " ".join(_NO_CHARACTER.sub("", safe_text(text)).split()) or "–"


def phrase(text: str) -> str:
    """One line without its closing punctuation, to stand inside a sentence."""
    flat = plain(text)
    return flat.rstrip(_END) or flat


def short(text: str, width: int) -> str:
    """A phrase cut with an ellipsis at a word's end where there is one; `width` counts characters."""
    flat = phrase(text)
    if len(flat) <= width:
        return flat
    cut = flat[: width - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > width // 2 else cut).rstrip(_END) + "…"


def capital(text: str) -> str:
    """The text with its first letter in upper case, as a sentence or a heading begins."""
    return text[:1].upper() + text[1:]


def _escape_plain(text: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match.group(), text)


def inline(text: str) -> str:
    """Foreign text as Markdown that renders as exactly that text; plain code spans stay code spans."""
    flat, parts, end = plain(text), [], 0
    for code in _CODE.finditer(flat):
        parts += [_escape_plain(flat[end : code.start()]), code.group()]
        end = code.end()
    parts.append(_escape_plain(flat[end:]))
    return _LEADING.sub(_escape_leading, "".join(parts))


def _escape_leading(match: re.Match[str]) -> str:
    mark = match.group()
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def unescaped(markdown: str) -> str:
    """The text that `inline` was given, as far as one line goes."""
    return _ESCAPED.sub(r"\1", markdown)


def row(*cells: str) -> str:
    """A table's row of cells that are Markdown already."""
    return "| " + " | ".join(cells) + " |"


def cells_of(line: str) -> list[str]:
    """The cells of a table's row, trimmed, still Markdown; empty when the line is no row."""
    stripped = line.strip()
    if not stripped.startswith("|"):
        return []
    cells, start = [], 1
    for mark in re.finditer(r"\\.|\|", stripped[1:]):
        if mark.group() == "|":
            cells.append(stripped[start : mark.start() + 1].strip())
            start = mark.end() + 1
    rest = stripped[start:].strip()
    return [*cells, rest] if rest else cells


def cite(*evidence: str) -> str:
    """Evidence in square brackets: `[brief:12] [assumption:A1]`."""
    return " ".join(f"[{one}]" for one in evidence)


def cited(text: str, *evidence: str) -> str:
    """A sentence that is Markdown already, ending in its evidence."""
    return f"{text.rstrip(_END) or text} {cite(*evidence)}"


def bullets(lines: list[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)


def yaml_text(value: Any) -> str:
    """Plain data as YAML 1.2, keys in the order given."""
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=2, offset=0)
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


def front_matter(fields: dict[str, Any]) -> str:
    """YAML between two lines of hyphens."""
    return f"---\n{yaml_text(fields)}---\n"
