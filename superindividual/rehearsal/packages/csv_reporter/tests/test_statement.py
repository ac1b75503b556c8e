"""Statements: every line is read or reported."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from csv_report import messages
from csv_report.errors import InputError
from csv_report.statement import Entry, Options, read_statement

HEADER = "Date,Description,Amount,Currency\n"
GOOD = "2026-03-01,Shop,-1.50,EUR\n"


def reasons(text: str, options: Options | None = None) -> list[tuple[int, str]]:
    """Line and reason of what could not be read."""
    bad = read_statement(text, options or Options()).unreadable
    return [(line.line, line.reason) for line in bad]


def amounts(text: str, options: Options | None = None) -> list[tuple[Decimal, str]]:
    """Amount and currency of every line; all of them must be readable."""
    statement = read_statement(text, options or Options())
    assert statement.unreadable == ()
    return [(entry.amount, entry.currency) for entry in statement.entries]


def test_a_line() -> None:
    """All four parts of a line are read, and its place in the file is kept."""
    statement = read_statement(f"\n{HEADER}\n{GOOD}", Options())
    assert statement.entries == (
        Entry(4, date(2026, 3, 1), "Shop", Decimal("-1.50"), "EUR"),
    )
    assert statement.entries[0].month == "2026-03"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("soon,Shop,1.00,EUR", messages.NO_DATE.format(text="soon")),
        ("2026-02-30,Shop,1.00,EUR", messages.NO_SUCH_DATE.format(text="2026-02-30")),
        ("2026-03-01,Shop,much,EUR", messages.NO_AMOUNT.format(text="much")),
        ("2026-03-01,Shop,,EUR", messages.NO_AMOUNT.format(text="")),
        ("2026-03-01,Shop,1.00,", messages.LINE_WITHOUT_CURRENCY),
        ("2026-03-01,Shop,1.00,$", messages.UNKNOWN_CURRENCY.format(text="$")),
        (
            "2026-03-01,Shop,1.00 USD,EUR",
            messages.TWO_CURRENCIES.format(one="EUR", two="USD"),
        ),
        ("2026-03-01,Shop", messages.WIDTH.format(found=2, expected=4)),
        ("2026-03-01,Shop,1.00", messages.WIDTH.format(found=3, expected=4)),
        ("2026-03-01,Shop,-1,50,EUR", messages.WIDTH.format(found=5, expected=4)),
        ('2026-03-01,"Shop,1.00,EUR', messages.OPEN_QUOTE),
        ('2026-03-01,"Shop"s,1.00,EUR', messages.OPEN_QUOTE),
    ],
)
def test_a_bad_line_is_reported(line: str, reason: str) -> None:
    """A bad line is given with number, reason and text; its neighbours are read."""
    statement = read_statement(f"{HEADER}{GOOD}{line}\n{GOOD}", Options())
    assert [(b.line, b.reason, b.text) for b in statement.unreadable] == [
        (3, reason, line)
    ]
    assert [entry.line for entry in statement.entries] == [2, 4]


def test_empty_cells_behind_a_line() -> None:
    """Banks end lines with a separator; that is no cell too many."""
    assert amounts(f"{HEADER}2026-03-01,Shop,1.00,EUR,,\n") == [(Decimal(1), "EUR")]


def test_the_file_settles_the_order_of_day_and_month() -> None:
    """One clear date reads the others; without one the user is asked, by line."""
    lines = HEADER + "03/04/2026,a,1.00,EUR\n{}/{}/2026,b,1.00,EUR\n"
    day = read_statement(lines.format(13, "04"), Options()).entries
    assert day[0].date == date(2026, 4, 3)
    month = read_statement(lines.format("04", 13), Options()).entries
    assert month[0].date == date(2026, 3, 4)
    with pytest.raises(InputError, match="--day-first") as caught:
        read_statement(lines.format("05", "06"), Options())
    assert messages.AT_LINE.format(line=2, reason="")[:-1] in str(caught.value)
    told = read_statement(lines.format("05", "06"), Options(order="month"))
    assert told.entries[0].date == date(2026, 3, 4)


def test_the_file_settles_the_decimal_mark() -> None:
    """One clear amount reads the others; without one the user is asked."""
    lines = "Date;Text;Amount;Currency\n2026-03-01;a;1.234;EUR\n2026-03-01;b;{};EUR\n"
    assert amounts(lines.format("5,00"))[0] == (Decimal(1234), "EUR")
    assert amounts(lines.format("5.00"))[0] == (Decimal("1.234"), "EUR")
    with pytest.raises(InputError, match="--decimal"):
        read_statement(lines.format("5"), Options())
    assert amounts(lines.format("5"), Options(mark="."))[0][0] == Decimal("1.234")
    assert amounts(lines.format("5"), Options(mark=","))[0][0] == 1234


def test_where_the_currency_comes_from() -> None:
    """The cell, then beside the amount, then the heading, then the user."""
    line = "2026-03-01,a,1.00{},{}\n"
    usd = Options(currency="USD")
    headed = "Date,Text,Amount (GBP),Currency\n"
    assert amounts(headed + line.format("", "EUR"), usd)[0][1] == "EUR"
    assert amounts(headed + line.format(" CHF", ""), usd)[0][1] == "CHF"
    assert amounts(headed + line.format("", ""), usd)[0][1] == "GBP"
    assert amounts(HEADER + line.format("", ""), usd)[0][1] == "USD"


def test_a_file_without_a_currency_column() -> None:
    """Amounts may carry the currency; where nothing does the user is asked."""
    lines = "Date,Text,Amount\n2026-03-01,a,{}\n2026-03-02,b,2.00\n"
    assert amounts(lines.format("1.00"), Options(currency="EUR"))[1][1] == "EUR"
    with pytest.raises(InputError, match="--currency"):
        read_statement(lines.format("1.00"), Options())
    assert reasons(lines.format("1.00 EUR")) == [(3, messages.LINE_WITHOUT_CURRENCY)]
    assert reasons(lines.format("?"), Options(currency="EUR"))[0][0] == 2
    assert reasons(lines.format("?").replace("2.00", "2.00 EUR"))[0][0] == 2


def test_debit_and_credit() -> None:
    """What went out is negative, what came in positive; both or neither is bad."""
    lines = "Date,Text,Debit,Credit,Currency\n" + "".join(
        f"2026-03-0{day},a,{cells},EUR\n"
        for day, cells in enumerate(["5.00,", ",6.00", "-7.00,0.00", "0.00,0.00"], 1)
    )
    assert [amount for amount, _ in amounts(lines)] == [-5, 6, -7, 0]
    for cells in ("5.00,6.00", ","):
        bad = lines + f"2026-03-09,a,{cells},EUR\n"
        assert reasons(bad) == [(6, messages.DEBIT_OR_CREDIT)]


def test_direction() -> None:
    """Unsigned amounts take their sign from a column; an unknown word is reported."""
    lines = "交易时间,商品,收/支,金额(元)\n" + "".join(
        f"2026-03-01 12:00:00,茶,{word},¥{amount}\n"
        for word, amount in [("支出", "5.00"), ("收入", "6.00"), ("不计收支", "7.00")]
    )
    statement = read_statement(lines, Options())
    assert [entry.amount for entry in statement.entries] == [-5, 6]
    assert reasons(lines) == [(4, messages.NO_DIRECTION.format(text="不计收支"))]
    first = "Dr/Cr,Date,Text,Amount\nDR,2026-03-01,a,5.00 EUR\n"
    assert amounts(first) == [(Decimal(-5), "EUR")]


def test_descriptions_are_joined() -> None:
    """Several columns that describe a line are all there for the rules."""
    lines = "Datum;Verwendungszweck;Empfänger;Betrag\n1.3.2026;Miete  März;Haus;-1,00 €"
    (entry,) = read_statement(lines, Options()).entries
    assert entry.description == "Miete März · Haus"


@pytest.mark.parametrize("first", range(4))
def test_the_order_of_columns_does_not_matter(first: int) -> None:
    """Whichever column comes first, the same is read."""
    names, cells = HEADER.strip().split(","), GOOD.strip().split(",")
    lines = [",".join(row[first:] + row[:first]) for row in (names, cells)]
    assert amounts("\n".join(lines)) == [(Decimal("-1.50"), "EUR")]


def test_named_columns() -> None:
    """Columns with unusual names can be named by the user."""
    lines = "Tag;Wofür;Wert;Geld\n1.3.2026;Brot;-2,00;EUR\n"
    named = {
        "date": "tag",
        "description": "Wofür",
        "amount": "Wert",
        "currency": "Geld",
    }
    assert amounts(lines, Options(columns=named)) == [(Decimal(-2), "EUR")]


CELLS = ["2026-03-01", "soon", "", '"', "1.00", "EUR", "x,y", '"a\nb"', "NaN", "£"]


@pytest.mark.parametrize("shift", range(len(CELLS)))
@pytest.mark.parametrize("step", [1, 2, 3, 7])
def test_nothing_is_dropped(shift: int, step: int) -> None:
    """Whatever stands in the lines, each is read, unreadable, or part of such a row."""
    body = ""
    for number in range(12):
        first, stride = shift + step * number, number
        cells = [CELLS[(first + stride * k) % len(CELLS)] for k in range(4)]
        body += ",".join(cells) + "\n"
    statement = read_statement(HEADER + GOOD + body + GOOD, Options())
    covered = {entry.line for entry in statement.entries}
    for bad in statement.unreadable:
        covered |= set(range(bad.line, bad.line + bad.text.count("\n") + 1))
    lines = (HEADER + GOOD + body + GOOD).split("\n")
    filled = {n for n, line in enumerate(lines, 1) if line.strip(", ") and n > 1}
    assert filled <= covered
