"""Editor: the founder's own editor on a file that only the founder can read."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from superindividual.errors import DecisionRefused
from superindividual.text import gettext as _

Editor = Callable[[str, bytes], bytes]
"""Takes a file's name and content, gives the content after editing; raises DecisionRefused."""


def in_editor(path: str, content: bytes) -> bytes:
    """The content after $VISUAL or $EDITOR.

    Raises:
        DecisionRefused: no editor is set, it cannot be started, or it ended with an error.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise DecisionRefused(
            _("no editor is set"),
            remedy=_("set EDITOR, or give the new content: superindividual decide ID edit --with FILE"),
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / Path(path).name
        copy.touch(mode=0o600)
        copy.write_bytes(content)
        try:
            ended = subprocess.run([*shlex.split(editor), str(copy)], check=False)  # noqa: S603 - the founder's own
        except (OSError, ValueError) as error:
            raise DecisionRefused(
                _("the editor {editor} cannot be started: {reason}").format(editor=editor, reason=error),
                remedy=_("set EDITOR, or give the new content: superindividual decide ID edit --with FILE"),
            ) from error
        if ended.returncode:
            raise DecisionRefused(_("the editor ended with an error, so nothing is decided"))
        try:
            return copy.read_bytes()
        except OSError as error:
            raise DecisionRefused(_("the editor removed the file, so nothing is decided")) from error
