"""PathSuggester: how a path goes on, while it is typed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.suggester import Suggester

MOST = 2_000
"""Entries of a folder that are looked at."""


class PathSuggester(Suggester):
    """Suggests the first file or folder that begins like what stands there; hidden ones only when asked for."""

    def __init__(self, *, folders: bool) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._folders = folders

    async def get_suggestion(self, value: str) -> str | None:
        """The whole path, or None."""
        return await asyncio.to_thread(self._find, value) if value else None

    def _find(self, value: str) -> str | None:
        head, _slash, begun = value.rpartition("/")
        folder = Path(head or ("/" if value.startswith("/") else ".")).expanduser()
        found: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for _number, entry in zip(range(MOST), entries, strict=False):
                    if self._fits(entry, begun):
                        found.append(entry.name + ("/" if entry.is_dir() else ""))
        except OSError:
            return None
        return value[: len(value) - len(begun)] + min(found) if found else None

    def _fits(self, entry: os.DirEntry[str], begun: str) -> bool:
        if not entry.name.startswith(begun) or not entry.name.isprintable():
            return False
        hidden = entry.name.startswith(".") and not begun.startswith(".")
        return not hidden and (not self._folders or entry.is_dir())
