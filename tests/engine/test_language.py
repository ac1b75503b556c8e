"""The language while a run is under way: conditions, items, loops, ways back, time limits, forms."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.clock import now
from superindividual.company import Company
from superindividual.errors import DecisionRefused, RunRefused, StepFailed
from superindividual.ids import RunId, StepId
from superindividual.journal.runs import StepRecord
from superindividual.paths import CompanyPaths
from superindividual.specs.workflow import WorkflowSpec
from superindividual.tools.job import Job
from tests.engine.company import Desktop, Scripted

RUN = RunId("R-test")


def flow(**steps: dict[str, Any]) -> dict[str, Any]:
    """A workflow of steps that the checks alone decide."""
    basis = {"agent": "scout", "deliver": "discovery", "approve": "never"}
    return {"name": "w", "steps": [{"id": name, **basis, **step} for name, step in steps.items()]}


async def ran(desktop: Desktop, **steps: dict[str, Any]) -> dict[StepId, StepRecord]:
    """How the steps of a flow ended, once only the founder could move anything."""
    desktop.start(flow(**steps))
    await desktop.work()
    return desktop.journal.runs.steps(RUN)


def failing(*wrong: tuple[str, int]) -> Any:
    """Checks that fail for these steps at these versions."""

    async def run(subject: Subject, names: Sequence[str]) -> list[CheckResult]:
        text = "".join(content.decode() for content in subject.bundle.files.values())
        bad = any(text.startswith(f"{step} {attempt} ") for step, attempt in wrong)
        return [CheckResult(check="looked", verdict=Verdict.FAIL if bad else Verdict.PASS, reason="seen")]

    return run


async def test_a_step_whose_condition_does_not_hold_is_left_out(tmp_path: Path) -> None:
    """The run goes on without it and says which condition it was."""
    desktop = Desktop(tmp_path)
    ended = await ran(
        desktop,
        a={},
        b={"needs": ["a"], "if": "${{ steps.a.version > 1 }}"},
        c={"needs": ["b"], "if": "${{ steps.b.status == 'skipped' }}"},
    )
    assert (ended[StepId("b")].status, ended[StepId("c")].status) == ("skipped", "done")
    assert "steps.a.version > 1" in ended[StepId("b")].reason
    assert desktop.journal.runs.get(RUN).outcome == "done"


async def test_a_condition_that_cannot_be_told_is_the_founder_s(tmp_path: Path) -> None:
    """It neither runs the step nor leaves it out in silence."""
    desktop = Desktop(tmp_path)
    await ran(desktop, a={}, b={"needs": ["a"], "if": "${{ steps.a.data.margin > 1 }}"})
    [waiting] = desktop.journal.decisions.waiting(RUN)
    assert waiting.step == "b"
    assert "cannot be compared" in waiting.question["summary"]


async def test_what_fails_goes_back_and_everything_after_it_is_made_anew(tmp_path: Path) -> None:
    """The stale results are not kept: build, its page and the review itself are done a second time."""
    desktop = Desktop(tmp_path, checks=failing(("review", 1)))
    ended = await ran(
        desktop,
        plan={},
        build={"needs": ["plan"]},
        page={"needs": ["build"]},
        review={"needs": ["build"], "attempts": 1, "on_fail": {"goto": "build", "at_most": 2}},
        learn={"needs": ["plan"]},
    )
    versions = {step: record.version for step, record in ended.items()}
    assert versions == {"plan": 1, "build": 2, "page": 2, "review": 2, "learn": 1}
    [second] = [job for job in desktop.agent.jobs if (job.step, job.attempt) == ("build", 2)]
    assert [(f.by, "looked: seen" in f.text) for f in second.feedback] == [("step:review", True)]
    returned = [e.step for e in desktop.journal.events.after(0, run=RUN) if e.kind == "step.returned"]
    assert sorted(map(str, returned)) == ["build", "page", "review"]
    assert desktop.journal.runs.get(RUN).outcome == "done"


async def test_a_way_back_is_taken_only_so_often(tmp_path: Path) -> None:
    """Then the founder sees the failing version."""
    desktop = Desktop(tmp_path, checks=failing(*(("review", n) for n in range(1, 9))))
    ended = await ran(
        desktop,
        build={},
        review={"needs": ["build"], "attempts": 2, "on_fail": {"goto": "build", "at_most": 2}},
    )
    assert ended[StepId("build")].version == 3
    [waiting] = desktop.journal.decisions.waiting(RUN)
    assert (waiting.step, waiting.version, waiting.kind) == ("review", 6, "failing")


async def test_a_request_about_stale_work_is_closed(tmp_path: Path) -> None:
    """A founder who looks at the old page cannot approve it; the new one waits instead."""
    desktop = Desktop(tmp_path, checks=failing(("review", 1)))
    await ran(
        desktop,
        build={},
        page={"needs": ["build"], "approve": "always"},
        review={"needs": ["build"], "attempts": 1, "on_fail": {"goto": "build"}},
    )
    requests = desktop.journal.decisions.of_step(RUN, StepId("page"))
    assert [(r.version, r.closed is None) for r in requests][-1] == (requests[-1].version, True)
    assert all(r.closed for r in requests[:-1])
    with pytest.raises(DecisionRefused):
        for old in requests[:-1] or [desktop.journal.decisions.of_step(RUN, StepId("review"))[0]]:
            desktop.journal.decisions.decide(old.id, "approve", by="founder", binding=old.binding)
    desktop.decide(step="page")
    await desktop.work()
    assert desktop.journal.runs.get(RUN).outcome == "done"


async def test_of_200_items_the_190_stand_and_the_10_are_named(tmp_path: Path) -> None:
    """Eight at once, never more; one request tells of all, and approving goes on with those that stand."""
    bad, at_work, most = {n * 20 for n in range(1, 11)}, 0, 0

    async def hook(job: Job) -> str:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        try:
            if job.item in bad:
                raise StepFailed(f"no {job.item}")
            return str(job.item)
        finally:
            at_work -= 1

    desktop = Desktop(tmp_path, agent=Scripted(hook))
    await ran(
        desktop,
        posts={"foreach": list(range(1, 201)), "at_once": 8, "attempts": 1},
        after={"needs": ["posts"]},
    )
    [waiting] = desktop.journal.decisions.waiting(RUN)
    made = desktop.objects.deliverable(waiting.binding)
    assert made.summary.startswith("190 of 200 items")
    assert all(f"{n}: no {n}" in made.summary for n in bad)
    assert len(made.files) == 190 * len(desktop.catalog.kinds["discovery"].files or (1,))
    assert 1 <= most <= 8
    desktop.decide()
    await desktop.work()
    assert {s: r.status for s, r in desktop.journal.runs.steps(RUN).items()} == {
        "posts": "done",
        "after": "done",
    }


async def test_after_a_rejection_only_the_failing_items_are_worked_on(tmp_path: Path) -> None:
    """What stood is kept as it was."""
    broken = {"b"}

    def hook(job: Job) -> str:
        if job.item in broken:
            raise StepFailed("not today")
        return str(job.item)

    desktop = Desktop(tmp_path, agent=Scripted(hook))
    await ran(desktop, posts={"foreach": ["a", "b", "c"], "attempts": 1})
    broken.clear()
    desktop.decide("reject", "b too, please")
    before = len(desktop.agent.jobs)
    await desktop.work()
    assert [job.item for job in desktop.agent.jobs[before:]] == ["b"]
    assert desktop.journal.runs.get(RUN).outcome == "done"


@pytest.mark.parametrize(
    ("number", "kinds"), [(errno.ENOSPC, {"run.stalled"}), (errno.EINVAL, {"attempt.failed"})]
)
async def test_a_full_disk_is_no_failure_of_an_item(tmp_path: Path, number: int, kinds: set[str]) -> None:
    """The run stands still with every attempt left; any other error is the item's: the control."""
    broken = [OSError(number, os.strerror(number))]

    def hook(job: Job) -> str:
        if broken and job.item == "b":
            raise broken.pop()
        return str(job.item)

    desktop = Desktop(tmp_path, agent=Scripted(hook))
    await ran(desktop, posts={"foreach": ["a", "b", "c"]})
    told = {e.kind for e in desktop.journal.events.after() if e.kind in ("run.stalled", "attempt.failed")}
    assert told == kinds
    await desktop.work()
    assert desktop.journal.runs.get(RUN).outcome == "done"


async def test_items_can_come_from_an_earlier_step(tmp_path: Path) -> None:
    """An expression that gives a list is as good as one; an empty one leaves the step out."""
    desktop = Desktop(tmp_path)
    ended = await ran(
        desktop,
        a={},
        b={"needs": ["a"], "foreach": "${{ steps.a.files }}", "task": "Look at ${{ item }}"},
        c={"needs": ["a"], "foreach": "${{ default(steps.a.data.nothing, []) }}"},
    )
    files = [a.path for a in desktop.objects.deliverable(ended[StepId("a")].digest).files]  # type: ignore[arg-type]
    assert sorted(j.task for j in desktop.agent.jobs if j.item) == sorted(f"Look at {f}" for f in files)
    assert ended[StepId("c")].status == "skipped"


async def test_a_loop_ends_when_its_condition_holds(tmp_path: Path) -> None:
    """Each turn is a version; the agent is told what does not hold yet."""
    desktop = Desktop(tmp_path)
    ended = await ran(desktop, a={"until": "${{ steps.a.version >= 3 }}", "at_most": 5})
    assert ended[StepId("a")].version == 3
    assert "does not hold yet" in desktop.agent.jobs[1].feedback[0].text


async def test_a_loop_is_bounded(tmp_path: Path) -> None:
    """After the last turn the founder is asked."""
    desktop = Desktop(tmp_path)
    await ran(desktop, a={"until": "${{ steps.a.version > 99 }}", "at_most": 4, "attempts": 1})
    [waiting] = desktop.journal.decisions.waiting(RUN)
    assert (waiting.version, waiting.kind) == (4, "failing")


@pytest.mark.parametrize(("condition", "asked"), [("== 1", 1), ("== 2", 0)])
async def test_the_founder_is_asked_where_the_condition_holds(
    tmp_path: Path, condition: str, asked: int
) -> None:
    """Elsewhere the company's policy decides."""
    desktop = Desktop(tmp_path)
    await ran(desktop, a={"approve": {"if": f"${{{{ steps.a.version {condition} }}}}"}})
    assert len(desktop.journal.decisions.waiting(RUN)) == asked


@pytest.mark.parametrize(("then", "status"), [("deny", "skipped"), ("approve", "done")])
async def test_a_request_that_nobody_answers_ends_as_the_workflow_says(
    tmp_path: Path, then: str, status: str
) -> None:
    """Time decides, and the record says that it was time."""
    desktop = Desktop(tmp_path)
    ended = await ran(
        desktop, a={"approve": "always", "timeout": {"after": "1s", "then": then}}, b={"needs": ["a"]}
    )
    while not desktop.journal.runs.get(RUN).outcome:
        desktop.journal.clock = lambda: now().replace(year=now().year + 1)
        await desktop.work()
    ended = desktop.journal.runs.steps(RUN)
    assert ended[StepId("a")].status == status
    [request] = desktop.journal.decisions.of_step(RUN, StepId("a"))
    decision = desktop.journal.decisions.decision(request.id)
    assert decision and decision.by == "timeout:1s"


async def test_an_attempt_that_breaks_off_is_begun_again(tmp_path: Path) -> None:
    """It does not count as an attempt; without `retry` it does."""
    broken = [True, True]

    def hook(job: Job) -> str:
        if broken:
            broken.pop()
            raise StepFailed("the service is away")
        return "here"

    desktop = Desktop(tmp_path, agent=Scripted(hook))
    ended = await ran(desktop, a={"attempts": 1, "retry": {"at_most": 2, "wait": "1s"}})
    assert (ended[StepId("a")].status, [j.attempt for j in desktop.agent.jobs]) == ("done", [1, 1, 1])


async def test_what_the_founder_fills_in_is_there_for_later_steps(tmp_path: Path) -> None:
    """The form is asked for, held against its types, and read by the next step's task."""
    desktop = Desktop(tmp_path)
    form = {"price": {"type": "number", "required": True, "min": 1}, "note": {"default": "none"}}
    await ran(desktop, a={"form": form}, b={"needs": ["a"], "task": "Sell at ${{ steps.a.form.price }}"})
    company = Company(CompanyPaths(tmp_path))
    [waiting] = company.inbox()
    for wrong in ({}, {"price": "cheap"}, {"price": "0"}, {"price": "3", "more": "x"}):
        with pytest.raises(DecisionRefused):
            company.decide(waiting, "approve", form=wrong)
    company.decide(waiting, "approve", form={"price": "19.5"})
    await desktop.work()
    assert desktop.agent.jobs[-1].task == "Sell at 19.5"


@pytest.mark.parametrize("how", ["stop", "paused"])
async def test_work_under_way_is_broken_off(tmp_path: Path, how: str) -> None:
    """Stop and pause do not wait for an agent that takes its time; what is paused goes on later from what stands."""
    desktop = Desktop(tmp_path)

    async def slow(job: Job) -> str:
        if job.step == "b" and len(desktop.agent.jobs) == 2:
            # as another process writes it: the worker's watch sees it
            with closing(sqlite3.connect(desktop.paths.journal, isolation_level=None)) as other:
                other.execute(f"UPDATE runs SET {how} = 'founder'")
            await asyncio.Event().wait()
        return "x"

    desktop.agent.hook = slow
    ended = await ran(desktop, a={}, b={"needs": ["a"]})
    assert set(ended) == {"a"}
    if how == "paused":
        assert desktop.journal.runs.get(RUN).outcome is None
        with desktop.journal.transaction() as tx:
            tx.execute("UPDATE runs SET paused = NULL")
        await desktop.work()
        assert [(j.step, j.attempt) for j in desktop.agent.jobs] == [("a", 1), ("b", 1), ("b", 1)]
    assert desktop.journal.runs.get(RUN).outcome == ("done" if how == "paused" else "stopped")


async def test_a_fork_shares_what_came_before_and_goes_its_own_way(tmp_path: Path) -> None:
    """Nothing before the step is made again; its commits stand on a branch and in a folder of their own."""
    desktop = Desktop(tmp_path)
    await ran(desktop, a={}, b={"needs": ["a"]}, c={"needs": ["b"]})
    company = Company(CompanyPaths(tmp_path))
    fork = company.fork(RUN, "b")
    before = len(desktop.agent.jobs)
    desktop.agent.hook = lambda job: "otherwise"
    await desktop.work()
    assert company.journal.runs.get(fork.id).outcome == "done"
    assert [job.step for job in desktop.agent.jobs[before:]] == ["b", "c"]
    first, second = (company.journal.runs.steps(run) for run in (RUN, fork.id))
    assert first[StepId("a")].digest == second[StepId("a")].digest
    assert first[StepId("b")].digest != second[StepId("b")].digest
    folders = [company.paths.products / company.journal.runs.get(run).folder for run in (RUN, fork.id)]
    texts = ["".join(sorted(f.read_text() for f in folder.glob("discovery/*"))) for folder in folders]
    assert "otherwise" not in texts[0]
    assert "otherwise" in texts[1]


async def test_a_run_moves_to_the_changed_workflow(tmp_path: Path) -> None:
    """What has ended stands; what had not begun follows the new text; a changed finished step is refused by name."""
    desktop = Desktop(tmp_path)
    await ran(desktop, a={}, b={"needs": ["a"], "approve": "always"}, c={"needs": ["b"]})
    runs = desktop.journal.runs

    def changed(**steps: dict[str, Any]) -> None:
        workflow = WorkflowSpec.model_validate(flow(**steps))
        desktop.journal.adoptions.adopt(RUN, workflow, inputs={}, file="", by="founder")

    with pytest.raises(RunRefused, match="a"):
        changed(a={"task": "Another"}, b={"needs": ["a"]})
    changed(a={}, b={"needs": ["a"]}, d={"needs": ["b"]})
    await desktop.work()
    assert {str(s): r.status for s, r in runs.steps(RUN).items()} == {"a": "done", "b": "done", "d": "done"}
    assert runs.get(RUN).outcome == "done"
