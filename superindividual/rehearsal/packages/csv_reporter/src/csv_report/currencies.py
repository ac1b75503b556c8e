"""Currencies, as ISO 4217 codes; a sign that several currencies share is none."""

from __future__ import annotations

import re
import unicodedata

WITHOUT_CENTS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "VND", "XAF", "XOF"})
"""Common currencies that have no smaller unit (ISO 4217)."""

SHARED_SIGNS = "$¥"
"""Dollars of many countries; yuan and yen."""

_CODE = re.compile("[A-Z]{3}")
_NAMES = {
    "€": "EUR",
    "£": "GBP",
    "EURO": "EUR",
    "RMB": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "人民币元": "CNY",
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "港币": "HKD",
    "港元": "HKD",
    "日元": "JPY",
}


def currency_in(text: str) -> str:
    """Give the code that a text names; empty when it names none, or no single one."""
    folded = unicodedata.normalize("NFKC", text).strip().upper()
    if folded in _NAMES:
        return _NAMES[folded]
    return folded if _CODE.fullmatch(folded) else ""
