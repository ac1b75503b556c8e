"""Ability: what a requirement is about, by its words; it gives the measure, the story and the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from superindividual.rehearsal.documents.wording import data
from superindividual.text import Language

GENERIC = "other"
MOST = 3
"""How many abilities one requirement is split into for its measure and stories."""


@dataclass(frozen=True)
class Ability:
    """One ability in one language; its phrases hold no foreign text and need no escaping."""

    name: str
    title: str
    measure: str
    given: str
    when: str
    then: str
    value: str
    on_screen: bool
    """False for a quality of the whole product, such as working offline: it belongs to the first screen."""


@dataclass(frozen=True)
class _Pattern:
    name: str
    match: re.Pattern[str]
    table: dict[str, dict[str, str]]
    on_screen: bool

    def ability(self, lang: Language) -> Ability:
        return Ability(name=self.name, on_screen=self.on_screen, **self.table[lang])


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            entry["name"],
            re.compile(entry["match"], re.IGNORECASE),
            {lang: entry[lang] for lang in ("en", "zh-CN")},
            entry.get("on_screen", True),
        )
        for entry in data("abilities.toml")["ability"]
    )


def abilities_of(text: str, lang: Language) -> list[Ability]:
    """The abilities that a requirement's words name, the main one first; the generic one when none is."""
    found = [p.ability(lang) for p in _patterns() if p.name != GENERIC and p.match.search(text)]
    return found[:MOST] or [generic(lang)]


def generic(lang: Language) -> Ability:
    """The ability of a requirement whose words say nothing we know."""
    return next(p.ability(lang) for p in _patterns() if p.name == GENERIC)
