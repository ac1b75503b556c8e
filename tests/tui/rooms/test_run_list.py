from __future__ import annotations

from superindividual_tui.rooms.products import Products
from superindividual_tui.rooms.run_list import RunList
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def test_runs_stand_newest_first_and_products_by_what_waits(firm: Firm) -> None:
    """A chosen one is what all rooms are about."""
    firm.run("R-one", "alpha")
    firm.ask(firm.run("R-two", "beta"))
    view = view_of(firm)
    assert RunList().entries(view).keys == ["R-two", "R-one"]
    entries = Products().entries(view)
    assert entries.keys == ["R-two", "R-one"]
    assert any("beta  ⚑1" in line.text for line in entries.lines)
    stage = StandIn(view)
    RunList().choose("R-one", stage)  # type: ignore[arg-type]
    Products().choose("R-two", stage)  # type: ignore[arg-type]
    assert stage.calls == [
        ("choose_run", "R-one"),
        ("go", "workflow"),
        ("choose_run", "R-two"),
        ("go", "inbox"),
    ]
