"""Read a brief."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, field_validator

from superindividual.errors import Position, SpecError
from superindividual.specs.brief import Brief
from superindividual.specs.files import read_file
from superindividual.specs.frontmatter import divide
from superindividual.specs.reading import read
from superindividual.text import Language, language_of
from superindividual.text import gettext as _

MAX_BYTES = 64 * 1024

_COMMA = re.compile("[,，、]")


class FrontMatter(BaseModel):
    """What may stand between the `---` lines of a brief; all of it may be left out."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    product: str | None = Field(default=None, min_length=1, max_length=80)
    """The product's name, which names its folder too."""
    markets: tuple[str, ...] = ()
    """Where it is offered: ISO 3166-1 alpha-2 codes, and `EU`."""
    channels: tuple[str, ...] = ()
    """Where it is announced."""
    language: Language | None = None
    """The language of the deliverables; else that of the brief's text."""
    budget_usd: StrictFloat | None = Field(default=None, ge=0)
    """What the product may cost, in US dollars."""

    @field_validator("markets", "channels", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A comma-separated text is a list too."""
        if not isinstance(value, str):
            return value
        return [part.strip() for part in _COMMA.split(value) if part.strip()]


def load_brief(path: Path) -> Brief:
    """A brief from its file; raises SpecErrors."""
    return read_brief(read_file(path, MAX_BYTES), str(path))


def read_brief(content: bytes, file: str) -> Brief:
    """A brief from its bytes; raises SpecErrors."""
    page = divide(content, file, MAX_BYTES)
    settings = page.settings
    if settings.complete and not re.search(r"\w", page.body):
        fault = SpecError(
            Position(file, page.body_line),
            _("the brief says nothing"),
            remedy=_("write what you want, for whom, and what done means"),
        )
        settings = replace(settings, faults=(*settings.faults, fault))
    front = read(settings, FrontMatter)
    return Brief(
        text=page.text,
        body_line=page.body_line,
        product=front.product,
        markets=tuple(m.upper() for m in front.markets),
        channels=tuple(c.lower() for c in front.channels),
        language=front.language or language_of(page.body),
        budget_usd=front.budget_usd,
    )
