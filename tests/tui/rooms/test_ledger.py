from __future__ import annotations

import sqlite3

from superindividual_tui.rooms.ledger import Ledger
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def answer(firm: Firm) -> str:
    room = Ledger()
    room.choose("verify", StandIn(view_of(firm)))  # type: ignore[arg-type]
    return "\n".join(line.text for line in room.entries(view_of(firm)).lines)


def test_a_sound_ledger_is_said_to_be_so(firm: Firm) -> None:
    """With its length."""
    firm.ask(firm.run())
    assert "✓ sound: 4 entries" in answer(firm)


def test_a_changed_one_names_the_first_that_differs(firm: Firm) -> None:
    """A row that was changed from outside."""
    firm.ask(firm.run())
    other = sqlite3.connect(firm.company.paths.journal)
    other.execute("UPDATE runs SET product = 'another'")
    other.commit()
    other.close()
    found = answer(firm)
    assert "not what was written" in found
    assert "[runs" in found
