"""The words of an answer as events: few, whole, and no part of the ledger."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from superindividual.engine.said import Said
from superindividual.ids import RunId, StepId
from tests.engine.company import Desktop

JOB: Any = SimpleNamespace(run=RunId("R-s"), step=StepId("a"), attempt=2)


def texts(desk: Desktop) -> list[str]:
    return [e.data["text"] for e in desk.journal.events.after(0) if e.kind == "model.text"]


def test_a_fast_model_fills_no_journal(desk: Desktop) -> None:
    """A thousand pieces within a second are at most twenty-one events, and no word is lost."""
    now = [0.0]
    said = Said(desk.journal, JOB, lambda: now[0], lambda work: work())
    for n in range(1000):
        said(f"{n} ")
        now[0] += 0.001
    said.flush()
    assert 10 < len(texts(desk)) <= 21
    assert "".join(texts(desk)) == "".join(f"{n} " for n in range(1000))


def test_events_name_step_and_attempt_and_stand_outside_the_ledger(desk: Desktop) -> None:
    """A front end shows them; nothing is decided on them."""
    said = Said(desk.journal, JOB, lambda: 0.0, lambda work: work())
    said("Hello")
    said.flush()
    (event,) = desk.journal.events.after(0)
    assert (event.step, event.data, event.hash) == ("a", {"attempt": 2, "text": "Hello"}, None)


def test_nothing_said_is_no_event(desk: Desktop) -> None:
    """An answer of calls only leaves none."""
    Said(desk.journal, JOB, lambda: 0.0, lambda work: work()).flush()
    assert texts(desk) == []


def test_a_flood_is_cut_into_pieces_and_half_a_character_is_none(desk: Desktop) -> None:
    """One event holds at most 4,000 characters; a lone surrogate cannot break the journal."""
    said = Said(desk.journal, JOB, lambda: 0.0, lambda work: work())
    said("x" * 9000 + "\ud800")
    said.flush()
    assert [len(text) for text in texts(desk)] == [4000, 4000, 1001]
