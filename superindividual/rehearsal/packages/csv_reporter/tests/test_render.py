"""The report as text and as JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from csv_report import messages
from csv_report.render import as_json, as_text, printable
from csv_report.report import Report, Section, Total
from csv_report.statement import Entry, Unreadable

REPORT = Report(
    sections=(
        Section(
            "2026-03",
            "EUR",
            (Total("差旅", 2, Decimal("-1234.5")), Total(None, 10, Decimal("0.05"))),
        ),
    ),
    unmatched=(Entry(7, date(2026, 3, 9), "Kiosk\x1b[2J", Decimal("0.05"), "EUR"),),
    unreadable=(Unreadable(9, "why", 'a,"b\nc\u202e'),),
    elsewhere=3,
)


def test_text() -> None:
    """Sections, unmatched lines, unreadable lines, and a count of all lines."""
    blocks = as_text(REPORT).split("\n\n")
    assert blocks[0].splitlines()[0] == "2026-03  EUR"
    assert blocks[0].splitlines()[1].split() == ["差旅", "2", "-1,234.50"]
    assert blocks[0].splitlines()[2].endswith(" 10       0.05")
    assert blocks[0].splitlines()[3].endswith(" 12  -1,234.45")
    place = messages.LINE.format(line=7)
    assert blocks[1].splitlines() == [
        messages.UNMATCHED.format(count=1),
        f"  {place}  2026-03-09  0.05 EUR  Kiosk?[2J",
    ]
    assert blocks[2].splitlines() == [
        messages.UNREADABLE.format(count=1),
        f"  {messages.LINE.format(line=9)}  why",
        '      a,"b',
        "      c?",
    ]
    count = messages.COUNT.format(
        lines=16, counted=12, unmatched=1, elsewhere=3, unreadable=1
    )
    assert blocks[3] == count + "\n"
    assert len(blocks) == 4


def test_columns_line_up() -> None:
    """Wide letters take two places, accents on their own take none."""
    totals = tuple(
        Total(name, 1, Decimal(1)) for name in ("差旅", "Abcd", "e\u0301abc")
    )
    report = Report((Section("2026-03", "EUR", totals),), (), (), 0)
    lines = as_text(report).splitlines()[1:4]
    places = [line.index("1.00") for line in lines]
    assert places == [places[1] - 2, places[1], places[1] + 1]


def test_an_empty_report_says_so() -> None:
    """Nothing to report is said, not shown as an empty page."""
    text = as_text(Report((), (), (), 0))
    assert text.startswith(messages.NOTHING + "\n\n")
    assert messages.UNMATCHED.format(count=0) not in text
    assert messages.UNREADABLE.format(count=0) not in text


def test_json() -> None:
    """JSON holds the same; amounts are strings, and the text is untouched."""
    assert json.loads(as_json(REPORT)) == {
        "sections": [
            {
                "month": "2026-03",
                "currency": "EUR",
                "categories": [
                    {"category": "差旅", "lines": 2, "amount": "-1234.50"},
                    {"category": None, "lines": 10, "amount": "0.05"},
                ],
                "lines": 12,
                "amount": "-1234.45",
            }
        ],
        "unmatched": [
            {
                "line": 7,
                "date": "2026-03-09",
                "description": "Kiosk\x1b[2J",
                "amount": "0.05",
                "currency": "EUR",
            }
        ],
        "unreadable": [{"line": 9, "reason": "why", "text": 'a,"b\nc\u202e'}],
        "other_months": 3,
    }
    assert "差旅" in as_json(REPORT)
    assert as_json(REPORT).endswith("}\n")


def test_terminals_are_safe() -> None:
    """Controls, invisible marks and line separators are shown as question marks."""
    assert printable("a\x07b\u202ec\u2028d\te") == "a?b?c?d?e"
    assert printable("Büro 差旅 €") == "Büro 差旅 €"
