from __future__ import annotations

from dataclasses import replace

import pytest

from superindividual.text import cell_width
from superindividual_tui.rooms.workflow import Workflow
from tests.tui.firm import Firm, view_of


def test_the_picture_shows_where_it_stands(firm: Firm) -> None:
    """A mark in the box of each step, and the same in words below."""
    firm.ask(firm.run())
    text = "\n".join(line.text for line in Workflow().entries(view_of(firm)).lines)
    assert "│ ● prd " in text
    assert "┃ ○ launch " in text
    assert "● prd  waits for you" in text


@pytest.mark.parametrize("width", [24, 38, 58, 89])
def test_no_line_is_wider_than_the_room(firm: Firm, width: int) -> None:
    """Where the picture does not fit, there is one of the names alone, or a list; nothing is cut at the pane beside it."""
    firm.ask(firm.run())
    lines = Workflow().entries(replace(view_of(firm), width=width)).lines
    drawn = [line.text for line in lines if line.text[:1] in "┌│└┏┃┗╔║╚"]
    assert drawn or width < 40
    assert max(map(cell_width, drawn), default=0) <= width
