"""Wording: the fixed texts of the documents, one TOML file per language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from superindividual.text import Language


class Wording:
    """The phrases of one language. Values are filled in once and never read as templates themselves."""

    def __init__(self, lang: Language, table: dict[str, Any]) -> None:
        self.lang = lang
        self._table = table

    def say(self, key: str, **values: object) -> str:
        """The phrase `section.name` with its values; raises KeyError for an unknown phrase."""
        phrase = self.table(key)
        if not isinstance(phrase, str):
            raise KeyError(key)
        return phrase.format(**values) if values else phrase

    def table(self, key: str) -> Any:
        """What stands under `section.name`: a phrase, a list or a table."""
        value: Any = self._table
        for part in key.split("."):
            value = value[part]
        return value

    def name(self, section: str, key: str) -> str:
        """How people write a short name, such as `producthunt`; the name itself when it is not listed."""
        return str(self._table[section].get(key, key))

    def join(self, parts: list[str]) -> str:
        """An enumeration: `a, b` or `a、b`."""
        return ("、" if self.lang == "zh-CN" else ", ").join(parts)


def data(name: str) -> dict[str, Any]:
    """A TOML file of this package."""
    return tomllib.loads((files(__package__) / "data" / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def wording(lang: Language) -> Wording:
    """The phrases of a language."""
    return Wording(lang, data(f"{lang}.toml"))
