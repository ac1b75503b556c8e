from __future__ import annotations

from superindividual_tui.board import Board
from tests.tui.firm import Firm


def test_what_is_followed_equals_what_is_read_anew(firm: Firm) -> None:
    """After each event, from whichever moment it is followed."""
    run = firm.run()
    board = Board(firm.company)
    board.load()
    for kind, step, attempt in (
        ("step.started", "prd", 1),
        ("step.started", "launch", 1),
        ("step.ended", "prd", 1),
        ("step.started", "prd", 2),
        ("step.returned", "launch", 1),
    ):
        firm.journal.events.append(kind, run=run.id, step=step, attempt=attempt, told=[])  # type: ignore[arg-type]
        board.refresh(own=True)
        anew = Board(firm.company)
        anew.load()
        kept, read = (b.working.of(firm.journal, run.id, b.seq) for b in (board, anew))
        assert kept == read
    assert kept == {"prd": 2}
