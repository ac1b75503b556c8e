"""An unfinished run moves to a workflow's current text only if nothing that ended means something else."""

from __future__ import annotations

import pytest

from superindividual.errors import DecisionRefused, RunNotFound, RunRefused
from superindividual.ids import RequestId, RunId, StepId
from superindividual.journal.adoptions import Adoption
from superindividual.journal.fingerprint import fingerprint_of
from superindividual.journal.journal import Journal
from superindividual.specs.workflow import WorkflowSpec
from tests.journal.flow import STEPS, ask, begin, end, flow

RUN = RunId("R-a")


def adopt(journal: Journal, workflow: WorkflowSpec) -> Adoption:
    return journal.adoptions.adopt(RUN, workflow, inputs={"brief": "b.md"}, file="w2.yaml", by="founder")


def test_an_unfinished_step_may_change_and_others_come_and_go(journal: Journal) -> None:
    """The run holds the new text, its graph of before must halt, and the ledger names both fingerprints."""
    before = begin(journal)
    end(journal, "discover")
    new = WorkflowSpec.model_validate(
        {
            "name": "w",
            "steps": [
                STEPS[0],
                {**STEPS[1], "task": "Shorter."},
                {"id": "site", "agent": "developer", "deliver": "site", "needs": ["prd"]},
            ],
        }
    )
    adoption = adopt(journal, new)
    run = journal.runs.get(RUN)
    assert fingerprint_of(run.workflow) == fingerprint_of(new)
    assert (run.fingerprint, run.file) == (fingerprint_of(new), "w2.yaml")
    assert journal.runs.halting(RUN, before.fingerprint)
    assert not journal.runs.halting(RUN, run.fingerprint)
    assert adoption == Adoption(
        before.fingerprint, run.fingerprint, ("prd",), ("site",), ("build", "posts", "kit")
    )
    event = journal.events.after(run=RUN)[-1]
    assert (event.kind, event.data["before"]) == ("workflow.adopted", before.fingerprint)
    assert journal.events.first_broken() is None


@pytest.mark.parametrize("field", ["task", "attempts", "checks"])
def test_a_finished_step_that_means_something_else_is_refused(journal: Journal, field: str) -> None:
    """The refusal names the first such step and what differs, and nothing is changed."""
    before = begin(journal)
    end(journal, "discover", "prd")
    values = {"task": "Other words.", "attempts": 2, "checks": ("secrets",)}
    with pytest.raises(RunRefused, match=f"prd has ended, and its {field} differs"):
        adopt(journal, flow(prd={field: values[field]}, build={"task": "b"}))
    assert journal.runs.get(RUN) == before


def test_an_empty_field_is_told_as_one(journal: Journal) -> None:
    """A task where none was stands beside two quotes, and not beside nothing."""
    begin(journal)
    end(journal, "discover")
    with pytest.raises(RunRefused, match=r'its task differs: "" before, Other words\. now'):
        adopt(journal, flow(discover={"task": "Other words."}))


def test_a_finished_step_that_is_gone_is_refused(journal: Journal) -> None:
    """What was made would belong to nothing."""
    begin(journal)
    end(journal, "discover", "prd", "posts")
    without = WorkflowSpec.model_validate({"name": "w", "steps": STEPS[:3]})
    with pytest.raises(RunRefused, match="posts has ended, and the workflow no longer has it"):
        adopt(journal, without)


def test_what_is_asked_about_a_changed_step_is_closed_and_it_begins_anew(journal: Journal) -> None:
    """Its version was made from other words: the founder can decide it no more, the next attempt has a new number."""
    begin(journal)
    end(journal, "discover", "prd")
    changed, untouched = ask(journal, "build"), ask(journal, "posts")
    adopt(journal, flow(build={"task": "With tests."}))
    assert [r.id for r in journal.decisions.waiting(RUN)] == [untouched]
    assert journal.rounds.current(RUN, StepId("build")).after_attempt == 1
    assert journal.rounds.current(RUN, StepId("posts")).number == 1
    request = journal.decisions.request(changed)
    with pytest.raises(DecisionRefused, match="its step is worked on anew"):
        journal.decisions.decide(changed, "approve", by="founder", binding=request.binding)


def test_what_is_asked_about_a_step_that_is_gone_is_closed(journal: Journal) -> None:
    """Nothing waits for a step that the workflow no longer has."""
    begin(journal)
    end(journal, "discover", "prd")
    ask(journal, "posts")
    adopt(journal, WorkflowSpec.model_validate({"name": "w", "steps": STEPS[:3]}))
    assert journal.decisions.waiting(RUN) == []


def test_the_items_of_a_changed_step_begin_anew(journal: Journal) -> None:
    """An item that ended was made from other words, since its step has not ended."""
    begin(journal)
    end(journal, "discover", "prd", "posts[0]")
    adopt(journal, flow(posts={"task": "Funnier."}))
    assert "posts[0]" not in journal.runs.steps(RUN)
    assert journal.rounds.current(RUN, StepId("posts[0]")).after_attempt == 1


def test_the_workflow_alone_is_that_of_now(journal: Journal) -> None:
    """Who asks for nothing else, as every call of a model does for its limits, is told what was adopted."""
    begin(journal)
    before = journal.runs.workflow(RUN)
    adopt(journal, flow(posts={"budget": {"calls": 3}}))
    after = journal.runs.workflow(RUN)
    assert before.step(StepId("posts")).budget.calls is None and after.step(StepId("posts")).budget.calls == 3
    assert after == journal.runs.get(RUN).workflow
    with pytest.raises(RunNotFound):
        journal.runs.workflow(RunId("R-none"))


def test_the_same_text_changes_nothing(journal: Journal) -> None:
    """No event, no closed request, the same file."""
    before = begin(journal)
    request = ask(journal, "discover")
    last = journal.events.last_seq()
    adoption = adopt(journal, flow())
    assert adoption.before == adoption.after == before.fingerprint
    assert journal.events.last_seq() == last
    assert journal.runs.get(RUN).file == "workflows/w.yaml"
    assert journal.decisions.request(RequestId(request)).closed is None


def test_a_run_that_has_ended_adopts_nothing(journal: Journal) -> None:
    """It is over, whatever its file says."""
    begin(journal)
    journal.runs.end(RUN, "done")
    with pytest.raises(RunRefused, match="has ended"):
        adopt(journal, flow(kit={"task": "x"}))
