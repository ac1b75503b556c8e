"""Points of a list of abilities."""

from __future__ import annotations

import pytest

from superindividual.rehearsal.reading.enumeration import abilities
from superindividual.rehearsal.reading.span import Span


@pytest.mark.parametrize(
    ("point", "found"),
    [
        ("Write report.md", ["Write report.md"]),
        ("Create recurring invoices", ["Create recurring invoices"]),
        ("Make a backup every night", ["Make a backup every night"]),
        ("Build me a tool that reads X and prints Y", ["reads X", "prints Y"]),
        ("Write a small program that sorts CSV files", ["sorts CSV files"]),
    ],
)
def test_what_the_product_does_keeps_its_verb(point: str, found: list[str]) -> None:
    """`Write` begins what it does, and is no order to us unless the product itself is ordered."""
    span = Span(point, tuple(1 for _ in point))
    assert [ability.text for ability in abilities(span, wished=False)] == found
