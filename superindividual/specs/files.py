"""Files a founder wrote, read with an error that names what to do."""

from __future__ import annotations

from pathlib import Path

from superindividual.errors import Position, SpecError
from superindividual.text import gettext as _


def read_file(path: Path) -> bytes:
    """The file's bytes; raises SpecError when it is not there or not readable."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SpecError(
            Position(str(path)), _("there is no such file"), remedy=_("check the path")
        ) from error
    except OSError as error:
        raise SpecError(
            Position(str(path)), _("the file cannot be read: {reason}").format(reason=error.strerror)
        ) from error
