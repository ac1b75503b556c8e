"""Columns and their headings."""

from __future__ import annotations

import pytest

from csv_report.columns import HEADER_WITHIN, find_layout
from csv_report.errors import InputError


@pytest.mark.parametrize(
    "header",
    [
        "Date,Description,Amount,Currency",
        "DATE;Payee;Amount;CCY",
        "Buchungstag\tVerwendungszweck\tBetrag\tWährung",
        "日期,摘要,金额,币种",
        '"Transaction Date"|"Memo"|"Amount"|"Currency"',
        "transaction_date, narrative ,AMOUNT, Currency Code",
    ],
)
def test_headings_of_banks(header: str) -> None:
    """English, German and Chinese headings are known with every delimiter."""
    layout = find_layout(["My account\n", "\n", header + "\n", "x\n"], {})
    assert (layout.date, layout.descriptions, layout.amount) == (0, (1,), 2)
    assert (layout.currency, layout.header, layout.width) == (3, 2, 4)
    assert layout.delimiter in header


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Amount (EUR)", "EUR"),
        ("Betrag in EUR", "EUR"),
        ("Amount [usd]", "USD"),
        ("金额（元）", "CNY"),
        ("Betrag (€)", "EUR"),
        ("Amount ($)", ""),
        ("Amount", ""),
    ],
)
def test_a_currency_in_the_heading(heading: str, unit: str) -> None:
    """The amount's heading may name the currency of all lines."""
    layout = find_layout([f"Date;Text;{heading}"], {})
    assert (layout.amount, layout.unit) == (2, unit)


def test_debit_and_credit() -> None:
    """Two columns stand in for the amount only when there is none."""
    layout = find_layout(["Date,Text,Money out (EUR),Money in (EUR)"], {})
    assert (layout.amount, layout.debit, layout.credit) == (-1, 2, 3)
    assert layout.unit == "EUR"
    layout = find_layout(["Date,Text,Debit,Credit,Amount"], {})
    assert (layout.amount, layout.debit, layout.credit) == (4, -1, -1)
    layout = find_layout(["Amount,Debit,Credit,Date,Text"], {})
    assert (layout.amount, layout.debit, layout.credit) == (0, -1, -1)
    layout = find_layout(["Debit (EUR),Credit,Date,Text"], {})
    assert (layout.debit, layout.credit, layout.unit) == (0, 1, "EUR")
    layout = find_layout(["Credit,Debit,Date,Text"], {})
    assert (layout.debit, layout.credit) == (1, 0)
    for header in ("Date,Text,Debit", "Date,Text,Credit"):
        with pytest.raises(InputError):
            find_layout([header], {})


def test_several_descriptions_and_dates() -> None:
    """All descriptions count, in the file's order; the booking date goes first."""
    layout = find_layout(["Valuta;Datum;Verwendungszweck;Empfänger;Betrag"], {})
    assert layout.date == 1
    assert layout.descriptions == (2, 3)


def test_columns_that_the_user_names() -> None:
    """A named column is used alone, and only where it exists."""
    named = {"date": "Booked", "amount": "Sum Total (EUR)"}
    layout = find_layout(["Date,Booked,Text,Sum Total,Amount"], named)
    assert (layout.date, layout.amount) == (1, 3)
    with pytest.raises(InputError):
        find_layout(["Date,Text,Amount"], {"date": "Booked"})


def test_a_direction() -> None:
    """A column may say whether money came in or went out."""
    assert find_layout(["交易时间,商品,收/支,金额(元)"], {}).direction == 2


def test_no_header() -> None:
    """The message shows the first line, so that the user sees what was found."""
    with pytest.raises(InputError, match="Foo;Bar"):
        find_layout(["\n", "Foo;Bar\n", f"{'x' * 200_000},y\n"], {})
    with pytest.raises(InputError):
        find_layout([], {})


def test_how_far_the_header_is_looked_for() -> None:
    """A header below many lines of account details is found, up to a limit."""
    above = ["details\n"] * (HEADER_WITHIN - 1)
    assert find_layout([*above, "Date,Text,Amount"], {}).header == HEADER_WITHIN - 1
    with pytest.raises(InputError):
        find_layout([*above, "details", "Date,Text,Amount"], {})
