"""Currencies."""

from __future__ import annotations

import pytest

from csv_report.currencies import currency_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EUR", "EUR"),
        (" usd ", "USD"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("人民币", "CNY"),
        ("RMB", "CNY"),
        ("日元", "JPY"),
        ("ＵＳＤ", "USD"),
        ("$", ""),
        ("¥", ""),
        ("US$", ""),
        ("EURO5", ""),
        ("", ""),
    ],
)
def test_codes_and_names(text: str, code: str) -> None:
    """Codes and names of one currency are known; shared signs are not guessed."""
    assert currency_in(text) == code
