"""Abilities are recognised by their words, in both languages, and not by look-alikes."""

from __future__ import annotations

import pytest

from superindividual.rehearsal.documents.ability import abilities_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("reads a CSV of orders", ["read_input"]),
        ("坏行要报出行号和原因", ["bad_lines"]),
        ("Data never leaves the device", ["privacy"]),
        ("家长可以在线预约时段", ["booking"]),
        ("reminds me of the vaccination", ["remind"]),
        ("people who keep books in a spreadsheet", ["other"]),
        ("matches the colours of the room", ["other"]),
        ("No tracking", ["privacy"]),
        ("exit code 1 if any", ["exit_code"]),
        ("an archive by year", ["archive"]),
        ("one line per problem with file:line", ["locate", "output"]),
        ("Open core: the checker is MIT", ["licence"]),
        ("readable on a phone", ["small_screen"]),
        ("Sponsors pay 200 USD a month", ["sponsor"]),
        ("生成并导出 PDF 报表", ["advise", "report", "export"]),
        ("", ["other"]),
    ],
)
def test_words_name_abilities(text: str, names: list[str]) -> None:
    """The abilities are those the words name, the main one first."""
    assert [ability.name for ability in abilities_of(text, "en")] == names


def test_a_long_requirement_names_three_at_most() -> None:
    """A requirement that says everything is still a handful of scenarios."""
    everything = "search, filter, share, export a PDF report, book a lesson, pay, log in, remind"
    assert len(abilities_of(everything, "en")) == 3
