from __future__ import annotations

import pytest

from superindividual_tui.aside import run_entries
from tests.tui.firm import Firm, view_of


def test_a_status_is_a_glyph_and_a_word(firm: Firm) -> None:
    """For every state of a run; what waits stands first, the first entry for all."""
    firm.ask(firm.run())
    firm.run("R-two", "working")
    ended = firm.run("R-three", "ended")
    firm.journal.runs.end(ended.id, "failed", "broke")
    entries = run_entries(view_of(firm).board, "s")
    rows = [line.text for line in entries.lines]
    assert "● duesbook ⚑1" in rows
    assert "✗ ended" in rows
    assert any("waits for you" in row for row in rows)
    assert any("no worker" in row for row in rows)
    assert any("failed" in row for row in rows)
    assert entries.keys[:2] == ["", "R-one"]


@pytest.mark.parametrize("foreign", ["[@click=app.quit]x[/]", "\x1b[2Jx", "a\nb"])
def test_a_foreign_product_name_stays_one_safe_line(firm: Firm, foreign: str) -> None:
    """Controls and line breaks are gone."""
    firm.run(product=foreign)
    for line in run_entries(view_of(firm).board, "s").lines:
        assert "\x1b" not in line.text
        assert "\n" not in line.text
