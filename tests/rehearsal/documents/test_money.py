"""Reading amounts out of sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest

from superindividual.rehearsal.documents.money import Limit, free_part, limit_of, rounded, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I have 3,000 EUR and five months.", Limit(Decimal(3000), "EUR", False, 5)),
        ("at most €50 a month", Limit(Decimal(50), "EUR", True)),
        ("预算：每月不超过 50 元。", Limit(Decimal(50), "CNY", True)),
        ("手头有 2 万元，打算做三个月", Limit(Decimal(20000), "CNY", False, 3)),
        ("$1.5k to start with", Limit(Decimal(1500), "USD", False)),
        ("1200 USD per year", Limit(Decimal(100), "USD", True)),
        ("RMB 800/月", Limit(Decimal(800), "CNY", True)),
        ("two evenings a week", None),
        ("as little as possible", None),
    ],
)
def test_a_limit_is_read_as_written(text: str, expected: Limit | None) -> None:
    """Amount, currency, period and time are the sentence's own; without an amount there is none."""
    assert limit_of(text) == expected


def test_amounts_are_rounded_to_the_currencys_unit() -> None:
    """Cents where there are cents, whole yen, halves up, and no error at absurd sizes."""
    assert rounded(Decimal("1.005"), "EUR") == Decimal("1.01")
    assert rounded(Decimal("99.5"), "JPY") == Decimal(100)
    assert shown(Decimal("1234.5"), "EUR") == "1,234.50"
    assert shown(Decimal(19), "EUR") == "19"
    assert rounded(Decimal(10) ** 60, "EUR") == Decimal(10) ** 60


def test_the_free_part_is_named_without_its_word() -> None:
    """`Free for under 100 lines` is what is free; a text that starts otherwise stays."""
    assert free_part("Free for under 100 lines a month.") == "under 100 lines a month."
    assert free_part("前 100 行免费") == "前 100 行免费"
    assert free_part("Free") == "Free"
