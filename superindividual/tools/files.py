"""The tools that read and write the draft."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

from pydantic import Field

from superindividual.errors import PolicyDenied
from superindividual.tools.edit import diff, replace_once
from superindividual.tools.search import MOST_HITS, lines_that_match
from superindividual.tools.tool import Arguments, Nothing, Tool
from superindividual.workspace.draft import Draft


class PathOnly(Arguments):
    """A file."""

    path: str


class ReadFile(PathOnly):
    """A file, or some of its lines."""

    first_line: int = Field(default=1, ge=1)
    last_line: int | None = Field(default=None, ge=1)


class SearchFiles(Arguments):
    """Words to look for exactly as written, or a regular expression."""

    text: str = Field(min_length=1, max_length=400)
    regex: bool = False


class WriteFile(PathOnly):
    """A whole file."""

    content: str
    encoding: Literal["utf-8", "base64"] = "utf-8"


class EditFile(PathOnly):
    """One passage of a file."""

    search: str
    replace: str


class FileTools:
    """Tools over one draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def tools(self) -> list[Tool]:
        """All of them."""
        listed = "All files: your own, and inputs/STEP/… of earlier steps."
        found = "Lines of all files that hold a text, or match a regular expression, as path:line: text."
        edited = "Replace one passage, found exactly once; answers with the difference."
        return [
            Tool("list_files", listed, Nothing, self._list),
            Tool("read_file", "Read a file, or some of its lines, counted from 1.", ReadFile, self._read),
            Tool("search_files", found, SearchFiles, self._search),
            Tool("write_file", "Write a whole file, text or base64.", WriteFile, self._write),
            Tool("edit_file", edited, EditFile, self._edit),
            Tool("delete_file", "Remove a file.", PathOnly, self._delete),
        ]

    async def _list(self, _: Nothing) -> str:
        return "\n".join(self._draft.listing()) or "(no files)"

    async def _read(self, asked: ReadFile) -> str:
        lines = self._text(asked.path).split("\n")
        if asked.first_line > len(lines):
            raise PolicyDenied(f"{asked.path} has {len(lines)} lines", remedy="ask for lines it has")
        return "\n".join(lines[asked.first_line - 1 : asked.last_line])

    async def _search(self, asked: SearchFiles) -> str:
        if asked.regex:
            hits = await lines_that_match(asked.text, dict(self._texts()))
        else:
            hits = list(itertools.islice(self._hits(asked.text), MOST_HITS))
        return "\n".join(hits) or "(nothing found)"

    def _hits(self, text: str) -> Iterator[str]:
        for path, content in self._texts():
            lines = enumerate(content.split("\n"), 1)
            yield from (f"{path}:{n}: {line[:300]}" for n, line in lines if text in line)

    def _texts(self) -> Iterator[tuple[str, str]]:
        """All files that are text, by path."""
        for path in self._draft.listing():
            with suppress(PolicyDenied, FileNotFoundError):
                yield path, self._text(path)

    def _text(self, path: str) -> str:
        try:
            return self._draft.read(path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise PolicyDenied(f"{path} is no UTF-8 text", remedy="write it whole, as base64") from error

    async def _write(self, asked: WriteFile) -> str:
        if asked.encoding == "base64":
            content = base64.b64decode(asked.content, validate=True)
        else:
            content = asked.content.encode()
        self._draft.write(asked.path, content)
        return f"wrote {len(content)} bytes to {asked.path}"

    async def _edit(self, asked: EditFile) -> str:
        before = self._text(asked.path)
        after = replace_once(before, asked.search, asked.replace)
        if after == before:
            raise PolicyDenied("that changes nothing", remedy="look at the file again: read_file")
        self._draft.write(asked.path, after.encode())
        if (stands := self._text(asked.path)) != after:
            raise PolicyDenied(f"{asked.path} was changed meanwhile", remedy="look at it again: read_file")
        return diff(before, stands, asked.path)

    async def _delete(self, asked: PathOnly) -> str:
        self._draft.delete(asked.path)
        return f"removed {asked.path}"
