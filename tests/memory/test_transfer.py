from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from superindividual.errors import SpecError
from superindividual.journal.journal import Journal
from superindividual.memory.knowledge import Knowledge
from superindividual.memory.transfer import as_lines, as_markdown, read_lines
from superindividual.paths import CompanyPaths
from tests.memory.test_knowledge import found, say


def exported(known: Knowledge) -> str:
    return "".join(f"{line}\n" for line in as_lines(known.rows.all()))


def test_an_export_restores_the_same(known: Knowledge, tmp_path: Path) -> None:
    """Superseded and forgotten records, windows, sources and labels: another company's export is the same bytes."""
    one = say(known, "The price is 9 EUR")
    known.correct(one.id, "价格是 19 元")
    known.forget([say(known, "A wrong turn").id])
    say(known, "Rival X folds", source="https://example.invalid/x", tainted=True, as_of=date(2026, 11, 1))
    say(known, "Fee", valid_from="2026-01-01T00:00:00.000Z", valid_until="2027-01-01T00:00:00.000Z")
    text = exported(known)
    journal = Journal(tmp_path / "other" / "journal.db")
    other = Knowledge(journal, CompanyPaths(tmp_path / "other"), known._objects)
    assert len(other.restore(read_lines(text, "x.jsonl"))) == 5
    assert exported(other) == text
    assert found(other, "价格") == ["价格是 19 元"]
    assert other.restore(read_lines(text, "x.jsonl")) == []
    journal.close()


def test_a_line_that_is_no_record_is_named_and_nothing_is_taken(known: Knowledge) -> None:
    """File and line; an unknown field is refused as well."""
    say(known, "The price is 9 EUR")
    good = exported(known)
    extra = json.dumps({**json.loads(good), "trusted": True})
    for bad in ("{", extra):
        with pytest.raises(SpecError, match=r"x\.jsonl:2:1: this is no record"):
            read_lines(f"{good}{bad}\n", "x.jsonl")


def test_markdown_is_for_reading_and_holds_no_markup_of_its_own(known: Knowledge) -> None:
    """A record from outside can neither begin a heading nor hide a link or an escape sequence."""
    say(
        known,
        "# Rival\n[click](https://example.invalid) \x1b[2J",
        source="https://example.invalid",
        tainted=True,
    )
    lines = list(as_markdown(known.rows.live()))
    assert lines[:3] == ["# What the company knows", "", "## company"]
    assert lines[4].startswith("- \\# Rival \\[click\\](https")
    assert ", from outside)" in lines[4]
    assert "\x1b" not in "".join(lines)
