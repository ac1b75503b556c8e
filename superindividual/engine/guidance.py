"""Guidance: what the founder wrote for agents beside role cards: AGENTS.md for all, and skills for whom they concern.

Both are the founder's files, so they instruct; neither grants a tool. A skill is listed by name and description, and read
when the work needs it; one that the card names is there from the start.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from superindividual.errors import PolicyDenied, SpecError
from superindividual.paths import CompanyPaths
from superindividual.specs.agent import AgentSpec
from superindividual.specs.catalog import SKILL, Catalog
from superindividual.specs.files import decode, read_file
from superindividual.specs.skill import RULES_BYTES, SkillSpec, load_skill
from superindividual.tools.tool import Arguments, Tool
from superindividual.workspace.jail import Jail

_log = logging.getLogger(__name__)


_SHOWN = 20_000
"""Characters of a skill that are there from the start; a longer one is listed, and read when it is needed."""
NAME = "read_skill"


class SkillArguments(Arguments):
    """Which skill, and which of its files."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    path: str = SKILL


class Guidance:
    """What one agent is told. A file that cannot be read is left out; `superindividual check` says why."""

    def __init__(self, paths: CompanyPaths, catalog: Catalog, card: AgentSpec) -> None:
        self._paths = paths
        self._files = catalog.skill_files()
        self._card = card

    def text(self) -> str:
        """The part of the instructions; empty where there is nothing."""
        return "".join(self._parts())

    def tools(self) -> list[Tool]:
        """`read_skill`, where there is one to read."""
        described = "Read a skill of the company, or a file that it refers to (path, relative to its folder)."
        return [Tool(NAME, described, SkillArguments, self._read)] if self._skills() else []

    def _parts(self) -> Iterator[str]:
        rules = self._rules()
        if rules:
            yield f"\n\n# The company's rules (AGENTS.md)\n{rules}\n"
        skills = self._skills()
        named = [s for s in skills if s.name in self._card.skills and len(s.body) <= _SHOWN]
        listed = [s for s in skills if s not in named]
        for skill in named:
            yield f"\n\n# Skill: {skill.name}\n{skill.body}\n"
        if listed:
            yield f"\n\n# Skills\nWhen one fits what you are doing, read it first with `{NAME}`.\n"
            yield from (f"- {skill.name}: {' '.join(skill.description.split())}\n" for skill in listed)

    def _rules(self) -> str:
        file = self._paths.house_rules
        if not file.is_file():
            return ""
        try:
            return decode(read_file(file, RULES_BYTES), str(file), RULES_BYTES).strip()
        except SpecError as error:
            _log.warning("%s", error)
            return ""

    def _skills(self) -> list[SkillSpec]:
        """Those that the card names, or all where it names none that is here."""
        concerned = {n: f for n, f in self._files.items() if n in self._card.skills} or self._files
        return [skill for file in concerned.values() if (skill := _loaded(file))]

    async def _read(self, asked: SkillArguments) -> str:
        file = self._files.get(asked.name)
        skill = _loaded(file) if file else None
        if file is None or skill is None:
            there = ", ".join(one.name for one in self._skills())
            raise PolicyDenied(f"there is no skill {asked.name}", remedy=f"there are: {there}")
        if asked.path == SKILL:
            return skill.body
        return Jail(file.parent).read(asked.path).decode("utf-8", "replace")


def _loaded(file: Path) -> SkillSpec | None:
    try:
        return load_skill(file)
    except SpecError as error:
        _log.warning("%s", error)
        return None
