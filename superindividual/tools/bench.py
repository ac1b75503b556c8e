"""Bench: a copy of the draft in which commands run, kept through the attempt.

What they change below the step's folder is taken over into the draft. Whatever else they leave stays there: links, a `.git` with its hooks and settings, environments, caches. Nothing but
the sandbox runs anything in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from superindividual.errors import PolicyDenied
from superindividual.workspace.draft import Draft
from superindividual.workspace.jail import Jail

_NOT_TAKEN = frozenset(
    {"__pycache__", ".venv", "venv", "node_modules", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
)


class Bench:
    """One for each attempt; `lay` before a command, `take` after it."""

    def __init__(self, draft: Draft, kept: str) -> None:
        """`kept` is the folder whose files are taken over."""
        self.folder = draft.folder.with_name(f"{draft.folder.name}.bench")
        self._draft = draft
        self._kept = kept
        self._jail = Jail(self.folder)
        self._laid: dict[str, bytes] = {}
        self._begun = False

    def lay(self, prepare: Callable[[Path], None] = lambda _folder: None) -> None:
        """Bring the copy in line with the draft and its inputs; `prepare` gets the new folder first.

        Raises:
            PolicyDenied: a command has put a link where a file has to lie.
        """
        if not self._begun:
            self.clear()
            (self.folder / self._kept).mkdir(mode=0o700, parents=True)
            prepare(self.folder)
            self._begun = True
        wanted = {path: self._draft.read(path) for path in self._draft.listing()}
        for path in self._laid.keys() - wanted.keys():
            with suppress(FileNotFoundError):
                self._jail.delete(path)
        for path, content in wanted.items():
            if self._laid.get(path) != content or not self._stands(path, content):
                self._jail.write(path, content)
        self._laid = wanted

    def clear(self) -> None:
        """Remove the copy, so that nobody comes upon a `.git` whose settings an agent wrote."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _stands(self, path: str, content: bytes) -> bool:
        try:
            return self._jail.read(path) == content
        except (PolicyDenied, FileNotFoundError):
            return False

    def take(self) -> list[str]:
        """Take over what was changed, made or removed below the step's folder; the changes, a line each."""
        before = {path: content for path, content in self._draft.files().items() if self._is_kept(path)}
        told, found = [], set()
        for path in sorted(filter(self._is_kept, self._jail.walk(without=_NOT_TAKEN))):
            try:
                content = self._jail.read(path)
                found.add(path)
                if before.get(path) != content:
                    self._draft.write(path, content)
                    told.append(f"{'changed' if path in before else 'made'} {path}")
            except (PolicyDenied, FileNotFoundError) as refused:
                told.append(f"not taken over: {refused}")
        for path in sorted(before.keys() - found):
            self._draft.delete(path)
            told.append(f"removed {path}")
        self._laid = {path: self._draft.read(path) for path in self._draft.listing()}
        return told

    def _is_kept(self, path: str) -> bool:
        return path.startswith(f"{self._kept}/")
