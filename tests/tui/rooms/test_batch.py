from __future__ import annotations

from superindividual_tui.rooms.batch import Batches
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def test_only_low_risk_drafts_are_offered(firm: Firm) -> None:
    """Neither what leaves nor what failed; a request opens alone, the head begins the list."""
    drafts = [firm.ask(firm.run()), firm.ask(firm.run("R-two"))]
    firm.ask(firm.run("R-three"), "launch")
    firm.ask(firm.run("R-four"), verdict="fail")
    firm.ask(firm.run("R-five"), verdict="not_assessed")
    keys = Batches().entries(view_of(firm)).keys
    assert keys == ["all prd", *(d.id for d in drafts)]
    stage = StandIn(view_of(firm))
    Batches().choose("all prd", stage)  # type: ignore[arg-type]
    Batches().choose(drafts[0].id, stage)  # type: ignore[arg-type]
    assert stage.calls == [("begin_batch", "prd"), ("show_request", drafts[0].id)]
