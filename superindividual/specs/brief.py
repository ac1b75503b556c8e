"""Brief: what a founder wants, in Markdown, with optional front matter, in any language."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from superindividual.text import Language


class Brief(BaseModel):
    """A brief as read. Lines count from 1 in the file as written, front matter included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    """The whole file, front matter included, newlines as `\\n`."""
    body_line: int
    """The line on which the body begins."""
    product: str | None = None
    markets: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes, and `EU`."""
    channels: tuple[str, ...] = ()
    language: Language
    """As declared, else as recognised."""
    budget_usd: float | None = None

    @property
    def lines(self) -> list[str]:
        """All lines; `brief:N` cites `lines[N - 1]`."""
        return self.text.split("\n")

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return "\n".join(self.lines[self.body_line - 1 :])
