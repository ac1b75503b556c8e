"""Draft: the folder in which one attempt is made.

`out/` holds what is handed over, `inputs/STEP/` what earlier steps handed over. An agent names inputs as
`inputs/STEP/PATH` and its own files by their path in the product's folder.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Mapping
from pathlib import Path

from superindividual.errors import PolicyDenied
from superindividual.text import gettext as _
from superindividual.workspace.jail import Jail

_INPUTS = "inputs/"


class Draft:
    """Every path stays inside; inputs are kept in memory and cannot be changed."""

    def __init__(self, folder: Path, inputs: Mapping[str, Mapping[str, bytes]]) -> None:
        self.folder = folder
        self._jail = Jail(folder)
        self._inputs = {
            f"{_INPUTS}{step}/{path}": content
            for step, files in inputs.items()
            for path, content in files.items()
        }

    @classmethod
    def create(
        cls, folder: Path, inputs: Mapping[str, Mapping[str, bytes]], previous: Mapping[str, bytes]
    ) -> Draft:
        """Begin an attempt from the version before; what a killed attempt left is removed.

        Raises:
            PolicyDenied: the folder is a link, or the version before has paths that lead out.
        """
        if folder.is_symlink():
            raise PolicyDenied(_("{folder} is a link").format(folder=folder), remedy=_("remove it"))
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700, parents=True)
        draft = cls(folder, inputs)
        for path, content in previous.items():
            draft.write(path, content)
        return draft

    def read(self, path: str) -> bytes:
        """A file of the draft, or an input; raises PolicyDenied or FileNotFoundError."""
        if path.startswith(_INPUTS):
            if path not in self._inputs:
                raise FileNotFoundError(errno.ENOENT, "no such file", path)
            return self._inputs[path]
        return self._jail.read(path)

    def write(self, path: str, content: bytes) -> None:
        """Write or replace a file; raises PolicyDenied outside the draft and below `inputs/`."""
        self._jail.write(self._own(path), content)

    def delete(self, path: str) -> None:
        """Remove a file; raises PolicyDenied or FileNotFoundError."""
        self._jail.delete(self._own(path))

    def _own(self, path: str) -> str:
        if path.startswith(_INPUTS) or path == _INPUTS.rstrip("/"):
            raise PolicyDenied(_("inputs cannot be changed"), remedy=_("write your own file"))
        return path

    def listing(self) -> list[str]:
        """All paths, sorted, inputs included."""
        return sorted([*self._jail.listing(), *self._inputs])

    def files(self) -> dict[str, bytes]:
        """What would be handed over."""
        return {path: self._jail.read(path) for path in self._jail.listing()}

    def restore(self, before: Mapping[str, bytes]) -> None:
        """Make it what `files` gave before: no file more, none less, none changed."""
        now = self.files()
        for path in now.keys() - before.keys():
            self.delete(path)
        for path, content in before.items():
            if now.get(path) != content:
                self.write(path, content)
