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


def test_what_ends_a_line_elsewhere_ends_none_here(known: Knowledge) -> None:
    """Separators of Unicode within a content; a file that an editor of another system saved, and the same line twice."""
    say(known, "one\u2028two\u2029three\u0085four\x0bfive\r\nsix")
    text = exported(known)
    assert read_lines(text, "x.jsonl") == known.rows.all()
    assert read_lines("\ufeff" + (text + text).replace("\n", "\r\n"), "x.jsonl") == known.rows.all()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "M-0000000001"}, "its id is not that of"),
        ({"id": "M-\x1b[2J"}, "its id is not that of"),
        ({"content": "The price is 99 EUR"}, "its id is not that of"),
        ({"scope": "product:x"}, "its id is not that of"),
        ({"source": "decision:Q-1"}, "its id is not that of"),
        ({"supersedes": "itself"}, "its id is not that of"),
        ({"tainted": True}, "another line says something else"),
        ({"kind": "law"}, "another line says something else"),
        ({"created": "yesterday"}, "created is no time"),
        ({"valid_until": "zzzz"}, "valid_until is no time"),
        ({"valid_from": "0001-01-01T00:00:00+14:00"}, "valid_from is no time"),
        ({"forgotten": "2026-11-20"}, "forgotten is no time"),
    ],
)
def test_what_no_export_says_is_refused(known: Knowledge, change: dict[str, object], fault: str) -> None:
    """An id of other words, a record that supersedes itself, one id for two records, a time that cannot be compared."""
    given = json.loads(exported(known)) if say(known, "The price is 9 EUR") else {}
    changed = {**given, **{n: given["id"] if v == "itself" else v for n, v in change.items()}}
    twice = [given, changed] if "another line" in fault else [changed]
    with pytest.raises(SpecError, match=rf"x\.jsonl:{len(twice)}:1: this is no record: .*{fault}"):
        read_lines("\n".join(map(json.dumps, twice)), "x.jsonl")


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
