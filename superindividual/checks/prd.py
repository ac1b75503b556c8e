"""The PRD as later checks need it: requirements and personas, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from superindividual.checks.answer import Unreadable, fault
from superindividual.checks.check import Subject
from superindividual.checks.outline import Outline, Table, outline_of
from superindividual.text import gettext as _
from superindividual.workspace.artifact import Bundle

PRD = "design/prd.md"
PERSONAS = "design/personas.md"

Priority = Literal["must", "should", "could"]

COLUMNS = (
    ("id", "requirement", "persona", "priority", "measure", "evidence"),
    ("编号", "需求", "用户画像", "优先级", "衡量", "依据"),
)
"""The header of the requirements table, by language."""

_PRIORITIES: dict[str, Priority] = {
    "must": "must", "should": "should", "could": "could", "必须": "must", "应该": "should", "可以": "could",
}  # fmt: skip


@dataclass(frozen=True)
class Requirement:
    """One row of the requirements table."""

    line: int
    id: str
    text: str
    personas: tuple[str, ...]
    priority: Priority | None
    """None when the cell says something else."""
    measure: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Persona:
    """One `## P1 Name` section."""

    line: int
    id: str
    name: str


def requirements_table(outline: Outline) -> Table:
    """The table whose header is the contract's.

    Raises:
        Unreadable: there is none.
    """
    for table in outline.tables:
        if tuple(cell.strip("*` ").lower() for cell in table.header) in COLUMNS:
            return table
    remedy = _("Its first row reads `| {english} |`, or in Chinese `| {chinese} |`.")
    remedy = remedy.format(english=" | ".join(COLUMNS[0]), chinese=" | ".join(COLUMNS[1]))
    raise Unreadable(
        fault(outline.path, 1, _("There is no table of requirements with the agreed columns."), remedy)
    )


def requirements_of(outline: Outline) -> list[Requirement]:
    """All rows of the requirements table, faulty ones too.

    Raises:
        Unreadable: there is no such table.
    """
    return [_requirement(line, cells) for line, cells in requirements_table(outline).rows]


def _requirement(line: int, cells: tuple[str, ...]) -> Requirement:
    plain = [cell.replace("`", "").strip() for cell in (*cells, *[""] * 6)]
    return Requirement(
        line=line,
        id=plain[0].strip("*"),
        text=plain[1],
        personas=tuple(re.split(r"[\s,;，；、]+", plain[2].strip("*"))) if plain[2] else (),
        priority=_PRIORITIES.get(plain[3].strip("* ").lower()),
        measure=plain[4],
        evidence=tuple(one for one in re.split(r"[\s,;，；、]+", plain[5].replace("\\", "").strip()) if one),
    )


def personas_of(outline: Outline) -> list[Persona]:
    """The sections that begin with a persona's id."""
    found = []
    for section in outline.of_level(2):
        named = re.fullmatch(r"(P\d+)[\s:：.、·—\-]*(.*)", section.title)
        if named:
            found.append(Persona(section.line, named.group(1), named.group(2).strip()))
    return found


def prd_of(subject: Subject) -> Bundle | None:
    """The PRD that the subject can be held against: its own, else that of an earlier step."""
    return subject.bundle if PRD in subject.bundle.files else subject.input_of_kind("prd")


def known_requirements(subject: Subject) -> list[Requirement] | None:
    """The requirements of the PRD at hand; None when there is no readable one."""
    bundle = prd_of(subject)
    try:
        return None if bundle is None else requirements_of(outline_of(bundle, PRD))
    except Unreadable:
        return None


def known_personas(subject: Subject) -> list[Persona] | None:
    """The personas at hand; None when there is no readable file of them."""
    bundle = prd_of(subject)
    try:
        return None if bundle is None else personas_of(outline_of(bundle, PERSONAS))
    except Unreadable:
        return None
