"""Place: where below the company's folder something is written, reached through no link."""

from __future__ import annotations

from pathlib import Path

from superindividual.errors import EffectFailed
from superindividual.text import gettext as _
from superindividual.text import shown


def place_of(root: Path, path: str) -> Path:
    """The place of a path below `root`; raises EffectFailed where a link would lead elsewhere."""
    target = root / path
    for folder in (target, *target.parents):
        if folder == root:
            break
        if folder.is_symlink():
            raise EffectFailed(_("{path} is a symbolic link").format(path=shown(str(folder))))
    return target
