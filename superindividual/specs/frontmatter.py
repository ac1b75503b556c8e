"""Front matter: the YAML between two `---` lines at the top of a Markdown file."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.errors import Position, SpecError
from superindividual.specs.yaml import Document, decode, load
from superindividual.text import gettext as _


@dataclass(frozen=True)
class Page:
    """A Markdown file: its settings (empty without front matter), and its body with the line it begins on."""

    text: str
    settings: Document
    body: str
    body_line: int


def split(content: bytes, file: str, limit: int) -> Page:
    """Read a Markdown file of at most `limit` bytes; raises SpecError."""
    text = decode(content, file, limit)
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Page(text, Document(file, {}), text, 1)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise SpecError(
            Position(file, 1), _("the front matter is not closed"), remedy=_("put a line with --- below it")
        )
    settings = load("\n".join(lines[1:end]).encode(), file, first_line=2)
    if settings.data is None:
        settings = Document(file, {}, settings.values, settings.keys)
    return Page(text, settings, "\n".join(lines[end + 1 :]), end + 2)
