"""ProductShape: what sort of product it is, as far as its screens and its category depend on it."""

from __future__ import annotations

import re
from typing import Literal

from superindividual.rehearsal.reading.vocabulary import pattern
from superindividual.specs.facts import ProductFacts

ProductShape = Literal["cli", "site", "service", "app", "device"]

_SITE_RECIPE = re.compile(r"site|directory|markdown", re.IGNORECASE)
_CLI = re.compile(
    r"command[- ]line|\bcli\b|\bterminal\b|exit (code|status)|\bscript\b|命令行|终端|退出码", re.IGNORECASE
)
_APP = re.compile(r"\bapps?\b|\bphones?\b|\bandroid\b|\bios\b|应用|小程序|手机|客户端", re.IGNORECASE)
_SITE = re.compile(r"\bweb ?site|\bstatic site|\bblog\b|网站|官网|博客", re.IGNORECASE)
_SERVICE = re.compile(
    r"\bservices?\b|\bconsult|\bcoach|\bagency\b|\btutor|\bworkshop|\blessons?\b|\brepairs?\b|\bdelivery\b|\bstudio\b"
    r"|服务|咨询|辅导|培训|代办|上门|工作室|维修",
    re.IGNORECASE,
)


def shape_of(facts: ProductFacts) -> ProductShape:
    """The shape; an app where nothing says otherwise, since its screens fit most."""
    return named_shape(facts) or "app"


def named_shape(facts: ProductFacts) -> ProductShape | None:
    """The shape by the chosen recipe, the signals, or the founder's words; None when nothing names one."""
    name = facts.recipe.name if facts.recipe else None
    if name:
        return "site" if _SITE_RECIPE.search(name) else "cli"
    if is_device(facts):
        return "device"
    if facts.signal("mobile_app") or facts.signal("game"):
        return "app"
    return _by_words(facts)


def is_device(facts: ProductFacts) -> bool:
    """Whether it is a thing to hold, by the founder's words on what it is made of."""
    said = [*([facts.summary] if facts.summary else []), *facts.capabilities]
    return any(pattern("kinds", "hardware").search(statement.text) for statement in said)


def _by_words(facts: ProductFacts) -> ProductShape | None:
    said = [*([facts.summary] if facts.summary else []), *facts.capabilities]
    first = facts.summary.text if facts.summary else ""
    text = " ".join(statement.text for statement in said)
    shapes: tuple[tuple[re.Pattern[str], ProductShape], ...] = (
        (_CLI, "cli"),
        (_APP, "app"),
        (_SITE, "site"),
        (_SERVICE, "service"),
    )
    whole = [(words, shape) for said_of in (first, text) for words, shape in shapes if words.search(said_of)]
    return whole[0][1] if whole else None
