"""Patterns: what scanners look for, from `patterns.yaml`."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of that name, case-insensitive, line by line; KeyError when there is none."""
    return re.compile("|".join(f"(?:{one})" for one in _lists()[name]), re.IGNORECASE | re.MULTILINE)


@cache
def _lists() -> dict[str, list[str]]:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    text = resources.files(__package__).joinpath("patterns.yaml").read_text(encoding="utf-8")
    loaded: dict[str, list[str]] = yaml.load(text)
    return loaded
