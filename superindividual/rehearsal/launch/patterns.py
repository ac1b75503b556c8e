"""Patterns: the word lists by which briefs and lessons are read, from `data/patterns.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    return tomllib.loads((Path(__file__).parent / "data" / "patterns.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def pattern(name: str) -> re.Pattern[str]:
    """One entry's alternatives as one expression, case ignored; KeyError when there is none of that name."""
    return re.compile("|".join(_table()[name]), re.IGNORECASE | re.DOTALL)
