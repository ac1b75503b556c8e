"""Front matter: the YAML between two `---` lines at the top of a Markdown file."""

from __future__ import annotations

from dataclasses import dataclass

from superindividual.errors import Position, SpecError, SpecErrors
from superindividual.specs.files import decode
from superindividual.specs.yaml import Document, parse
from superindividual.text import gettext as _


@dataclass(frozen=True)
class Page:
    """A Markdown file: its settings (empty without front matter), and its body with the line it begins on."""

    text: str
    settings: Document
    body: str
    body_line: int

    @property
    def front(self) -> list[str]:
        """The lines of the front matter; the first one stands on line 2."""
        return self.text.split("\n")[1 : max(self.body_line - 2, 1)]


def split(content: bytes, file: str, limit: int) -> Page:
    """Read a Markdown file of at most `limit` bytes; raises SpecErrors."""
    page = divide(content, file, limit)
    if page.settings.faults:
        raise SpecErrors(page.settings.faults)
    return page


def divide(content: bytes, file: str, limit: int) -> Page:
    """The same; faults of the front matter stand in its document.

    Raises:
        SpecErrors: the file is no text, or its front matter has no end.
    """
    text = decode(content, file, limit)
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Page(text, Document(file, {}), text, 1)
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        fault = SpecError(
            Position(file, 1), _("the front matter is not closed"), remedy=_("put a line with --- below it")
        )
        raise SpecErrors([fault])
    settings = parse("\n".join(lines[1:end]).encode(), file, first_line=2)
    if settings.data is None and settings.complete:
        settings = Document(file, {}, settings.values, settings.keys)
    return Page(text, settings, "\n".join(lines[end + 1 :]), end + 2)
