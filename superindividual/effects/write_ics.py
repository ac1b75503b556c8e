"""write_ics: one calendar file in the company's folder, whole or not at all, and read back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from superindividual.effects.action import Action
from superindividual.effects.carrier import Objects, Occasion, Prepared, Receipt, Recovery, Site
from superindividual.effects.choice import chosen
from superindividual.effects.place import place_of
from superindividual.errors import EffectFailed, NotApproved
from superindividual.ids import Digest, digest
from superindividual.text import gettext as _
from superindividual.text import shown


class WriteIcs:
    """The founder approves what is written and what it replaces; a lost answer is looked up in the file."""

    def __init__(self, site: Site) -> None:
        self._paths = site.paths
        self._objects = site.objects

    def prepare(
        self, arguments: Mapping[str, Any], files: Mapping[str, Digest], occasion: Occasion
    ) -> Prepared:
        """Read which file stands there; raises EffectFailed for a path outside, or a file that is no calendar."""
        del occasion
        target = self._target(str(arguments["path"]))
        source = chosen(arguments, files)
        content = self._objects.get(files[source])
        if not content.lstrip().startswith(b"BEGIN:VCALENDAR"):
            raise EffectFailed(_("{path} is no calendar").format(path=shown(source)))
        return Prepared(str(arguments["path"]), {}, {"file": source, "stands": _standing(target)})

    def recovery(self, action: Action) -> Recovery:
        """Look at the file."""
        del action
        return "probe"

    def perform(self, action: Action, objects: Objects, key: Digest) -> Receipt:
        """Replace exactly the file that the founder was shown."""
        target, wanted = self._target(action.destination), action.files[action.seen["file"]]
        content = objects.get(wanted)
        standing = _standing(target)
        if standing not in (action.seen["stands"], wanted):
            raise NotApproved(_("{path} has changed since").format(path=shown(action.destination)))
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.{key[:12]}")
        partial.unlink(missing_ok=True)
        with partial.open("xb") as file:  # never through a link that somebody put there
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        os.sync()
        receipt = self.probe(action, key)
        if receipt is None:
            raise NotApproved(_("{path} has changed since").format(path=shown(action.destination)))
        return receipt

    def probe(self, action: Action, key: Digest) -> Receipt | None:
        """The file with exactly these bytes."""
        del key
        wanted = action.files[action.seen["file"]]
        if _standing(self._target(action.destination)) != wanted:
            return None
        return {"path": action.destination, "sha256": wanted}

    def _target(self, path: str) -> Path:
        parts = Path(path).parts
        inside = parts and not Path(path).is_absolute() and not any(p.startswith(".") for p in parts)
        if not inside or not path.isprintable() or Path(path).suffix != ".ics":
            raise EffectFailed(
                _("{path} must be a path below the company that ends in .ics").format(path=shown(path))
            )
        return place_of(self._paths.root, path)


def _standing(target: Path) -> Digest | None:
    """The hash of what stands there; None for nothing."""
    try:
        return digest(target.read_bytes())
    except FileNotFoundError:
        return None
