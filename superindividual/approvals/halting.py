"""Halting: from any process, and where the journal cannot be opened too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from superindividual.errors import SuperindividualError
from superindividual.journal.halts import raise_flag
from superindividual.journal.journal import Journal
from superindividual.paths import CompanyPaths


def halt(paths: CompanyPaths, journal: Callable[[], Journal], reason: str, by: str) -> str:
    """Let nothing leave the company any more; gives what the journal says where it cannot note it.

    The file comes first, so that a halt holds without a journal.
    """
    raise_flag(paths.state, reason)
    try:
        journal().halts.halt(by, reason)
    except (SuperindividualError, sqlite3.Error) as error:
        return str(error)
    return ""
