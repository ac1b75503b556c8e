"""Amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from csv_report.money import (
    EXACT,
    UnclearAmountError,
    decimal_mark,
    grouped_number,
    parse_amount,
    plain_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("-12.5", "-12.5"),
        ("12.50-", "-12.50"),
        ("−7,10", "-7.10"),
        ("(1,234.56)", "-1234.56"),
        ("+3", "3"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234\u202f567.89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("0,123", "0.123"),
        ("0.123", "0.123"),
        ("1234.567", "1234.567"),
        (".50", "0.50"),
        ("5.", "5"),
        ("１２．５０", "12.50"),
        ("  8 ", "8"),
        ("-0.00", "0"),
    ],
)
def test_amounts_that_need_no_help(text: str, value: str) -> None:
    """An amount that shows its decimal mark is read by itself, whatever the file's."""
    for mark in (None, ".", ","):
        assert parse_amount(text, mark) == (Decimal(value), "")


@pytest.mark.parametrize("number", [0, 1, 99, 100, 1234, 999_999, 1_000_000, 10**15])
@pytest.mark.parametrize("cents", ["00", "05", "50", "99"])
def test_every_way_of_writing_an_amount_gives_the_same(number: int, cents: str) -> None:
    """Point or comma, grouped or not, with or without a sign: one value."""
    value = Decimal(f"{number}.{cents}")
    english, plain = f"{number:,}.{cents}", f"{number}.{cents}"
    swapped = english.translate(str.maketrans(",.", ".,"))
    spaced = english.replace(",", " ")
    for text in (english, plain, swapped, spaced):
        assert parse_amount(text, None)[0] == value
        assert parse_amount(f"-{text}", None)[0] == -value
        assert parse_amount(f"{text} EUR", None) == (value, "EUR")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("€12.50", "EUR"),
        ("12,50 €", "EUR"),
        ("-€12.50", "EUR"),
        ("USD 12.50", "USD"),
        ("12.50元", "CNY"),
        ("£12.50", "GBP"),
        ("$12.50", ""),
        ("¥12.50", ""),
        ("￥12.50", ""),
    ],
)
def test_the_currency_beside_an_amount(text: str, code: str) -> None:
    """A sign that several currencies share names none of them."""
    amount, currency = parse_amount(text, None)
    assert abs(amount) == Decimal("12.50")
    assert currency == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "-",
        ".",
        ",",
        "1-2",
        "2026-03",
        "--5",
        "1,23,4",
        "1.23.456",
        "1234,567,890.00",
        "1234,567.00",
        "1,23.00",
        ",123,456.00",
        "1.234,56,7",
        "12 34",
        "1 2",
        "1e5",
        "NaN",
        "Infinity",
        "12 apples",
        "(12",
        "1" * 41,
    ],
)
def test_what_is_no_amount(text: str) -> None:
    """Anything else is refused with its text, never read as something near it."""
    with pytest.raises(ValueError, match=r".") as caught:
        parse_amount(text, ".")
    assert text.strip() in str(caught.value)


def test_an_amount_that_reads_either_way() -> None:
    """1,234 is settled by the file's mark, and refused without one."""
    assert parse_amount("1,234", ".")[0] == 1234
    assert parse_amount("1,234", ",")[0] == Decimal("1.234")
    assert parse_amount("1.234", ",")[0] == 1234
    assert parse_amount("999.999", ".")[0] == Decimal("999.999")
    for text in ("1,234", "1.234", "999,999"):
        with pytest.raises(UnclearAmountError):
            parse_amount(text, None)


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [
        (["1,234", "5.00"], "."),
        (["1.234", "5,00"], ","),
        (["1,234", "7"], None),
        (["5.00", "5,00"], None),
        (["1.234.567", "1,234"], ","),
        (["1,234,567", "1.234"], "."),
        (["text", ""], None),
    ],
)
def test_the_mark_of_a_file(amounts: list[str], mark: str | None) -> None:
    """The clear amounts decide for the unclear ones, if they agree."""
    assert decimal_mark(amounts) == mark


def test_numbers_as_they_are_written() -> None:
    """Cents are always shown, further digits never cut, thousands grouped."""
    assert plain_number(Decimal(5), "EUR") == "5.00"
    assert plain_number(Decimal(5), "JPY") == "5"
    assert plain_number(Decimal("0.125"), "EUR") == "0.125"
    assert plain_number(Decimal("1E+3"), "EUR") == "1000.00"
    assert grouped_number(Decimal("-1234567.5"), "EUR") == "-1,234,567.50"
    assert grouped_number(Decimal("-0.25"), "EUR") == "-0.25"
    assert grouped_number(Decimal(-1000), "JPY") == "-1,000"


def test_sums_are_exact() -> None:
    """A sum holds every digit of its largest and its smallest part."""
    large, small = Decimal("9" * 38), Decimal("0.01")
    assert EXACT.subtract(EXACT.add(large, small), large) == small
