"""publish_folder: stored bytes into a new folder below published/, whole or not at all, and read back.

A mark outside the folder names the one that was put there, so that files which the founder changes before a recovery
are not taken for a publication that failed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.effects.action import Action
from superindividual.effects.carrier import Objects, Occasion, Prepared, Receipt, Recovery, Site
from superindividual.effects.place import place_of
from superindividual.errors import EffectFailed, EffectLost, NotApproved
from superindividual.ids import Digest, digest
from superindividual.text import gettext as _

_KIT = "launch/"
_PUTTING = "putting"
"""The mark while a folder is being put there; then it names the folder."""


class PublishFolder:
    """A folder that is there has arrived, and one that is not has not: a lost answer is looked up."""

    def __init__(self, site: Site) -> None:
        self._paths = site.paths

    def prepare(
        self, arguments: Mapping[str, Any], files: Mapping[str, Digest], occasion: Occasion
    ) -> Prepared:
        """Name the folder; raises EffectFailed when it stands already, or two files would be one in it."""
        del arguments
        _refuse_taken(files)
        target = f"{self._paths.published.name}/{occasion.product}/{occasion.run}"
        if place_of(self._paths.root, target).exists():
            raise EffectFailed(_("{folder} exists already: move it away and try again").format(folder=target))
        return Prepared(target, {}, {})

    def recovery(self, action: Action) -> Recovery:
        """Look at the folder."""
        del action
        return "probe"

    def perform(self, action: Action, objects: Objects, key: Digest) -> Receipt:
        """Write beside the folder, make it durable, then give it its name; what stands there is not touched."""
        target = place_of(self._paths.root, action.destination)
        if target.exists():
            return self._there(action, key)
        contents = {
            path: objects.get(sha) for path, sha in _wanted(action).items()
        }  # each hash is proved first
        partial = target.with_name(f".{target.name}.{key[:12]}")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)  # new, so that nothing in it is a link
        for path, content in contents.items():
            (partial / path).parent.mkdir(parents=True, exist_ok=True)
            (partial / path).write_bytes(content)
        self._note(key, _PUTTING)
        os.sync()
        partial.rename(target)
        self._note(key, _identity(target))
        return self._there(action, key)

    def probe(self, action: Action, key: Digest) -> Receipt | None:
        """The folder that was put there, even where it was changed or taken away since."""
        if self._target(action).exists():
            return self._there(action, key)
        return _changed(action) if self._marked(key) not in ("", _PUTTING) else None

    def _target(self, action: Action) -> Path:
        return self._paths.root / action.destination

    def _mark(self, key: Digest) -> Path:
        """Where it stands which folder was put there, out of the founder's sight."""
        return self._paths.state / "placed" / key

    def _note(self, key: Digest, text: str) -> None:
        """Write the mark, whole or not at all."""
        mark = self._mark(key)
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = mark.with_suffix(".new")
        partial.write_text(text, encoding="ascii")
        partial.replace(mark)

    def _marked(self, key: Digest) -> str:
        mark = self._mark(key)
        return mark.read_text(encoding="ascii") if mark.exists() else ""

    def _there(self, action: Action, key: Digest) -> Receipt:
        """What the folder that stands there is.

        Raises:
            NotApproved: another one.
            EffectLost: nobody can say, since a kill came between the folder's name and the mark, and it was changed since.
        """
        target, wanted = self._target(action), _wanted(action)
        if not target.is_symlink() and _present(target) == wanted:
            return {
                "folder": action.destination,
                "files": len(wanted),
                "verified": "every file's hash read back",
            }
        marked = self._marked(key)
        if marked == _PUTTING:
            raise EffectLost(_("{folder} exists with other content").format(folder=action.destination))
        if target.is_symlink() or marked != _identity(target):
            raise NotApproved(_("{folder} exists with other content").format(folder=action.destination))
        return _changed(action)


def _changed(action: Action) -> Receipt:
    return {"folder": action.destination, "files": len(_wanted(action)), "changed_since": True}


def _present(target: Path) -> dict[str, Digest] | None:
    """What lies in a folder; None where a link does."""
    found = list(target.rglob("*"))
    if any(f.is_symlink() for f in found):
        return None
    return {f.relative_to(target).as_posix(): digest(f.read_bytes()) for f in found if f.is_file()}


def _identity(folder: Path) -> str:
    """Names a folder, whatever becomes of its files; another one that takes its place has another name."""
    known = folder.stat()
    return f"{known.st_dev} {known.st_ino}"


def _refuse_taken(files: Mapping[str, Digest]) -> None:
    """Refuse where a file below the kit's folder would take the place of another one."""
    for path in files:
        if path.startswith(_KIT) and files.get(path.removeprefix(_KIT), files[path]) != files[path]:
            raise EffectFailed(
                _("two files of different content would leave as {path}").format(
                    path=path.removeprefix(_KIT)
                ),
                remedy=_("let only one of the steps hand it over, or give one of them another name"),
            )


def _wanted(action: Action) -> dict[str, Digest]:
    return {path.removeprefix(_KIT): sha for path, sha in action.files.items()}
