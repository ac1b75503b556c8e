from __future__ import annotations

from superindividual_tui.rooms.comparison import ComparisonRoom
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def test_two_runs_of_a_product_step_by_step(firm: Firm) -> None:
    """A chosen step shows what differs in its files, and hides it again."""
    firm.ask(firm.run(), files={"a.md": b"one\n"})
    second = firm.run("R-two")
    firm.ask(second, files={"a.md": b"two\n"})
    room, view = ComparisonRoom(), view_of(firm, second.id)
    text = "\n".join(line.text for line in room.entries(view).lines)
    assert "R-one → R-two" in text
    assert "~ a.md (+1 −1)" in text
    stage = StandIn(view)
    room.choose("prd", stage)  # type: ignore[arg-type]
    assert "-one" in [line.text.strip() for line in room.entries(view).lines]
    room.choose("prd", stage)  # type: ignore[arg-type]
    assert "-one" not in [line.text.strip() for line in room.entries(view).lines]


def test_a_first_run_has_nothing_beside_it(firm: Firm) -> None:
    """And that is said."""
    run = firm.run()
    lines = ComparisonRoom().entries(view_of(firm, run.id)).lines
    assert "no second run" in lines[-1].text
