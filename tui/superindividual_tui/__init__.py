"""superindividual_tui: the founder's cockpit, a projection of the journal in a terminal."""

from __future__ import annotations

from superindividual.company import Company


def open_cockpit(company: Company) -> None:
    """Open the cockpit and return when the founder leaves it; runs go on."""
    from superindividual_tui.app import Cockpit

    Cockpit(company).run()


def open_linear(company: Company) -> None:
    """The same in whole lines, for screen readers and pipes; textual is not loaded."""
    from superindividual_tui.linear.inbox import open_linear as speak

    speak(company)
