"""Choice: which one of the files leaves, where a way out takes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from superindividual.errors import EffectFailed
from superindividual.ids import Digest
from superindividual.text import gettext as _


def chosen(arguments: Mapping[str, Any], files: Mapping[str, Digest]) -> str:
    """The one file that leaves: the one named, else the only one.

    Raises:
        EffectFailed: there is none of that name, or several could be meant.
    """
    named = arguments.get("file")
    found = [path for path in files if named in (None, path)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(sorted(files)[:10])
    if named is not None:
        raise EffectFailed(_("no file {path} leaves; there is: {files}").format(path=named, files=listed))
    raise EffectFailed(
        _("several files could be meant: write file: PATH, one of {files}").format(files=listed)
    )
