"""Span: characters of a source that know their lines, and where brackets enclose them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_SAYING = re.compile(r"\b(?!(?:an?|the|one|no|and|it|of|to|for|with|in|on|by|is|be)\b)\w", re.IGNORECASE)
_QUOTES = '`"'
_OPEN, _CLOSE = "(（[【「『“{<《", ")）]】」』”}>》"


@dataclass(frozen=True)
class Span:
    """Characters of the source with the line of each; slicing keeps both in step."""

    text: str
    lines: tuple[int, ...]
    origin: str = ""
    """Empty for the brief; else the evidence that every part of it carries."""

    def __getitem__(self, part: slice) -> Span:
        """A part."""
        return replace(self, text=self.text[part], lines=self.lines[part])

    def __add__(self, other: Span) -> Span:
        """Two parts, joined."""
        return replace(self, text=self.text + other.text, lines=self.lines + other.lines)

    def __bool__(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.text.strip())

    @property
    def line(self) -> int:
        """The line on which it begins: that of its first word that says something."""
        if not self.lines:
            return 0
        first = _SAYING.search(self.text)
        return self.lines[first.start() if first else 0]

    @property
    def evidence(self) -> str:
        """How it is cited."""
        return self.origin or f"brief:{self.line}"

    def strip(self, chars: str = " \t\n") -> Span:
        """Without these characters at the ends."""
        start = len(self.text) - len(self.text.lstrip(chars))
        return self[start : max(start, len(self.text.rstrip(chars)))]

    def without(self, expression: str | re.Pattern[str]) -> Span:
        """Without what the expression matches at the beginning."""
        match = (
            re.compile(expression, re.IGNORECASE).match(self.text)
            if isinstance(expression, str)
            else expression.match(self.text)
        )
        return self[match.end() :] if match else self


def depth_map(text: str) -> list[int]:
    """For each character, how many brackets and quotes enclose it; unbalanced ones enclose nothing."""
    out: list[int] = []
    code, stack = "", 0
    last = {char: text.rfind(char) for char in _QUOTES + _CLOSE}
    for position, char in enumerate(text):
        if char in _QUOTES and (code == char or (not code and last[char] > position)):
            code = "" if code else char
        elif not code and char in _OPEN and last[_CLOSE[_OPEN.index(char)]] > position:
            stack += 1
        elif not code and char in _CLOSE and stack:
            stack -= 1
        out.append(stack + bool(code))
    return out
