from __future__ import annotations

import pytest

from superindividual.journal.outbox import State
from superindividual_tui.board import Board
from tests.tui.firm import Firm, intended


@pytest.fixture
def board(firm: Firm) -> Board:
    return Board(firm.company)


def test_an_empty_company_is_an_empty_board(board: Board) -> None:
    """Nothing is made up."""
    board.load()
    assert (board.runs, board.waiting, board.settled, board.worker) == ({}, [], [], False)


def test_what_another_process_writes_is_taken_up(firm: Firm, board: Board) -> None:
    """From the last event that was seen, and only when something was written."""
    board.load()
    board.refresh()
    assert not board.refresh()
    other = firm.other_process()
    elsewhere = Firm.__new__(Firm)
    elsewhere.company, elsewhere.journal = other, other.journal
    run = elsewhere.run()
    request = elsewhere.ask(run)
    assert board.refresh()
    assert board.runs[run.id].state == "waits"
    assert [r.id for r in board.waiting] == [request.id]
    assert board.seq == other.journal.events.last_seq()
    other.journal.close()


def test_a_board_kept_up_equals_a_board_read_anew(firm: Firm, board: Board) -> None:
    """After every step of two runs, whatever happened in between."""
    board.load()
    first, second = firm.run(), firm.run("R-two", "other")
    requests = [firm.ask(first), firm.ask(second, verdict="fail")]
    for act in (
        lambda: firm.company.decide(requests[0], "approve"),
        lambda: firm.end_step(requests[0]),
        lambda: firm.company.decide(requests[1], "reject", feedback="no"),
        lambda: firm.journal.runs.end(second.id, "stopped", "enough"),
    ):
        act()
        board.refresh(own=True)
        anew = Board(firm.company)
        anew.load()
        assert (board.runs, board.waiting, board.settled) == (anew.runs, anew.waiting, anew.settled)


def test_irreversible_requests_come_first(firm: Firm, board: Board) -> None:
    """Then failed checks, then age."""
    run = firm.run()
    firm.ask(run)
    firm.ask(firm.run("R-two"), verdict="fail")
    firm.ask(firm.run("R-three"), "launch")
    board.load()
    assert [r.risk for r in board.waiting] == [2, 1, 0]


@pytest.mark.parametrize("state", ["done", "unknown", "failed"])
def test_an_approved_effect_shows_its_receipt(firm: Firm, board: Board, state: State) -> None:
    """Never only that it was approved: under way until the outbox knows, then what it knows."""
    request = firm.ask(firm.run(), "launch", summary="published/duesbook/R-one")
    firm.company.decide(request, "approve")
    board.load()
    assert board.settled[0].receipt == "under_way"
    effect = intended(firm.journal, request)
    board.refresh(own=True)
    assert board.settled[0].receipt == "under_way"
    firm.journal.outbox.settle(effect.key, state, {"reason": "the folder is there", "folder": ""})
    board.refresh(own=True)
    assert (board.settled[0].receipt, board.settled[0].said) == (state, "the folder is there")


def test_what_came_of_drafts(firm: Firm, board: Board) -> None:
    """Approved and recorded is done; rejected is sent back with its feedback; a refused effect did not go out."""
    approved, rejected = firm.ask(firm.run()), firm.ask(firm.run("R-two"))
    refused = firm.ask(firm.run("R-three"), "launch")
    firm.company.decide(approved, "approve")
    firm.end_step(approved)
    firm.company.decide(rejected, "reject", feedback="shorter")
    firm.company.decide(refused, "reject", feedback="not yet")
    board.load()
    assert {s.request.id: (s.receipt, s.said) for s in board.settled} == {
        approved.id: ("done", "commit abc123"),
        rejected.id: ("sent_back", "shorter"),
        refused.id: ("refused", "not yet"),
    }


def test_what_policy_decides_is_no_decision_of_the_founder(firm: Firm, board: Board) -> None:
    """It stands in the timeline, not among what the founder decided."""
    firm.company.decide(firm.ask(firm.run()), "approve", by="policy:checks-passed")
    board.load()
    assert board.settled == []


def test_a_run_without_a_worker_is_stuck(firm: Firm, board: Board) -> None:
    """And one that only waits for the founder is not."""
    run = firm.run()
    board.load()
    assert board.stuck()
    firm.ask(run)
    board.refresh(own=True)
    assert not board.stuck()
