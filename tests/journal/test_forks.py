"""Forks share what ended before a step, and nothing else."""

from __future__ import annotations

import pytest

from superindividual.errors import RunRefused
from superindividual.ids import RequestId, RunId, StepId
from superindividual.journal.journal import Journal
from superindividual.journal.runs import Run, StepRecord
from tests.journal.flow import ask, begin, end

PARENT, FORK = RunId("R-a"), RunId("R-b")


def forked(journal: Journal, step: str) -> Run:
    return journal.forks.begin(FORK, journal.forks.plan(PARENT, StepId(step)))


def test_what_ended_before_the_step_is_shared_with_its_versions(journal: Journal) -> None:
    """The same records, versions, checks' answers and decisions; the step itself and what needs it are open."""
    parent = begin(journal)
    end(journal, "discover", "prd", "build", "posts", "kit")
    fork = forked(journal, "build")
    assert (fork.parent, fork.parent_step) == (PARENT, "build")
    shared, whole = journal.runs.steps(FORK), journal.runs.steps(PARENT)
    assert list(shared) == ["discover", "prd", "posts"]
    assert shared == {step: whole[step] for step in shared}
    prd = StepId("prd")
    assert journal.versions.of(FORK, prd) == journal.versions.of(PARENT, prd)
    decision = journal.decisions.decision(RequestId(shared[prd].request or ""))
    assert decision is not None
    assert decision.by == "founder"
    assert journal.versions.of(FORK, StepId("build")) == []
    same = ("spec", "fingerprint", "inputs", "brief", "product", "language", "engine", "approve", "file")
    assert [getattr(fork, name) for name in same] == [getattr(parent, name) for name in same]
    assert (fork.folder, parent.folder) == ("thing@R-b", "thing")


def test_the_parent_is_left_as_it_is(journal: Journal) -> None:
    """Its records, versions, requests and events are those of before; an ended run can be forked."""
    begin(journal)
    end(journal, "discover", "prd")
    journal.runs.end(PARENT, "stopped")
    before = journal.runs.steps(PARENT), journal.events.after(run=PARENT)
    fork = forked(journal, "prd")
    assert fork.outcome is None
    assert fork.stop is None
    assert (journal.runs.steps(PARENT), journal.events.after(run=PARENT)) == before
    (event,) = journal.events.after(run=FORK)
    assert event.kind == "run.forked"
    assert list(event.data["shared"]) == ["discover"]
    assert journal.events.first_broken() is None


def test_what_has_not_ended_stays_open(journal: Journal) -> None:
    """A step that waits in the parent is neither shared nor asked about in the fork."""
    begin(journal)
    end(journal, "discover", "prd", "posts")
    ask(journal, "build")
    forked(journal, "posts")
    assert list(journal.runs.steps(FORK)) == ["discover", "prd"]
    assert journal.decisions.waiting(FORK) == []
    assert journal.versions.of(FORK, StepId("build")) == []


def test_items_go_with_their_step(journal: Journal) -> None:
    """The items of a step are shared when it is, and begun anew when it is."""
    begin(journal)
    end(journal, "discover", "prd", "posts[0]", "posts[1]", "posts", "build")
    forked(journal, "build")
    assert list(journal.runs.steps(FORK)) == ["discover", "prd", "posts[0]", "posts[1]", "posts"]
    again = journal.forks.plan(PARENT, StepId("posts"))
    assert [record.step for record in again.shared] == ["discover", "prd", "build"]


def test_a_fork_can_be_forked(journal: Journal) -> None:
    """What it shares with its parent is shared again, decided by the first run's requests."""
    begin(journal)
    end(journal, "discover", "prd", "build")
    forked(journal, "build")
    second = journal.forks.begin(RunId("R-c"), journal.forks.plan(FORK, StepId("prd")))
    assert second.parent == FORK
    (record,) = journal.runs.steps(second.id).values()
    assert record.request == "Q-R-a-discover-1"


def test_a_shared_step_that_is_sent_back_continues_its_attempts(journal: Journal) -> None:
    """A new round in the fork takes no version of the parent's for its own, though the events are the parent's."""
    begin(journal)
    end(journal, "discover", "prd")
    forked(journal, "build")
    journal.rounds.send_back(FORK, [StepId("prd")], by=StepId("build"), reason="r")
    assert journal.rounds.current(FORK, StepId("prd")).after_attempt == 1
    assert "prd" not in journal.runs.steps(FORK)
    assert "prd" in journal.runs.steps(PARENT)


def test_an_unknown_step_is_refused_with_the_nearest_name(journal: Journal) -> None:
    """The founder mistyped."""
    begin(journal)
    with pytest.raises(RunRefused, match=r"no step biuld.*did you mean build"):
        journal.forks.plan(PARENT, StepId("biuld"))


@pytest.mark.parametrize("status", [None, "stopped"])
def test_a_step_whose_needs_have_not_ended_is_refused(journal: Journal, status: str | None) -> None:
    """There is nothing to begin it from; a need that was stopped is no need met."""
    begin(journal)
    end(journal, "discover")
    if status:
        record = StepRecord(StepId("prd"), "stopped", None, None, None, None, None, "", "")
        journal.runs.record_step(PARENT, record)
    with pytest.raises(RunRefused, match=r"build needs prd, which has not ended in R-a.*fork from prd"):
        journal.forks.plan(PARENT, StepId("build"))


def test_a_step_left_out_is_shared_as_left_out(journal: Journal) -> None:
    """Whether it was needed is no matter of the step that begins anew."""
    begin(journal)
    end(journal, "discover", "prd")
    journal.runs.record_step(
        PARENT, StepRecord(StepId("posts"), "skipped", None, None, None, None, None, "no market", "")
    )
    forked(journal, "build")
    assert journal.runs.steps(FORK)[StepId("posts")].reason == "no market"


def test_commits_of_shared_steps_only(journal: Journal) -> None:
    """The branch begins at one of these."""
    begin(journal)
    end(journal, "discover", revision="c1")
    end(journal, "prd", revision="c2")
    fork = journal.forks.plan(PARENT, StepId("prd"))
    assert (fork.revisions, fork.left) == (("c1",), ("prd",))
