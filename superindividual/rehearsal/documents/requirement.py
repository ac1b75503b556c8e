"""Requirement: one row of the PRD's table, and reading the table back."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from superindividual.errors import StepFailed
from superindividual.rehearsal.documents.ability import Ability, abilities_of
from superindividual.rehearsal.documents.markdown import cells_of, inline, row, unescaped
from superindividual.text import Language
from superindividual.text import gettext as _
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Frozen

Priority = Literal["must", "should", "could"]

PRD = "design/prd.md"
COLUMNS: dict[Language, tuple[str, ...]] = {
    "en": ("id", "requirement", "persona", "priority", "measure", "evidence"),
    "zh-CN": ("编号", "需求", "用户画像", "优先级", "衡量", "依据"),
}
PRIORITIES: dict[Language, dict[Priority, str]] = {
    "en": {"must": "must", "should": "should", "could": "could"},
    "zh-CN": {"must": "必须", "should": "应该", "could": "可以"},
}


class Requirement(Frozen):
    """One requirement; texts are plain, without Markdown escapes."""

    id: str = Field(pattern=r"^R[1-9]\d*$")
    text: str = Field(min_length=1)
    persona: str = Field(pattern=r"^P[1-9]\d*$")
    priority: Priority
    measure: str = Field(min_length=1)
    evidence: tuple[str, ...] = Field(min_length=1)

    def abilities(self, lang: Language) -> list[Ability]:
        """What it is about, by its words; at least one."""
        return abilities_of(self.text, lang)


def write_requirements(requirements: list[Requirement], lang: Language) -> str:
    """The Markdown table; only its head when there is no requirement."""
    lines = [row(*COLUMNS[lang]), row(*["---"] * 6)]
    for one in requirements:
        priority = PRIORITIES[lang][one.priority]
        evidence = " ".join(one.evidence)
        lines.append(row(one.id, inline(one.text), one.persona, priority, inline(one.measure), evidence))
    return "\n".join(lines)


def read_requirements(prd_md: str, lang: Language) -> list[Requirement]:
    """The rows of the PRD's requirements table, in order; the head of either language is understood.

    Raises StepFailed when there is no such table, or when a row cannot be read.
    """
    table = _table_rows(prd_md.splitlines(), lang)
    return [_requirement(line, cells) for line, cells in table]


def requirements_of(job: Job) -> list[Requirement]:
    """The requirements of the job's PRD; raises StepFailed when there is none."""
    bundle = job.input_of_kind("prd")
    if bundle is None or PRD not in bundle.files:
        raise StepFailed(
            _("There is no PRD to work from: {path} is missing").format(path=PRD),
            remedy=_("let this step need the one that delivers `prd`"),
        )
    return read_requirements(bundle.text(PRD), job.language)


def _table_rows(lines: list[str], lang: Language) -> list[tuple[int, list[str]]]:
    heads = (COLUMNS[lang], *COLUMNS.values())
    start = next((n for n, line in enumerate(lines) if tuple(cells_of(line)) in heads), None)
    if start is None:
        raise StepFailed(
            _("{path} has no requirements table").format(path=PRD),
            remedy=_("its first row is: {row}").format(row=row(*COLUMNS[lang])),
        )
    found = []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        cells = cells_of(line)
        if not cells:
            break
        if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            found.append((number, cells))
    return found


def _requirement(line: int, cells: list[str]) -> Requirement:
    names = {name: key for table in PRIORITIES.values() for key, name in table.items()}
    try:
        number, text, persona, priority, measure, evidence = cells
        return Requirement(
            id=number,
            text=unescaped(text),
            persona=persona,
            priority=names[priority.lower()],
            measure=unescaped(measure),
            evidence=tuple(evidence.split()),
        )
    except (ValueError, KeyError) as error:
        raise StepFailed(
            _("{path}:{line}: this requirement cannot be read").format(path=PRD, line=line),
            remedy=_("give it six cells: R and a number, text, P and a number, priority, measure, evidence"),
        ) from error
