"""Wishes held against features."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from superindividual.rehearsal.packages.asked import Asked, Feature, answer, asked_of
from superindividual.rehearsal.packages.scaffold import facts_of
from superindividual.tools.job import Job

PRD = """
## Requirements
| id | requirement | persona | priority | measure | evidence |
|---|---|---|---|---|---|
| R1 | Read a CSV | P1 | must | a test | brief:3 fact:capabilities[0] |
| R2 | Sort by a \\| b | P1 | should | a test | assumption:A1 |
"""


def test_requirements_come_from_the_prd(job_with: Callable[..., Job]) -> None:
    """Each row of the table is a wish with its evidence."""
    job = job_with(prd=PRD)
    assert asked_of(job, facts_of(job)) == (
        Asked("R1", "Read a CSV", "brief:3 fact:capabilities[0]"),
        Asked("R2", "Sort by a | b", "assumption:A1"),
    )


def test_without_a_prd_the_facts_count(job_with: Callable[..., Job]) -> None:
    """The capabilities stand in, each by its key."""
    job = job_with(capabilities=[{"text": "Fly", "evidence": "brief:1"}])
    assert asked_of(job, facts_of(job)) == (Asked("C1", "Fly", "fact:capabilities[0]"),)


@pytest.mark.parametrize(
    ("text", "features", "missing"),
    [
        ("Read a CSV", ["read"], ()),
        ("读取CSV文件", ["read"], ()),
        ("Read a CSV and write a PDF", ["read"], ("PDF",)),
        ("导出PDF", [], ("PDF",)),
        ("Never write a PDF", [], ()),
        ("不需要 PDF", [], ()),
        ("No login; write a PDF", [], ("PDF",)),
        ("Fly", [], ()),
    ],
)
def test_answers(text: str, features: list[str], missing: tuple[str, ...]) -> None:
    """Words find features and gaps in either script; what a wish rules out is no gap."""
    (found,) = answer([Asked("R1", text, "")], [Feature("read", "csv", "reads")], r"\bpdf\b|log ?in")
    assert [feature.id for feature in found.features] == features
    assert found.missing == missing
    assert found.is_met == (bool(features) and not missing)
