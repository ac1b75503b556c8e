"""Labels of data at work: from a step to what it hands over, what is remembered of it, and who is told that later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.engine.desk import Desk
from superindividual.ids import StepId
from superindividual.memory.memory import Memory
from tests.engine.clients import know_a_client
from tests.engine.company import Desktop

FLOW = {
    "name": "w",
    "steps": [
        {"id": "talk", "agent": "scout", "deliver": "discovery", "data": ["client"]},
        {"id": "posts", "agent": "marketer", "deliver": "posts"},
    ],
}
LATER = {"name": "later", "steps": [{"id": "posts", "agent": "marketer", "deliver": "posts"}]}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desktop]:
    found = Desktop(tmp_path / "company")
    yield found
    found.journal.close()


async def test_what_a_step_is_given_labels_what_it_hands_over_and_what_is_remembered(desk: Desktop) -> None:
    """A step beside it that had no such data labels nothing."""
    run = desk.start(FLOW)
    await desk.work()
    made = {s: r.digest for s, r in desk.journal.runs.steps(run.id).items() if r.digest}
    assert {s: desk.objects.deliverable(d).labels for s, d in made.items()} == {
        "talk": ("client",),
        "posts": (),
    }
    records = {r.source: r.labels for r in Memory(desk.journal.store).rows.all() if r.kind == "deliverable"}
    assert records == {f"run:{run.id}/talk": ("client",), f"run:{run.id}/posts": ()}


async def test_a_step_that_is_told_a_labelled_record_works_with_such_data(desk: Desktop) -> None:
    """Although its workflow names none; what it makes carries the label on."""
    know_a_client(Memory(desk.journal.store))
    run = desk.start(LATER)
    await desk.work()
    assert [job.labels for job in desk.agent.jobs] == [frozenset({"client"})]
    version = desk.journal.versions.of(run.id, StepId("posts"))[-1]
    assert desk.objects.deliverable(version.digest).labels == ("client",)


def test_what_a_model_may_not_see_it_cannot_look_up(desk: Desktop) -> None:
    """A model that was chosen for data of the label can."""
    record = know_a_client(Memory(desk.journal.store))
    run = desk.start(LATER)
    at_work = Desk(desk.context(), run, run.workflow.step(StepId("posts")))
    assert at_work.look_up("Meyer pays late", frozenset()) == ()
    assert [one.id for one in at_work.look_up("Meyer pays late", {"client"})] == [record]
