"""The two languages say the same things."""

from __future__ import annotations

import re
from typing import Any

from superindividual.rehearsal.documents.wording import data

HAN = re.compile(r"[\u3400-\u9fff]")
SAME = {".channel", ".stories.feature", ".learning.reached"}
"""Proper names, and phrases that are nothing but their values."""


def flat(value: Any, path: str = "") -> dict[str, str]:
    """Every phrase by its path."""
    if isinstance(value, dict):
        return {k: v for key, part in value.items() for k, v in flat(part, f"{path}.{key}").items()}
    if isinstance(value, list):
        return {k: v for n, part in enumerate(value) for k, v in flat(part, f"{path}.{n}").items()}
    return {path: str(value)}


def test_both_languages_have_the_same_phrases_with_the_same_values() -> None:
    """No phrase is missing in one language, and none drops or adds a value."""
    en, zh = flat(data("en.toml")), flat(data("zh-CN.toml"))
    assert en.keys() == zh.keys()
    for key, phrase in en.items():
        assert set(re.findall(r"{\w+}", phrase)) == set(re.findall(r"{\w+}", zh[key])), key


def test_each_phrase_is_in_its_language() -> None:
    """Chinese phrases hold Han characters and English ones none, names aside."""
    en, zh = flat(data("en.toml")), flat(data("zh-CN.toml"))
    assert not [key for key, phrase in en.items() if HAN.search(phrase)]
    untranslated = [
        k
        for k, v in zh.items()
        if not HAN.search(v) and re.search(r"[a-z]{3}", v.replace(v, re.sub(r"{\w+}", "", v)))
    ]
    assert [k for k in untranslated if not k.startswith(tuple(SAME)) and not k.endswith(".name")] == []


def test_every_ability_speaks_both_languages_and_compiles() -> None:
    """Each ability has all its phrases in both languages and a pattern that compiles."""
    for ability in data("abilities.toml")["ability"]:
        re.compile(ability["match"])
        assert (
            set(ability["en"])
            == set(ability["zh-CN"])
            == {"title", "measure", "given", "when", "then", "value"}
        )
        assert all(HAN.search(text) for text in ability["zh-CN"].values())
        assert not any(HAN.search(text) for text in ability["en"].values())
