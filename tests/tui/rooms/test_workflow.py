from __future__ import annotations

from superindividual_tui.rooms.workflow import Workflow
from tests.tui.firm import Firm, view_of


def test_the_picture_shows_where_it_stands(firm: Firm) -> None:
    """A mark in the box of each step, and the same in words below."""
    firm.ask(firm.run())
    text = "\n".join(line.text for line in Workflow().entries(view_of(firm)).lines)
    assert "│ ● prd " in text
    assert "┃ ○ launch " in text
    assert "● prd  waits for you" in text
