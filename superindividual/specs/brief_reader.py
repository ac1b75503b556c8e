"""Read a brief."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from superindividual.errors import Position, SpecError
from superindividual.specs.brief import Brief
from superindividual.specs.files import read_file
from superindividual.specs.frontmatter import split
from superindividual.specs.reading import read
from superindividual.text import Language, language_of
from superindividual.text import gettext as _

MAX_BYTES = 64 * 1024


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    product: str | None = Field(default=None, min_length=1, max_length=80)
    markets: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    language: Language | None = None
    budget_usd: float | None = Field(default=None, ge=0)

    @field_validator("markets", "channels", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A comma-separated text is a list too."""
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )


def load_brief(path: Path) -> Brief:
    """A brief from its file; raises SpecError."""
    return read_brief(read_file(path), str(path))


def read_brief(content: bytes, file: str) -> Brief:
    """A brief from its bytes; raises SpecError."""
    page = split(content, file, MAX_BYTES)
    front = read(page.settings, _FrontMatter)
    if not page.body.strip():
        raise SpecError(
            Position(file, page.body_line),
            _("the brief says nothing"),
            remedy=_("write what you want, for whom, and what done means"),
        )
    return Brief(
        text=page.text,
        body_line=page.body_line,
        product=front.product,
        markets=tuple(m.upper() for m in front.markets),
        channels=tuple(c.lower() for c in front.channels),
        language=front.language or language_of(page.body),
        budget_usd=front.budget_usd,
    )
