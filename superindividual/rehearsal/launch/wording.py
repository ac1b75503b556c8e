"""Wording: the phrases of the launch material in one language, from `data/LANGUAGE.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from superindividual.text import Language

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Wording:
    """Phrases by dotted key, with their gaps filled."""

    lang: Language
    table: dict[str, Any]

    def say(self, key: str, **values: object) -> str:
        """One phrase; KeyError when there is none of that name or a gap has no value."""
        return str(self._find(key)).format(**values)

    def phrases(self, key: str) -> list[str]:
        """A list of phrases."""
        return [str(item) for item in self._find(key)]

    def _find(self, key: str) -> Any:
        found: Any = self.table
        for part in key.split("."):
            found = found[part]
        return found

    def listed(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        if self.lang == "zh-CN":
            return "、".join(items)
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""

    def sentences(self, parts: Sequence[str]) -> str:
        """Sentences one after the other."""
        return ("" if self.lang == "zh-CN" else " ").join(part for part in parts if part)

    def aside(self, text: str) -> str:
        """A remark in the language's brackets."""
        return f"（{text}）" if self.lang == "zh-CN" else f" ({text})"

    def colon(self, before: str, after: str) -> str:
        """`before: after`."""
        return f"{before}：{after}" if self.lang == "zh-CN" else f"{before}: {after}"


@lru_cache(maxsize=2)
def wording(lang: Language) -> Wording:
    """The phrases of one language."""
    return Wording(lang, tomllib.loads((_DATA / f"{lang}.toml").read_text(encoding="utf-8")))


@lru_cache(maxsize=8)
def data_file(name: str) -> str:
    """A text file of this package's `data` folder."""
    return (_DATA / name).read_text(encoding="utf-8")
