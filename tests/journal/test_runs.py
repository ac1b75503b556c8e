"""Pausing, resuming and stopping a run from any process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from superindividual.approvals.waiting import run_state
from superindividual.errors import RunNotFound, RunRefused
from superindividual.ids import RunId
from superindividual.journal.journal import Journal
from tests.journal.flow import begin

RUN = RunId("R-a")


def test_a_pause_halts_the_run_and_a_resume_lets_it_go_on(journal: Journal) -> None:
    """Both stand in the journal, for every process, with an event each; a second pause adds nothing."""
    run = begin(journal)
    journal.runs.pause(RUN, "founder")
    journal.runs.pause(RUN, "cockpit")
    paused = journal.runs.get(RUN)
    assert paused.paused == "founder"
    assert journal.runs.halting(RUN, run.fingerprint)
    assert run_state(paused, (), (), worker=True) == "paused"
    journal.runs.resume(RUN, "founder")
    assert not journal.runs.halting(RUN, run.fingerprint)
    assert run_state(journal.runs.get(RUN), (), (), worker=True) == "running"
    assert [e.kind for e in journal.events.after(run=RUN)] == ["run.started", "run.paused", "run.resumed"]


def test_stopping_a_paused_run_lifts_the_pause(journal: Journal) -> None:
    """A worker leaves paused runs alone, so one that is to end must not stay paused; nor can it be paused again."""
    begin(journal)
    journal.runs.pause(RUN, "founder")
    journal.runs.ask_to_stop(RUN, "founder")
    assert journal.runs.get(RUN).paused is None
    assert journal.runs.stopping(RUN)
    assert run_state(journal.runs.get(RUN), (), (), worker=True) == "stopping"
    assert run_state(journal.runs.get(RUN), (), (), worker=False) == "no_worker"
    with pytest.raises(RunRefused, match="being stopped"):
        journal.runs.pause(RUN, "founder")


def test_only_a_paused_run_is_resumed(journal: Journal) -> None:
    """A run that moves is not said to have been resumed."""
    begin(journal)
    with pytest.raises(RunRefused, match="R-a is not paused"):
        journal.runs.resume(RUN, "founder")


@pytest.mark.parametrize("act", [lambda j: j.runs.pause(RUN, "f"), lambda j: j.runs.resume(RUN, "f")])
def test_a_run_that_has_ended_is_neither_paused_nor_resumed(
    journal: Journal, act: Callable[[Journal], None]
) -> None:
    """The refusal names what can be done instead; an unknown run is called unknown."""
    with pytest.raises(RunNotFound):
        act(journal)
    begin(journal)
    journal.runs.end(RUN, "done")
    with pytest.raises(RunRefused, match=r"has ended.*fork R-a --from STEP"):
        act(journal)
