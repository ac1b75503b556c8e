"""superindividual_tui: the founder's cockpit, a projection of the journal in a terminal."""

from __future__ import annotations

from pathlib import Path

from superindividual.company import Company
from superindividual_tui.garbage import leave_garbage, look_for_garbage


def open_cockpit(company: Company) -> None:
    """Open the cockpit with the founder's settings and return when they leave it; runs go on.

    Raises:
        SpecErrors, KeysRefused: the settings have faults.
    """
    leave_garbage()
    from superindividual_tui.app import Cockpit
    from superindividual_tui.hall import RENEW
    from superindividual_tui.wishes import Wishes

    before: Cockpit | None = None
    try:
        while True:
            wishes = Wishes.of_founder()
            with wishes.speaking():
                opened = Cockpit(company, keymap=wishes.keymap, theme=wishes.theme, before=before)
                ended = opened.run()
            if ended != RENEW:
                return
            before = opened
    finally:
        look_for_garbage()


def open_linear(company: Company) -> None:
    """The same in whole lines, for screen readers and pipes; textual is not loaded."""
    from superindividual_tui.linear.inbox import open_linear as speak

    speak(company)


def welcome_on_screen(here: Path) -> Path | None:
    """Offer what can be done without a company; gives the folder of the one to open, or None."""
    from superindividual_tui.welcome.app import Welcome
    from superindividual_tui.wishes import Wishes

    return Welcome(here, Wishes.of_founder().theme).run()


def welcome_linear(here: Path) -> Path | None:
    """The same in whole lines."""
    from superindividual_tui.linear.door import open_door

    return open_door(here)
