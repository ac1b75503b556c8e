"""publish_folder: stored bytes into a new folder below published/, whole or not at all, and read back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.effects.action import Action
from superindividual.effects.carrier import Objects, Occasion, Prepared, Receipt, Recovery, Site
from superindividual.effects.place import place_of
from superindividual.errors import EffectFailed, NotApproved
from superindividual.ids import Digest, digest
from superindividual.text import gettext as _

_KIT = "launch/"


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
            return self._proved(action)
        contents = {
            path: objects.get(sha) for path, sha in _wanted(action).items()
        }  # each hash is proved first
        partial = target.with_name(f".{target.name}.{key[:12]}")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)  # new, so that nothing in it is a link
        for path, content in contents.items():
            (partial / path).parent.mkdir(parents=True, exist_ok=True)
            (partial / path).write_bytes(content)
        os.sync()
        partial.rename(target)
        return self._proved(action)

    def probe(self, action: Action, key: Digest) -> Receipt | None:
        """The folder with exactly these bytes."""
        del key
        return self._proved(action) if self._target(action).exists() else None

    def _target(self, action: Action) -> Path:
        return self._paths.root / action.destination

    def _proved(self, action: Action) -> Receipt:
        target, wanted = self._target(action), _wanted(action)
        if any(f.is_symlink() for f in (target, *target.rglob("*"))):
            raise NotApproved(_("{folder} exists with other content").format(folder=action.destination))
        present = {
            f.relative_to(target).as_posix(): digest(f.read_bytes()) for f in target.rglob("*") if f.is_file()
        }
        if present != wanted:
            raise NotApproved(_("{folder} exists with other content").format(folder=action.destination))
        return {
            "folder": action.destination,
            "files": len(present),
            "verified": "every file's hash read back",
        }


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
