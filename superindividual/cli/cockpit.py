"""`cockpit`, and no command at all: the founder's screen."""

from __future__ import annotations

import sys
from argparse import Namespace

from superindividual.cli.output import company
from superindividual.errors import CompanyError
from superindividual.recent import remember
from superindividual.text import gettext as _


def on_terminal() -> bool:
    """Whether keys come from a terminal and the screen goes to one; Textual paints to stderr."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def cockpit(options: Namespace) -> int:
    """Open the cockpit; raises CompanyError without a company or a terminal."""
    opened = company(options)
    remember(opened.paths.root)
    if options.plain:
        from superindividual_tui import open_linear

        open_linear(opened)
        return 0
    if not on_terminal():
        raise CompanyError(
            _("the cockpit needs a terminal"),
            remedy=_("use: superindividual inbox, or: superindividual --plain"),
        )
    from superindividual_tui import open_cockpit

    open_cockpit(opened)
    return 0
