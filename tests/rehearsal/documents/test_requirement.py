"""Reading the requirements back from the PRD."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superindividual.errors import StepFailed
from superindividual.rehearsal.documents.markdown import plain
from superindividual.rehearsal.documents.requirement import (
    Requirement,
    read_requirements,
    write_requirements,
)

ODD = st.text(alphabet=st.sampled_from("ab |\\`*_[]<>#&~{}\"'\n\t换，😀-+1."), min_size=1, max_size=40)


def requirement(**changes: object) -> Requirement:
    """A requirement with some fields changed."""
    fields = {
        "id": "R1",
        "text": "x",
        "persona": "P1",
        "priority": "must",
        "measure": "y",
        "evidence": ("brief:1",),
    }
    return Requirement.model_validate({**fields, **changes})


@given(text=ODD, measure=ODD, priority=st.sampled_from(["must", "should", "could"]), zh=st.booleans())
def test_what_is_written_is_read_back(text: str, measure: str, priority: str, zh: bool) -> None:
    """Any text, written to the table and read back, is the same text on one line."""
    lang = "zh-CN" if zh else "en"
    made = requirement(text=plain(text), measure=plain(measure), priority=priority)
    table = write_requirements([made], lang)
    assert read_requirements(f"# x\n\n{table}\n\nafter\n", lang) == [made]


def test_a_table_edited_by_hand_is_understood() -> None:
    """Spaces, an aligned rule and several pieces of evidence are as good as the recipe's own form."""
    prd = """
|  id | requirement | persona | priority | measure | evidence |
|:---|:---:|---:|---|---|---|
|R1|Reads a \\| b|P2|Should|counted|brief:3 founder:Q-ab12 |
"""
    read = read_requirements(prd, "en")
    assert read == [
        requirement(
            text="Reads a | b",
            persona="P2",
            priority="should",
            measure="counted",
            evidence=("brief:3", "founder:Q-ab12"),
        )
    ]


@pytest.mark.parametrize(
    "row",
    [
        "| R1 | text | P1 | must | measure |",
        "| 1 | text | P1 | must | measure | brief:1 |",
        "| R1 | text | somebody | must | measure | brief:1 |",
        "| R1 | text | P1 | urgent | measure | brief:1 |",
        "| R1 | text | P1 | must | measure |  |",
    ],
)
def test_a_broken_row_is_refused_with_its_line(row: str) -> None:
    """A row that cannot be read names the file and the line, and is not skipped."""
    table = "| id | requirement | persona | priority | measure | evidence |\n| - | - | - | - | - | - |\n"
    with pytest.raises(StepFailed, match=r"prd\.md:3"):
        read_requirements(table + row + "\n", "en")


def test_a_prd_without_the_table_is_refused() -> None:
    """No table is an error that shows the row to write, not an empty list."""
    with pytest.raises(StepFailed, match=r"编号 \| 需求"):
        read_requirements("# PRD\n\n| a | b |\n| - | - |\n", "zh-CN")
