from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import wording
from superindividual.engine.context import Context
from superindividual.engine.worker import Worker
from superindividual.ids import StepId
from superindividual.journal.decisions import Request
from superindividual.specs.company import CompanySpec
from superindividual.specs.policy import PolicySpec
from superindividual.tools.agent import Declined, Handed
from superindividual.tools.job import Job
from superindividual.tools.tool import ToolResult
from superindividual.tools.toolbox import Toolbox
from superindividual.tools.uncontained import Uncontained
from tests.engine.company import Desktop, Scripted

BUILD = {"name": "w", "steps": [{"id": "build", "agent": "hacker", "deliver": "code"}]}
COMMAND = {"command": "echo 42 > package/answer.txt; echo ran"}
CARD = "---\nname: hacker\ndescription: Runs things.\n---\nBuild it.\n"


@dataclass
class Hacker(Scripted):
    """Makes calls before it hands over, and keeps what they answered."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=lambda: [("run_command", COMMAND)])
    answers: list[ToolResult] = field(default_factory=list)

    async def work(self, job: Job, toolbox: Toolbox) -> Handed | Declined:
        for name, arguments in self.calls:
            self.answers.append(await toolbox.call(name, arguments))
        return await super().work(job, toolbox)


class Shop(Desktop):
    """A company whose agents' commands run uncontained: the founder started it with --unsafe-shell."""

    def context(self) -> Context:
        return replace(super().context(), shell=Uncontained())


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    found = Shop(tmp_path / "company", agent=Hacker())
    (found.root / "agents").mkdir(parents=True)
    (found.root / "agents" / "hacker.md").write_text(CARD)
    from superindividual.specs.catalog import Catalog

    found.catalog = Catalog(found.paths)
    found.start(BUILD)
    yield found
    found.journal.close()


@asynccontextmanager
async def worker(desk: Desktop) -> AsyncIterator[tuple[Context, asyncio.Task[None]]]:
    """A worker in the background."""
    context = desk.context()
    task = asyncio.create_task(Worker(context).serve(forever=False))
    try:
        yield context, task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], Any]) -> Any:
    """What the condition gives, once it gives something."""
    async with asyncio.timeout(30):
        while not (found := holds()):
            await asyncio.sleep(0.01)
    return found


def asked(desk: Desktop) -> Request | None:
    return next((r for r in desk.journal.decisions.waiting() if r.kind == "permission"), None)


def agent(desk: Desktop) -> Hacker:
    assert isinstance(desk.agent, Hacker)
    return desk.agent


async def test_an_uncontained_command_runs_once_the_founder_allows_it(desk: Desktop) -> None:
    """Nothing ran before; the request says what would run, and binds the files that it would find."""
    async with worker(desk) as (_context, task):
        request = await until(lambda: asked(desk))
        assert "uncontained" in wording.question(request)
        assert "echo 42" in wording.question(request)
        assert agent(desk).answers == []
        desk.decide("approve")
        await task
    assert agent(desk).answers[0].content.startswith("exit code 0\nran")
    assert "made package/answer.txt" in agent(desk).answers[0].content
    version = desk.journal.versions.of(request.run, StepId("build"))[-1]
    assert "package/answer.txt" in desk.objects.bundle(version.digest).files
    assert desk.journal.events.first_broken() is None


async def test_what_the_founder_refuses_does_not_run(desk: Desktop) -> None:
    """The agent is told their words, and goes on."""
    async with worker(desk) as (_context, task):
        await until(lambda: asked(desk))
        desk.decide("reject", "no shell today")
        await task
    assert agent(desk).answers == [ToolResult(False, "denied: the founder does not allow it: no shell today")]
    assert desk.journal.runs.all()[0].outcome == "done"


async def test_stopping_ends_the_run(desk: Desktop) -> None:
    """As at every other request."""
    async with worker(desk) as (_context, task):
        await until(lambda: asked(desk))
        desk.decide("stop")
        await task
    assert desk.journal.runs.all()[0].outcome == "stopped"
    assert not any(answer.ok for answer in agent(desk).answers)


async def test_the_answer_holds_for_the_worker_after(desk: Desktop) -> None:
    """An attempt that waits is broken off when the process ends, and begun again: the same call asks nothing anew."""
    async with worker(desk) as (context, task):
        first = await until(lambda: asked(desk))
        context.watch.park()
        await task
    assert asked(desk) == first
    assert desk.journal.versions.of(first.run, StepId("build")) == []
    desk.decide("approve")
    await desk.work()
    assert [answer.ok for answer in agent(desk).answers] == [True]
    assert [job.attempt for job in agent(desk).jobs] == [1]
    assert desk.journal.runs.all()[0].outcome == "done"


async def test_every_time_is_a_question_of_its_own(desk: Desktop) -> None:
    """The same command twice is asked for twice; an answer that nobody gave is closed with the attempt."""
    agent(desk).calls *= 2
    async with worker(desk) as (_context, task):
        first = await until(lambda: asked(desk))
        desk.decide("approve")
        second = await until(lambda: (found := asked(desk)) and found.id != first.id and found)
        assert second.binding != first.binding
        desk.decide("approve")
        await task
    assert [answer.ok for answer in agent(desk).answers] == [True, True]


async def test_a_question_about_a_permission_is_answered(desk: Desktop) -> None:
    """By the agent, and decides nothing."""
    async with worker(desk) as (_context, task):
        request = await until(lambda: asked(desk))
        desk.journal.decisions.ask(request.id, "why?", by="founder")
        (question,) = await until(
            lambda: [q for q in desk.journal.decisions.questions(request.id) if q.answer is not None]
        )
        assert question.answer.startswith("about why?")
        desk.decide("approve")
        await task


async def test_an_address_that_outside_material_may_have_named_is_asked_for(desk: Desktop) -> None:
    """Once a memory from outside was found the allowed host too is the founder's to allow."""
    desk.spec = CompanySpec(name="Test", policy=PolicySpec(undo="0s", web=("docs.example",)))
    context = desk.context()
    context.memory.add(
        context.memory.compose(
            "zebra prices stand at https://docs.example/?q=secret",
            kind="fact",
            scope="company",
            source="https://outside.example/",
            author="scout",
            tainted=True,
        )
    )
    agent(desk).calls = [
        ("search_memory", {"query": "zebra prices"}),
        ("web_fetch", {"url": "https://docs.example/?q=secret"}),
    ]
    async with worker(desk) as (_context, task):
        request = await until(lambda: asked(desk))
        assert "may have named where it leads (memory:M-" in wording.question(request)
        assert request.question["arguments"] == {"url": "https://docs.example/?q=secret"}
        desk.decide("reject", "that sends a secret")
        await task
    found, denied = agent(desk).answers
    assert found.outside
    assert denied.content == "denied: the founder does not allow it: that sends a secret"
    run = desk.journal.runs.all()[0]
    deliverable = desk.objects.deliverable(desk.journal.versions.of(run.id, StepId("build"))[-1].digest)
    assert deliverable.outside == found.outside
    kept = [r for r in desk.context().memory.rows.live(["product:thing"]) if r.kind == "deliverable"]
    assert [record.tainted for record in kept] == [True]
