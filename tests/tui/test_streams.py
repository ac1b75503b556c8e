from __future__ import annotations

from superindividual.ids import RunId, StepId
from superindividual_tui.board import Board
from superindividual_tui.streams import TEXT, Streams
from tests.tui.firm import Firm


def say(firm: Firm, text: str, attempt: int = 1, step: str = "prd") -> None:
    firm.journal.events.append(TEXT, run=RunId("R-one"), step=StepId(step), attempt=attempt, text=text)


def text(streams: Streams) -> list[str]:
    return [stream.text for stream in streams.of(None)]


def test_pieces_are_put_together_and_a_new_attempt_begins_anew(firm: Firm) -> None:
    """In their order, whichever step writes between them."""
    run = firm.run()
    board = Board(firm.company)
    board.load()
    for piece in ("# Du", "es\n"):
        say(firm, piece)
        say(firm, "other", step="launch")
    board.refresh(own=True)
    assert text(board.streams) == ["otherother", "# Dues\n"]
    say(firm, "again", attempt=2)
    board.refresh(own=True)
    assert text(board.streams) == ["again", "otherother"]
    firm.ask(run)
    board.refresh(own=True)
    assert text(board.streams) == ["otherother"]
    firm.journal.runs.end(run.id, "stopped", "x")
    board.refresh(own=True)
    assert text(board.streams) == []


def test_what_was_written_before_the_cockpit_was_opened_is_there(firm: Firm) -> None:
    """As far as the last events tell."""
    firm.run()
    say(firm, "half a ")
    say(firm, "sentence")
    board = Board(firm.company)
    board.load()
    assert text(board.streams) == ["half a sentence"]


def test_an_endless_stream_keeps_its_end(firm: Firm) -> None:
    """And no more than is looked at."""
    firm.run()
    for number in range(60):
        say(firm, f"{number:>10}" * 1000)
    streams = Streams()
    streams.take_up(firm.journal.events.after(0))
    (kept,) = text(streams)
    assert kept.endswith("        59")
    assert len(kept) <= 400_000
