"""Constraints: what the founder said about earlier versions, and what the company remembers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from superindividual.rehearsal.documents.assumption import Assumptions
from superindividual.rehearsal.documents.markdown import bullets, cited, inline, plain
from superindividual.rehearsal.documents.wording import Wording
from superindividual.tools.job import Job
from superindividual.workspace.artifact import Claim

_REQUEST = re.compile(r"^Q-[0-9a-f]+$")
_BINDING = {"lesson", "preference"}


@dataclass(frozen=True)
class Constraint:
    """One thing to respect; `text` is on one line, not yet Markdown."""

    text: str
    evidence: str
    source: Literal["founder", "memory"]

    @property
    def claim(self) -> Claim:
        """The constraint as a claim."""
        return Claim(text=self.text, evidence=(self.evidence,))


def constraints_of(job: Job, assumptions: Assumptions, words: Wording) -> list[Constraint]:
    """The founder's feedback, then lessons and preferences the agent was told; each text once.

    Records that came from outside the company are data about the world and bind nothing.
    """
    found: dict[str, Constraint] = {}
    for said in job.feedback:
        if said.by == "founder" and said.text.strip():
            evidence = f"founder:{said.request}" if _REQUEST.match(said.request) else None
            evidence = evidence or assumptions.assume(words.say("common.remark_without_request"))
            found.setdefault(plain(said.text), Constraint(plain(said.text), evidence, "founder"))
    for told in job.told:
        if told.kind in _BINDING and not told.tainted and told.content.strip():
            text = plain(told.content)
            found.setdefault(text, Constraint(text, f"memory:{told.id}", "memory"))
    return list(found.values())


def outside_records(job: Job) -> list[Constraint]:
    """Lessons and preferences from outside the company: named to the founder, not adopted."""
    return [
        Constraint(plain(told.content), f"memory:{told.id}", "memory")
        for told in job.told
        if told.kind in _BINDING and told.tainted
    ]


def constraints_section(constraints: list[Constraint], words: Wording) -> str:
    """A `###` section that repeats the constraints for a document with fixed `##` headings; may be empty."""
    if not constraints:
        return ""
    lines = [cited(inline(one.text), one.evidence) for one in constraints]
    head, note = words.say("common.constraints"), words.say("common.constraints_note")
    return f"### {head}\n\n{note}\n\n{bullets(lines)}\n"
