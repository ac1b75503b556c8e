"""Money: amounts in Decimal, and reading the founder's own figure out of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

_WHOLE = {"JPY", "KRW", "VND", "CLP", "HUF", "ISK"}
"""Currencies that are counted without decimals (ISO 4217; HUF by custom), read 2025-10."""
_WIDE = Context(prec=200)  # a figure with too many digits is shown as it is, and raises nothing
_MOST = Decimal(10) ** 12
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "CNY", "￥": "CNY", "₹": "INR"}
_NAMES = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD",
    "美元": "USD", "欧元": "EUR", "人民币": "CNY",
    "元": "CNY", "块": "CNY",
    "rmb": "CNY", "pounds": "GBP", "英镑": "GBP", "日元": "JPY", "港币": "HKD", "港元": "HKD",
}  # fmt: skip
_CODES = "EUR|USD|GBP|CNY|RMB|JPY|CHF|SEK|NOK|DKK|PLN|CZK|CAD|AUD|NZD|SGD|HKD|TWD|KRW|INR|BRL|MXN"
_NUMBER = (
    r"(?P<number>\d{1,3}(?:[,\u2009' ]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)(?P<scale>\s?(?:k\b|万|千))?"
)
_BEFORE = re.compile(rf"(?:(?P<code>\b(?:{_CODES})\b)|(?P<sign>[€$£¥￥₹]))\s?{_NUMBER}", re.IGNORECASE)
_AFTER = re.compile(
    rf"{_NUMBER}\s?(?:(?P<code>(?:{_CODES})\b)|(?P<sign>[€£¥￥₹$])|(?P<name>euros?\b|dollars?\b|pounds\b|美元|欧元|人民币|英镑|日元|港币|港元|元|块))",
    re.IGNORECASE,
)
_MONTHLY = re.compile(
    r"\b(per|a|each|every) month\b|\bmonthly\b|/\s?mo(nth)?\b|每个?月|月均|/月", re.IGNORECASE
)
_YEARLY = re.compile(r"\b(per|a|each|every) year\b|\byearly\b|\bannual|每年|一年(?!级)|/年", re.IGNORECASE)
_ENGLISH = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_CHINESE = "一二三四五六七八九十"
_MONTHS = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(_ENGLISH)}) months?\b|(?P<zh>\d{{1,2}}|[{_CHINESE}两])\s?个月",
    re.IGNORECASE,
)
_SCALES = {"k": 1000, "千": 1000, "万": 10000}


@dataclass(frozen=True)
class Limit:
    """What the founder has or may spend; `months` is the time named with a whole sum."""

    amount: Decimal
    currency: str
    monthly: bool
    months: int | None = None


def free_part(text: str) -> str:
    """What is free, without the word that says so: `Free for under 100 lines` gives `under 100 lines`."""
    return re.sub(r"^\s*free\b(\s+(for|tier))?\s*:?\s+(?=\S)", "", text, flags=re.IGNORECASE)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in the currency's smallest unit, halves up."""
    unit = Decimal("1") if currency in _WHOLE else Decimal("0.01")
    return amount.quantize(unit, ROUND_HALF_UP, _WIDE)


def shown(amount: Decimal, currency: str) -> str:
    """The amount for people: `1,234.50`; whole amounts without decimals."""
    value = rounded(amount, currency)
    return f"{int(value):,}" if value == value.to_integral_value() else f"{value:,}"


def limit_of(text: str) -> Limit | None:
    """The first amount with a currency in a sentence; None when there is none."""
    match = min(
        (m for m in (_BEFORE.search(text), _AFTER.search(text)) if m), key=lambda m: m.start(), default=None
    )
    if match is None:
        return None
    amount = Decimal(re.sub(r"[^\d.]", "", match["number"])) * _SCALES.get(
        (match["scale"] or "").strip().lower(), 1
    )
    if amount > _MOST:
        return None
    if _YEARLY.search(text):
        return Limit(amount / 12, _currency(match), monthly=True)
    monthly = bool(_MONTHLY.search(text))
    return Limit(amount, _currency(match), monthly, None if monthly else _months(text))


def _currency(match: re.Match[str]) -> str:
    named = match.groupdict()
    code = (named.get("code") or "").upper().replace("RMB", "CNY")
    return code or _SIGNS.get(named.get("sign") or "") or _NAMES[(named.get("name") or "").lower()]


def _months(text: str) -> int | None:
    match = _MONTHS.search(text)
    if match is None:
        return None
    word = (match["n"] or match["zh"]).lower()
    if word.isdigit():
        return int(word) or None
    return _ENGLISH.index(word) + 1 if word in _ENGLISH else (2 if word == "两" else _CHINESE.index(word) + 1)
