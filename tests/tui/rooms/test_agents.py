from __future__ import annotations

from superindividual_tui.rooms.agents import Agents
from tests.tui.firm import Firm, view_of
from tests.tui.rooms.stand_in import StandIn


def rows(firm: Firm) -> str:
    view = view_of(firm)
    view.board.worker = True
    return "\n".join(line.text for line in Agents().entries(view).lines)


def test_an_agent_works_then_waits_then_has_done(firm: Firm) -> None:
    """As the journal says it, with glyph and word."""
    run = firm.run()
    assert "○ prd  not yet" in rows(firm)
    firm.journal.events.append("step.started", run=run.id, step="prd", attempt=2, told=[])  # type: ignore[arg-type]
    assert "◐ prd  working, attempt 2" in rows(firm)
    request = firm.ask(run)
    assert "● prd  waits for you" in rows(firm)
    firm.company.decide(request, "approve")
    firm.end_step(request)
    assert "✓ prd  done" in rows(firm)


def test_what_waits_is_opened(firm: Firm) -> None:
    """Another entry leads to the workflow of its run."""
    request = firm.ask(firm.run())
    stage = StandIn(view_of(firm))
    room = Agents()
    (key,) = room.entries(stage.view).keys
    assert room.about(key, stage.view) == request.id
    room.choose(key, stage)  # type: ignore[arg-type]
    room.choose("R-one ", stage)  # type: ignore[arg-type]
    assert stage.calls == [("show_request", request.id), ("choose_run", "R-one"), ("go", "workflow")]
