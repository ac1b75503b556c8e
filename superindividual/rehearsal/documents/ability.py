"""Ability: what a requirement is about, by its words; it gives the measure, the story and the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from superindividual.rehearsal.documents.wording import data
from superindividual.rehearsal.reading.negation import negated
from superindividual.text import Language

GENERIC = "other"
_DENIABLE = {"account", "payment", "booking", "remind", "search", "live_play", "sponsor"}
"""Abilities whose words say the opposite after a `no`."""
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


@lru_cache(maxsize=1)
def _forms() -> tuple[_Pattern, ...]:
    """The forms of requirements that name no ability we know, the plain one last."""
    return tuple(
        _Pattern(
            GENERIC,
            re.compile(entry["match"], re.IGNORECASE),
            {lang: {"title": entry["name"], "value": "", **entry[lang]} for lang in ("en", "zh-CN")},
            entry.get("on_screen", True),
        )
        for entry in data("abilities.toml")["form"]
    )


def abilities_of(text: str, lang: Language) -> list[Ability]:
    """The abilities that a requirement's words name, the main one first; the generic one when none is."""
    found = [p.ability(lang) for p in _patterns() if _names(p, text)]
    if any(ability.name == "landing" for ability in found):  # the one page is no set of pages
        found = [ability for ability in found if ability.name != "pages"]
    return found[:MOST] or [generic(lang, text)]


def _names(ability: _Pattern, text: str) -> bool:
    """Whether the words name an ability; `they did not sign up` names no account."""
    places = [match.start() for match in ability.match.finditer(text)]
    return any(ability.name not in _DENIABLE or not negated(text, place) for place in places)


def generic(lang: Language, text: str = "") -> Ability:
    """The ability of a requirement whose words name none we know, measured by its form.

    A prohibition, a figure, a look and a bare part of the product are each observed in another way.
    """
    return next(form.ability(lang) for form in _forms() if form.match.search(text))
