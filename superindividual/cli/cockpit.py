"""`cockpit`, and no command at all: the founder's screen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from superindividual.cli.output import company
from superindividual.company import Company
from superindividual.errors import CompanyError
from superindividual.recent import remember
from superindividual.text import gettext as _
from superindividual.text import shown

if TYPE_CHECKING:
    from argparse import Namespace


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


def welcome(options: Namespace) -> int:
    """Where there is no company: offer to make or to open one, then open its cockpit."""
    from superindividual_tui import open_cockpit, open_linear, welcome_linear, welcome_on_screen

    here = Path.cwd()
    folder = welcome_linear(here) if options.plain else welcome_on_screen(here)
    if folder is None:
        return 0
    opened = Company.open(folder)
    remember(folder)
    (open_linear if options.plain else open_cockpit)(opened)
    print(_("Your company is in {folder}").format(folder=shown(str(folder))))
    return 0
