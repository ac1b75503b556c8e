"""screenshot: an agent looks at a page of its own, or of an earlier step, as a picture: contained, without network or scripts."""

from __future__ import annotations

from pydantic import Field

from superindividual.errors import PolicyDenied
from superindividual.ids import digest
from superindividual.tools.photograph import find_browser, photograph
from superindividual.tools.sandbox import Bubblewrap, Sandbox
from superindividual.tools.tool import Arguments, Shown, Tool
from superindividual.workspace.draft import Draft

NAME = "screenshot"
MOST_BYTES = 4 * 2**20
"""Of a picture that a model is sent."""
_DESCRIPTION = (
    "See a page as a picture: an HTML or SVG file of yours, or inputs/STEP/PATH, with the files beside it. Nothing is loaded"
    " from outside and no script runs. With save, the picture (PNG) is kept below your folder too."
)
_PAGES = (".html", ".htm", ".xhtml", ".svg")
_INPUTS = "inputs/"


class Screenshot(Arguments):
    """Which page, and how much of it."""

    path: str = Field(min_length=1, max_length=300)
    width: int = Field(default=1200, ge=200, le=2400)
    height: int = Field(default=1500, ge=100, le=4000)
    save: str = Field(default="", max_length=300, pattern=r"^$|\.png$")


class Pictures:
    """Pictures of one draft's pages."""

    def __init__(self, draft: Draft, folder: str) -> None:
        """`folder` is where the deliverable lies."""
        self._draft = draft
        self._folder = folder

    def tool(self) -> Tool:
        """The tool that agents get."""
        return Tool(NAME, _DESCRIPTION, Screenshot, self._run)

    async def _run(self, asked: Screenshot) -> Shown:
        if not asked.path.lower().endswith(_PAGES):
            raise PolicyDenied(
                f"{asked.path} is no page", remedy=f"name a file that ends in {', '.join(_PAGES)}"
            )
        if asked.save and not asked.save.startswith(f"{self._folder}/"):
            raise PolicyDenied(f"save below {self._folder}/ only")
        self._draft.read(asked.path)
        picture = await photograph(
            self._beside(asked.path), asked.path, width=asked.width, height=asked.height
        )
        if asked.save:
            self._draft.write(asked.save, picture)
        return _told(asked, picture)

    def _beside(self, path: str) -> dict[str, bytes]:
        """The page with all that its step handed over: nothing else of the draft is there."""
        parts = path.split("/")
        if parts[0] != _INPUTS.rstrip("/"):
            return self._draft.files()
        step = f"{_INPUTS}{parts[1]}/"
        return {p: self._draft.read(p) for p in self._draft.listing() if p.startswith(step)}


def _told(asked: Screenshot, picture: bytes) -> Shown:
    """What a model is told beside the picture, or instead of it."""
    name = asked.save or f"kept as {digest(picture)[:12]}, and no part of what you hand over"
    told = f"{asked.path}, {asked.width} by {asked.height} pixels, {len(picture)} bytes: {name}"
    if len(picture) <= MOST_BYTES:
        return Shown(told, picture)
    return Shown(f"{told}. It is too large to be shown: ask for less of the page", b"")


def screenshots(draft: Draft, folder: str, sandbox: Sandbox | None) -> list[Tool]:
    """The tool, where a browser is installed and can be contained; else none."""
    can = isinstance(sandbox, Bubblewrap) and find_browser() is not None
    return [Pictures(draft, folder).tool()] if can else []
