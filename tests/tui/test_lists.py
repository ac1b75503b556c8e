from __future__ import annotations

import pytest

from superindividual.ids import digest_of
from superindividual_tui.board import Board
from superindividual_tui.lists import bottom, inbox_entries, run_entries
from tests.tui.firm import Firm


def board_of(firm: Firm) -> Board:
    board = Board(firm.company)
    board.load()
    return board


def test_every_section_has_a_sentence_when_empty(firm: Firm) -> None:
    """An empty inbox says so."""
    text = [line.text for line in inbox_entries(board_of(firm), None, firm.clock()).lines]
    assert text == [
        "Needs you",
        "  Nothing waits for you.",
        "",
        "Under way",
        "  No run is working.",
        "",
        "Decided",
        "  Nothing was decided yet.",
    ]


def test_a_request_says_question_risk_age_and_checks(firm: Firm) -> None:
    """In plain words, with the cost or that there is none."""
    firm.ask(firm.run())
    entries = inbox_entries(board_of(firm), None, firm.clock())
    rows = [line.text for line in entries.lines if line.item == 0]
    assert rows[0] == "⚑ Is prd of duesbook (version 1) right?"
    assert "stays inside" in rows[1]
    assert "rehearsal, no AI" in rows[1]
    assert "✓ 1 passed" in rows[1]


def test_a_status_is_a_glyph_and_a_word(firm: Firm) -> None:
    """For every state of a run."""
    firm.ask(firm.run())
    firm.run("R-two", "working")
    ended = firm.run("R-three", "ended")
    firm.journal.runs.end(ended.id, "failed", "broke")
    rows = [line.text for line in run_entries(board_of(firm)).lines]
    assert "● duesbook ⚑1" in rows
    assert "✗ ended" in rows
    assert any("waits for you" in row for row in rows)
    assert any("no worker" in row for row in rows)
    assert any("failed" in row for row in rows)


def test_the_inbox_can_be_about_one_run(firm: Firm) -> None:
    """Other products' requests are left out."""
    first, second = firm.run(), firm.run("R-two", "other")
    asked, _other = firm.ask(first), firm.ask(second)
    assert inbox_entries(board_of(firm), first.id, firm.clock()).keys == [asked.id]


def test_the_bottom_line(firm: Firm) -> None:
    """Count and age of what waits, the worker, and what plays the agents."""
    assert bottom(board_of(firm), firm.clock()) == "⚑ nothing waits · worker none · no run yet"
    firm.ask(firm.run())
    board = board_of(firm)
    board.worker = True
    assert bottom(board, firm.clock()).startswith("⚑ 1 waiting (oldest ")
    assert bottom(board, firm.clock()).endswith("s) · worker ok · rehearsal, no AI")
    firm.company.journal.halts.halt("founder", "")
    assert bottom(board, firm.clock()).startswith("⛔ HALTED · ⚑ 1 waiting")


@pytest.mark.parametrize("foreign", ["[@click=app.quit]x[/]", "\x1b[2Jx", "a\nb"])
def test_a_foreign_product_name_stays_one_safe_line(firm: Firm, foreign: str) -> None:
    """Wherever it is shown."""
    firm.ask(firm.run(product=foreign))
    board = board_of(firm)
    for line in [*inbox_entries(board, None, firm.clock()).lines, *run_entries(board).lines]:
        assert "\x1b" not in line.text
        assert "\n" not in line.text


def test_the_bottom_line_tells_of_a_proposed_rule(firm: Firm) -> None:
    """With the command that shows it; nothing of it once it is answered."""
    rule = firm.journal.rules.propose(digest_of("pattern"), {"workflow": "w"}, [])
    assert "rule proposed: superindividual rules" in bottom(board_of(firm), firm.clock())
    firm.journal.rules.decline(rule.id, by="founder")
    assert "rule" not in bottom(board_of(firm), firm.clock())
