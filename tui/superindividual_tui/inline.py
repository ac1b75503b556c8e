"""Inline: what stands within a row of Markdown: strong, emphasised, code, and links with the address that they lead to."""

from __future__ import annotations

import re
from dataclasses import replace

from superindividual_tui.line import Line, Mark, Tone

_PARTS = re.compile(
    r"(?P<ticks>`+)(?P<code>(?:(?!`).)+)(?P=ticks)(?!`)"
    r"|!?\[(?P<link>[^\[\]]+)\]\((?P<to>[^()\s][^()]*)\)"
    r"|(?P<two>\*\*|(?<!\w)__)(?=\S)(?P<strong>(?:(?!(?P=two)).)+?)(?<=\S)(?P=two)(?!(?<=_)\w)"
    r"|(?P<one>\*|(?<!\w)_)(?=[^\s*_])(?P<emphasis>[^*_]+?)(?<=\S)(?P=one)(?!(?<=_)\w)"
)
_TONES: dict[str, Tone] = {"code": "code", "link": "link", "strong": "strong", "emphasis": "emphasis"}


def inline(line: Line) -> Line:
    """The line without the signs around its parts, which are marked; an address stays, since it says where a link leads."""
    pieces, marks, place, length = list[str](), list[Mark](), 0, 0
    for found in _PARTS.finditer(line.text):
        kind = next(name for name in _TONES if found[name] is not None)
        before = line.text[place : found.start()]
        said = f"{found['link']} ({found['to']})" if kind == "link" else found[kind]
        begin = length + len(before)
        marks.append((begin, begin + len(found[kind]), _TONES[kind]))
        pieces += [before, said]
        place, length = found.end(), begin + len(said)
    return replace(line, text="".join([*pieces, line.text[place:]]), marks=tuple(marks)) if marks else line
