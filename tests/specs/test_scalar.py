"""Words without quotes as values."""

from __future__ import annotations

import pytest

from superindividual.specs.scalar import Scalar, resolve


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("", None), ("~", None), ("null", None), ("NULL", None), ("nUll", "nUll"),
        ("true", True), ("False", False), ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("0", 0), ("-7", -7), ("+7", 7), ("007", 7), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("1_000", "1_000"),
        ("999999999999999999", 10**18 - 1), ("0000000000000000000000001", 1),
        ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-1.5E-2", -0.015), ("1.2.3", "1.2.3"),
        ("12:30:45", "12:30:45"), ("2026-11-23", "2026-11-23"), ("=", "="), ("<<", "<<"), ("١٢", "١٢"), ("- 1", "- 1"),
    ],
)  # fmt: skip
def test_core_schema(word: str, value: Scalar) -> None:
    """YAML 1.2: yes and no are words, dates and times are text, numbers are ASCII."""
    found = resolve(word)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "word", [".inf", "-.INF", ".nan", "1e999", "1" * 19, "-" + "9" * 4000, "0x" + "f" * 19]
)
def test_numbers_that_no_database_holds(word: str) -> None:
    """Refused at once: Python would need seconds for the longest, and JSON has no infinity."""
    with pytest.raises(ValueError, match=r"."):
        resolve(word)
