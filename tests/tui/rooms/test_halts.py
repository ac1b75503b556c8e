from __future__ import annotations

from superindividual_tui.rooms.halts import Halts
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def test_halt_and_lift_are_asked_once_more(firm: Firm) -> None:
    """Each is the only entry where it makes sense."""
    stage = StandIn(view_of(firm), yes=False)
    assert Halts().entries(view_of(firm)).keys == ["halt"]
    Halts().choose("halt", stage)  # type: ignore[arg-type]
    assert firm.journal.halts.standing() is None
    stage.yes = True
    Halts().choose("halt", stage)  # type: ignore[arg-type]
    assert firm.journal.halts.standing() is not None
    entries = Halts().entries(view_of(firm))
    assert entries.keys == ["lift"]
    assert "HALTED" in "\n".join(line.text for line in entries.lines)
    Halts().choose("lift", stage)  # type: ignore[arg-type]
    assert firm.journal.halts.standing() is None
