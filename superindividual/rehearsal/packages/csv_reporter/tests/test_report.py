"""The report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from csv_report.report import Section, Total, make_report
from csv_report.rules import read_rules
from csv_report.statement import Entry, Statement, Unreadable

RULES = read_rules("Zoo: zoo\nArt: art\nZoo: lion", "r")


def entry(line: int, day: str, words: str, amount: str, currency: str) -> Entry:
    """One line."""
    return Entry(line, date.fromisoformat(day), words, Decimal(amount), currency)


STATEMENT = Statement(
    (
        entry(2, "2026-03-31", "Art", "-1.10", "EUR"),
        entry(3, "2026-03-01", "Zoo", "-2.20", "EUR"),
        entry(4, "2026-03-01", "Zoo", "-100", "USD"),
        entry(5, "2026-04-01", "Lion", "-3.30", "EUR"),
        entry(6, "2026-03-01", "Lion", "10.00", "EUR"),
        entry(7, "2026-03-01", "other", "-0.05", "EUR"),
        entry(8, "2025-03-01", "Zoo", "-7.00", "EUR"),
    ),
    (Unreadable(9, "why", "text"),),
)


def test_sections() -> None:
    """One section per month and currency, sorted; categories as the rules have them."""
    report = make_report(STATEMENT, RULES)
    assert [(s.month, s.currency) for s in report.sections] == [
        ("2025-03", "EUR"),
        ("2026-03", "EUR"),
        ("2026-03", "USD"),
        ("2026-04", "EUR"),
    ]
    assert report.sections[1].totals == (
        Total("Zoo", 2, Decimal("7.80")),
        Total("Art", 1, Decimal("-1.10")),
        Total(None, 1, Decimal("-0.05")),
    )
    assert report.elsewhere == 0


def test_currencies_are_never_added_together() -> None:
    """A sum holds lines of its own currency only, and all of them."""
    for section in make_report(STATEMENT, RULES).sections:
        own = [
            e.amount
            for e in STATEMENT.entries
            if (e.month, e.currency) == (section.month, section.currency)
        ]
        assert section.lines == len(own)
        assert section.amount == sum(own)


def test_one_month() -> None:
    """A month has its own lines; the others are counted, the unreadable still shown."""
    report = make_report(STATEMENT, RULES, "2026-04")
    assert [(s.month, s.lines) for s in report.sections] == [("2026-04", 1)]
    assert (report.lines, report.elsewhere) == (1, 6)
    assert report.unmatched == ()
    assert report.unreadable == STATEMENT.unreadable


def test_unmatched_lines_are_listed_and_counted() -> None:
    """A line without a rule is in the sums and in the list."""
    income = entry(10, "2026-03-02", "gift", "5.00", "EUR")
    nothing = entry(11, "2026-03-02", "gift", "0.00", "EUR")
    entries = (*STATEMENT.entries, income, nothing)
    report = make_report(Statement(entries, ()), RULES)
    assert [e.line for e in report.unmatched] == [7, 10, 11]
    assert report.lines == len(entries)


def test_no_lines() -> None:
    """Nothing read gives no section."""
    assert make_report(Statement((), ()), RULES).sections == ()


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_cents_add_up_exactly(count: int) -> None:
    """Many small amounts give exactly their sum, where floats would drift."""
    lines = tuple(entry(n, "2026-03-01", "zoo", "0.10", "EUR") for n in range(count))
    (section,) = make_report(Statement(lines, ()), RULES).sections
    assert section == Section(
        "2026-03", "EUR", (Total("Zoo", count, Decimal(count) / 10),)
    )
