"""Labels of data at work: from a step to what it hands over, what is remembered of it, and who is told that later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from superindividual.approvals import wording
from superindividual.approvals.deciding import edit
from superindividual.engine.desk import Desk
from superindividual.ids import StepId
from superindividual.memory.memory import Memory
from tests.engine.clients import know_a_client
from tests.engine.company import Desktop
from tests.engine.outward import Outward

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


EACH = {
    "name": "w",
    "steps": [
        {"id": "talk", "agent": "scout", "deliver": "discovery", "data": ["client"]},
        {"id": "posts", "agent": "marketer", "deliver": "posts", "needs": ["talk"], "foreach": ["a", "b"]},
        {"id": "kit", "agent": "marketer", "deliver": "launch_kit", "needs": ["posts"]},
    ],
}


async def test_every_item_carries_the_labels_of_what_the_step_is_given(desk: Desktop) -> None:
    """So do all of them together, and what is made of that; an item that is told a labelled record labels the whole."""
    run = desk.start(EACH)
    await desk.work()
    assert {job.item: job.labels for job in desk.agent.jobs if job.step.startswith("posts[")} == {
        "a": frozenset({"client"}),
        "b": frozenset({"client"}),
    }
    made = {s: r.digest for s, r in desk.journal.runs.steps(run.id).items() if r.digest}
    assert {desk.objects.deliverable(made[StepId(s)]).labels for s in ("posts", "kit")} == {("client",)}


async def test_without_labelled_data_items_have_none(desk: Desktop) -> None:
    """The control: the same flow over data for everybody."""
    plain = {**EACH, "steps": [{k: v for k, v in step.items() if k != "data"} for step in EACH["steps"]]}  # type: ignore[union-attr]
    run = desk.start(plain)
    await desk.work()
    assert {job.labels for job in desk.agent.jobs} == {frozenset()}
    made = [r.digest for r in desk.journal.runs.steps(run.id).values() if r.digest]
    assert {desk.objects.deliverable(d).labels for d in made} == {()}


async def test_an_item_that_is_told_a_labelled_record_labels_the_whole(desk: Desktop) -> None:
    """The workflow names no label; the memory does."""
    know_a_client(Memory(desk.journal.store))
    flow = {
        "name": "w",
        "steps": [{"id": "posts", "agent": "marketer", "deliver": "posts", "foreach": ["a", "b"]}],
    }
    run = desk.start(flow)
    await desk.work()
    version = desk.journal.versions.of(run.id, StepId("posts"))[-1]
    assert desk.objects.deliverable(version.digest).labels == ("client",)


@pytest.mark.parametrize(
    ("data", "labels"), [(["client"], ("client",)), ([], ())], ids=["labelled", "control"]
)
async def test_the_founders_own_version_keeps_the_labels(
    desk: Desktop, data: list[str], labels: tuple[str, ...]
) -> None:
    """Their hand changes the words, and not whose data it is; nor does what is remembered of it lose them."""
    step = {"id": "talk", "agent": "scout", "deliver": "discovery", "data": data, "approve": "always"}
    run = desk.start({"name": "w", "steps": [step]})
    await desk.work()
    [request] = desk.journal.decisions.waiting()
    path = next(iter(desk.objects.bundle(request.binding).files))
    edit(desk.journal, desk.objects, request, {path: b"by hand\n"}, by="founder")
    await desk.work()
    version = desk.journal.versions.of(run.id, StepId("talk"))[-1]
    assert version.by == "founder"
    assert desk.objects.deliverable(version.digest).labels == labels
    found = [
        r for r in Memory(desk.journal.store).rows.all() if r.kind in ("deliverable", "decision", "lesson")
    ]
    assert found
    assert {r.labels for r in found} == {labels}


@pytest.mark.parametrize(
    ("data", "labels"), [(["client"], ("client",)), ([], ())], ids=["labelled", "control"]
)
async def test_an_effect_carries_the_labels_of_what_it_lets_out(
    tmp_path: Path, data: list[str], labels: tuple[str, ...]
) -> None:
    """What is made ready has them, and the founder is told before they decide."""
    shop = Outward(tmp_path / "outward")
    steps = [
        {"id": "plan", "agent": "marketer", "deliver": "calendar", "data": data},
        {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": ["plan"]},
        {"id": "out", "effect": "publish", "from": ["plan"], "needs": ["plan", "review"]},
    ]
    try:
        run = shop.begin(steps=steps)
        await shop.work()
        [request] = shop.journal.decisions.waiting()
        version = shop.journal.versions.of(run.id, StepId("out"))[-1]
        assert shop.objects.deliverable(version.digest).labels == labels
        assert tuple(request.question.get("labels", ())) == labels
        assert ("client" in wording.question(request)) is bool(labels)
    finally:
        shop.journal.close()
