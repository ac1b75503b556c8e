"""Amount: a sum of money in a sentence, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from superindividual.rehearsal.reading.vocabulary import data

_NUMBER = r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d{1,2})?(?!\d)"
_HAN = r"[一二两三四五六七八九十百千万]+"
_SIGN = r"US\$|[€$£¥￥]|(?<![A-Za-z])(?:EUR|USD|GBP|CNY|RMB|JPY|CHF|AUD|CAD|SGD|HKD)(?![A-Za-z])|人民币"
_NAME = (
    r"€|\$|£|(?:EUR|USD|GBP|CNY|RMB|JPY|CHF|AUD|CAD|SGD|HKD|euros?|dollars?|bucks|quid|yuan|yen|francs)(?![A-Za-z])|"
    r"美元|美金|欧元|英镑|日元|港币|港元|新币|块钱|块|元|圆|刀(?!具)|欧(?!洲|盟)"
)
_AMOUNT = re.compile(
    rf"(?:(?P<sign>{_SIGN})\s?(?P<n1>{_NUMBER})(?P<k1>k\b)?|(?<![\d.,])(?P<n2>{_NUMBER})(?P<k2>k\b)?\s?(?P<name>{_NAME})(?P<tail>\d(?!\d))?|(?P<n3>{_HAN})(?P<name3>块钱?|元|美元|欧元)(?P<tail3>[一二三四五六七八九](?![一-九]))?)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?:\d|[€$£¥])\s*(?:-|–|—|~|～|to|or|and|至|到|或)\s*(?:US)?[€$£¥￥]?\s*$", re.I)
_REPLACED = re.compile(
    r"(?:\bnot|instead of|rather than|no longer|from|而不是|不是|不再是|原来(?:的|是)?|从)\s*$", re.I
)
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True)
class Amount:
    """One sum of money in a sentence."""

    value: Decimal
    currency: str
    start: int
    end: int
    ranged: bool
    """It is one end of a range."""
    replaced: bool
    """It is named as what no longer holds."""


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {name: code for code, names in data("phrases.yaml")["currencies"].items() for name in names}


def _han(text: str) -> Decimal:
    total, current = 0, 0
    for char in text:
        if char in "十百千万":
            unit = {"十": 10, "百": 100, "千": 1000, "万": 10000}[char]
            total, current = (total + current) * unit if char == "万" else total + (current or 1) * unit, 0
        else:
            current = _HAN_DIGITS[char]
    return Decimal(total + current)


def _number(text: str) -> Decimal:
    plain = re.sub(r"[\u00a0 ]", "", text)
    plain = plain.replace(",", ".") if re.fullmatch(r"\d+,\d{1,2}", plain) else plain.replace(",", "")
    return Decimal(plain)


def _value(match: re.Match[str]) -> Decimal:
    if match["n3"]:
        value = _han(match["n3"])
        return value + Decimal(_HAN_DIGITS[match["tail3"]]) / 10 if match["tail3"] else value
    value = _number(match["n1"] or match["n2"])
    if match["k1"] or match["k2"]:
        value *= 1000
    return value + Decimal(match["tail"]) / 10 if match["tail"] and "块" in (match["name"] or "") else value


def amounts(text: str) -> list[Amount]:
    """Every sum of money, with where it stands."""
    found = []
    for match in _AMOUNT.finditer(text):
        name = (match["sign"] or match["name"] or match["name3"]).lower()
        before, after = text[: match.start()], text[match.end() :]
        ranged = (
            _RANGE.search(before) is not None
            or re.match(r"\s*(?:-|–|—|~|～|to|or|至|到|或)\s*(?:US)?[€$£¥￥]?\d", after) is not None
        )
        replaced = _REPLACED.search(before) is not None
        ranged = ranged and not re.search(r"(?:\bfrom|从)\s*\S*\s*\S*\s*(?:to|到)\s*$", before)
        found.append(Amount(_value(match), _codes()[name], match.start(), match.end(), ranged, replaced))
    return found
