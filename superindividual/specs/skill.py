"""SkillSpec: a skill in the form of agentskills.io: a folder with SKILL.md and whatever it refers to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from superindividual.errors import Position, SpecError, SpecErrors
from superindividual.specs.files import read_file
from superindividual.specs.frontmatter import divide
from superindividual.specs.reading import read, settings_of
from superindividual.text import gettext as _

MAX_BYTES = 128 * 1024
RULES_BYTES = 32 * 1024
"""Of an AGENTS.md, which every agent is told whole."""


class SkillSpec(BaseModel):
    """What a SKILL.md says. What a skill of another tool says beside it has no effect, its `allowed-tools` least of all."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = Field(min_length=1, max_length=64, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    description: str = Field(min_length=1, max_length=1024)
    """What it is for, and when it is read."""
    body: str
    """How it is done."""


def load_skill(file: Path) -> SkillSpec:
    """A skill from its SKILL.md.

    Raises:
        SpecErrors: it cannot be read, or is not named like its folder.
    """
    page = divide(read_file(file, MAX_BYTES), str(file), MAX_BYTES)
    given = settings_of(page.settings)
    body = page.body.strip()
    settings = page.settings
    if not body:
        nothing = SpecError(
            Position(str(file), page.body_line),
            _("the skill has no instructions"),
            remedy=_("say below the front matter how it is done"),
        )
        settings = replace(settings, faults=(*settings.faults, nothing))
    found = read(settings, SkillSpec, data={**given, "body": body})
    if found.name != file.parent.name:
        raise SpecErrors(
            [
                SpecError(
                    settings.at(("name",)),
                    _("the skill {name} lies in the folder {folder}").format(
                        name=found.name, folder=file.parent.name
                    ),
                    remedy=_("name the folder like the skill"),
                    field="name",
                )
            ]
        )
    return found
