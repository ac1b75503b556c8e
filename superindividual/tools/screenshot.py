"""screenshot: an agent looks at a page as a picture, contained.

Its own pages and those of earlier steps without network or scripts; pages of the web with no way out but to the policy's hosts.
"""

from __future__ import annotations

from pydantic import Field

from superindividual.errors import PolicyDenied
from superindividual.ids import digest
from superindividual.tools.photograph import find_browser, photograph, photograph_address
from superindividual.tools.sandbox import Bubblewrap, Sandbox
from superindividual.tools.tool import MAYBE, Arguments, Shown, Tool
from superindividual.tools.web import Web
from superindividual.workspace.draft import Draft

NAME = "screenshot"
MOST_BYTES = 4 * 2**20
"""Of a picture that a model is sent."""
_DESCRIPTION = (
    "See a page as a picture: an HTML or SVG file of yours, or inputs/STEP/PATH, with the files beside it. Nothing is loaded"
    " from outside and no script runs. With save, the picture (PNG) is kept below your folder too."
)
_OF_THE_WEB = " With url instead of path: a page of the web, from these hosts only: {hosts}."
_PAGES = (".html", ".htm", ".xhtml", ".svg")
_INPUTS = "inputs/"


class Screenshot(Arguments):
    """Which page, and how much of it."""

    path: str = Field(default="", max_length=300)
    url: str | None = Field(default=None, min_length=8, max_length=2000)
    width: int = Field(default=1200, ge=200, le=2400)
    height: int = Field(default=1500, ge=100, le=4000)
    save: str = Field(default="", max_length=300, pattern=r"^$|\.png$")


class Pictures:
    """Pictures of one draft's pages, and of pages of the web where `web` is given."""

    def __init__(self, draft: Draft, folder: str, web: Web | None = None) -> None:
        """`folder` is where the deliverable lies."""
        self._draft = draft
        self._folder = folder
        self._web = web

    def tool(self) -> Tool:
        """The tool that agents get."""
        more = _OF_THE_WEB.format(hosts=", ".join(sorted(self._web.hosts))) if self._web else ""
        return Tool(NAME, _DESCRIPTION + more, Screenshot, self._run, destination=f"url{MAYBE}")

    async def _run(self, asked: Screenshot) -> Shown:
        if bool(asked.path) == bool(asked.url):
            raise PolicyDenied("name a path or a url", remedy="one of them")
        if asked.save and not asked.save.startswith(f"{self._folder}/"):
            raise PolicyDenied(f"save below {self._folder}/ only")
        picture, sources = await (self._of_the_web(asked) if asked.url else self._of_a_file(asked))
        if asked.save:
            self._draft.write(asked.save, picture)
        return _told(asked, picture, sources)

    async def _of_a_file(self, asked: Screenshot) -> tuple[bytes, tuple[str, ...]]:
        if not asked.path.lower().endswith(_PAGES):
            raise PolicyDenied(
                f"{asked.path} is no page", remedy=f"name a file that ends in {', '.join(_PAGES)}"
            )
        self._draft.read(asked.path)
        files = self._beside(asked.path)
        return await photograph(files, asked.path, width=asked.width, height=asked.height), ()

    async def _of_the_web(self, asked: Screenshot) -> tuple[bytes, tuple[str, ...]]:
        if self._web is None:
            raise PolicyDenied("no host of the web is allowed")
        return await photograph_address(asked.url or "", self._web, width=asked.width, height=asked.height)

    def _beside(self, path: str) -> dict[str, bytes]:
        """The page with all that its step handed over: nothing else of the draft is there."""
        parts = path.split("/")
        if parts[0] != _INPUTS.rstrip("/"):
            return self._draft.files()
        step = f"{_INPUTS}{parts[1]}/"
        return {p: self._draft.read(p) for p in self._draft.listing() if p.startswith(step)}


def _told(asked: Screenshot, picture: bytes, sources: tuple[str, ...]) -> Shown:
    """What a model is told beside the picture, or instead of it."""
    name = asked.save or f"kept as {digest(picture)[:12]}, and no part of what you hand over"
    told = f"{asked.path or asked.url}, {asked.width} by {asked.height} pixels, {len(picture)} bytes: {name}"
    if len(picture) <= MOST_BYTES:
        return Shown(told, picture, sources)
    return Shown(f"{told}. It is too large to be shown: ask for less of the page", b"", sources)


def screenshots(draft: Draft, folder: str, sandbox: Sandbox | None, web: Web | None) -> list[Tool]:
    """The tool, where a browser is installed and can be contained; else none."""
    can = isinstance(sandbox, Bubblewrap) and find_browser() is not None
    return [Pictures(draft, folder, web).tool()] if can else []
