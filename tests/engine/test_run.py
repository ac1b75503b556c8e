from __future__ import annotations

import asyncio
import errno
import os
import re
import subprocess
from typing import Any

import pytest

from superindividual.approvals.deciding import edit
from superindividual.checks.check import CheckResult, Subject, Verdict
from superindividual.engine.worker import Worker
from superindividual.errors import ModelError
from superindividual.ids import MemoryId, RunId, StepId
from superindividual.memory.learning import Learning
from superindividual.memory.memory import Memory
from superindividual.specs.company import CompanySpec
from superindividual.specs.policy import PolicySpec
from superindividual.tools.agent import Declined
from superindividual.tools.job import Job
from tests.engine.company import FLOW, Desktop


async def test_a_run_stops_at_the_effect_and_ends_after_its_approval(desk: Desktop) -> None:
    """Drafts whose checks passed go on; what leaves waits for the founder, then goes out with a receipt."""
    run = desk.start()
    await desk.work()
    assert [r.kind for r in desk.journal.decisions.waiting()] == ["effect"]
    assert not desk.paths.published.exists()
    desk.decide()
    await desk.work()
    assert desk.journal.runs.get(run.id).outcome == "done"
    (effect,) = desk.journal.outbox.of(run.id)
    assert effect.state == "done"
    published = desk.root / effect.receipt["folder"]  # type: ignore[index]
    assert sorted(f.name for f in published.iterdir()) == ["README.md", "manifest.json"]
    assert desk.journal.events.first_broken() is None


async def test_every_approved_step_is_one_commit(desk: Desktop) -> None:
    """The product's history is the history of its decisions."""
    desk.start()
    await desk.work()
    log = subprocess.run(
        ["git", "log", "--format=%s"],
        cwd=desk.paths.products / "thing",
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(log.stdout.split("\n")[:-1]) == sorted(
        [
            "discover: discovery",
            "prd: prd",
            "build: code",
            "posts: posts",
            "review: compliance_report",
            "kit: launch_kit",
        ]
    )


async def test_nothing_is_done_twice_by_a_second_worker(desk: Desktop) -> None:
    """A worker that starts again over a waiting run asks nothing anew and works on nothing anew."""
    desk.start()
    await desk.work()
    before = desk.journal.events.last_seq()
    await desk.work()
    assert desk.journal.events.last_seq() == before


async def test_a_rejection_comes_back_with_its_feedback(desk: Desktop) -> None:
    """The next attempt is told the founder's words; the same agent on the next product, once the lesson is confirmed."""
    desk.start(approve="always")
    await desk.work()
    desk.decide("reject", "Do not name competitors", step="discover")
    await desk.work()
    again = desk.agent.jobs[-1]
    assert (again.step, again.attempt) == ("discover", 2)
    assert [(f.by, f.text) for f in again.feedback] == [("founder", "Do not name competitors")]
    learning = Learning(desk.journal, Memory(desk.journal.store))
    (lesson,) = learning.lessons.all()
    told = []
    for run in ("R-before", "R-after"):
        desk.start(run=run, product=run)
        await desk.work()
        told.append({t.content for job in desk.agent.jobs if job.run == run for t in job.told})
        if run == "R-before":
            learning.keep(lesson.id, "founder")
    assert [lesson.line in one for one in told] == [False, True]
    assert lesson.line == "discovery: Do not name competitors"


async def test_an_edit_proposes_what_it_replaced(desk: Desktop) -> None:
    """The words that the founder changed by hand are a lesson in one line; what was made with which record is on record."""
    desk.start(approve="always")
    await desk.work()
    request = next(r for r in desk.journal.decisions.waiting() if r.step == "discover")
    shown = desk.objects.bundle(desk.journal.versions.get(request.run, request.step, request.version).digest)
    path = sorted(shown.files)[0]
    words = shown.files[path].decode()
    old = max(re.findall(r"[a-z]{4,}", words), key=words.count)
    edit(desk.journal, desk.objects, request, {path: words.replace(old, "gadget", 1).encode()}, by="founder")
    await desk.work()
    (lesson,) = Learning(desk.journal, Memory(desk.journal.store)).lessons.all()
    assert (lesson.wrong, lesson.wanted, lesson.scope) == (old, "gadget", "agent:scout")
    kinds = [e.kind for e in desk.journal.events.after() if e.kind.startswith("lesson")]
    assert kinds == ["lesson.proposed"]


async def test_failing_checks_go_back_to_the_agent_then_to_the_founder(desk: Desktop) -> None:
    """At most `attempts` versions are made; the evidence reaches the agent and, at last, the founder."""

    async def checks(subject: Subject, names: Any) -> list[CheckResult]:
        bad = subject.kind.name == "code"
        return [
            CheckResult(
                check="tests_pass",
                verdict=Verdict.FAIL if bad else Verdict.PASS,
                reason="2 failed" if bad else "ok",
            )
        ]

    desk.checks = checks
    desk.start()
    await desk.work()
    built = [job for job in desk.agent.jobs if job.step == "build"]
    assert [job.attempt for job in built] == [1, 2, 3]
    assert built[2].feedback[-1].by == "check:tests_pass"
    waiting = desk.journal.decisions.waiting()
    assert [(r.step, r.kind) for r in waiting] == [("build", "failing")]
    desk.decide("reject", "Try once more", step="build")
    await desk.work()
    assert [job.attempt for job in desk.agent.jobs if job.step == "build"] == [1, 2, 3, 4, 5, 6]


async def test_a_fast_branch_does_not_wait_for_a_slow_one(desk: Desktop) -> None:
    """What needs only the fast branch ends while the slow one still works."""
    slow_may_end = asyncio.Event()
    ended: list[str] = []

    async def hook(job: Job) -> None:
        if job.step == "slow":
            await slow_may_end.wait()
        ended.append(job.step)
        if job.step == "after":
            slow_may_end.set()

    desk.agent.hook = hook
    steps = [
        ("root", []),
        ("slow", ["root"]),
        ("fast", ["root"]),
        ("other", ["root"]),
        ("after", ["fast", "other"]),
        ("last", ["slow", "after"]),
    ]
    desk.start(
        {
            "name": "w",
            "steps": [{"id": s, "agent": "scout", "deliver": "discovery", "needs": n} for s, n in steps],
        }
    )
    await desk.work()
    assert ended.index("after") < ended.index("slow") < ended.index("last")


async def test_an_agent_that_cannot_says_so_and_the_run_goes_on(desk: Desktop) -> None:
    """A declined step is left out by name, and what follows does without it."""
    desk.agent.hook = lambda job: Declined("no code recipe fits") if job.step == "build" else None
    run = desk.start()
    await desk.work()
    record = desk.journal.runs.steps(run.id)["build"]
    assert (record.status, record.reason) == ("skipped", "no code recipe fits")
    assert [r.step for r in desk.journal.decisions.waiting()] == ["launch"]


async def test_an_agent_that_breaks_ends_with_a_question_to_the_founder(desk: Desktop) -> None:
    """Errors are attempts that failed; after the last one the founder decides how to go on."""

    def hook(job: Job) -> None:
        if job.step == "posts":
            raise ModelError("the answer was cut off", outcome="truncated")

    desk.agent.hook = hook
    run = desk.start()
    await desk.work()
    (request,) = desk.journal.decisions.waiting()
    assert (request.step, request.version, request.question["summary"]) == (
        "posts",
        0,
        "the answer was cut off",
    )
    desk.decide("approve", step="posts")
    await desk.work()
    assert desk.journal.runs.steps(run.id)["posts"].status == "skipped"


async def test_stop_ends_the_run_and_closes_its_requests(desk: Desktop) -> None:
    """After a stop nothing waits and nothing goes out."""
    run = desk.start()
    await desk.work()
    desk.decide("stop")
    await desk.work()
    assert desk.journal.runs.get(run.id).outcome == "stopped"
    assert desk.journal.decisions.waiting() == []
    assert not desk.paths.published.exists()


async def test_a_refused_effect_does_not_happen(desk: Desktop) -> None:
    """No means no, and the run ends without it."""
    run = desk.start()
    await desk.work()
    desk.decide("reject", "Not this week")
    await desk.work()
    assert desk.journal.runs.get(run.id).outcome == "done"
    assert desk.journal.outbox.of(run.id) == []
    assert not desk.paths.published.exists()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_what_the_company_denies_never_goes_out(desk: Desktop, when: str) -> None:
    """A denied class is not even asked for; denied after the approval, it does not go out either. The first test is the control."""
    deny = CompanySpec(name="Test", policy=PolicySpec(deny=("publish",)))
    run = desk.start()
    if when == "after":
        await desk.work()
        desk.decide()
    desk.spec = deny
    await desk.work()
    assert not desk.paths.published.exists()
    assert desk.journal.outbox.of(run.id) == []
    assert "denies publish" in desk.journal.runs.steps(run.id)["launch"].reason  # type: ignore[index]


async def test_a_question_is_answered_while_the_request_waits(desk: Desktop) -> None:
    """The agent answers; nothing is decided by it."""
    desk.start(approve="always")
    await desk.work()
    (request,) = desk.journal.decisions.waiting()
    desk.journal.decisions.ask(request.id, "why?", by="founder")
    await desk.work()
    assert desk.journal.decisions.questions(request.id)[0].answer == "about why?: discover attempt 1"
    assert desk.journal.decisions.decision(request.id) is None


async def test_an_edit_is_the_founders_version_and_is_checked(desk: Desktop) -> None:
    """The edited bytes become the next version, by the founder, and go on when the checks pass."""
    from superindividual.company import Company

    run = desk.start(approve="always")
    await desk.work()
    company = Company(desk.paths)
    (request,) = company.inbox()
    company.edit(request, {"discovery/discovery.md": b"my words\n"})
    await desk.work()
    versions = desk.journal.versions.of(run.id, "discover")  # type: ignore[arg-type]
    assert [(v.version, v.by) for v in versions] == [(1, "scout"), (2, "founder")]
    assert (desk.paths.products / "thing" / "discovery" / "discovery.md").read_bytes() == b"my words\n"
    company.journal.close()


async def test_a_decision_by_another_process_is_followed_live(desk: Desktop) -> None:
    """A running worker takes up a decision without being restarted."""
    run = desk.start()
    context = desk.context()
    serving = asyncio.create_task(Worker(context).serve(forever=True))
    async with asyncio.timeout(60):
        while not desk.journal.decisions.waiting():
            await asyncio.sleep(0.01)
        from superindividual.journal.journal import Journal

        other = Journal(desk.paths.journal)
        (request,) = other.decisions.waiting()
        other.decisions.decide(request.id, "approve", by="founder", binding=request.binding)
        while not desk.journal.runs.get(run.id).outcome:
            await asyncio.sleep(0.01)
        context.watch.park()
        await serving
        other.close()
    assert desk.journal.runs.get(run.id).outcome == "done"


async def test_state_holds_hashes_and_no_contents(desk: Desktop) -> None:
    """The checkpoints never see a deliverable's bytes."""
    desk.agent.hook = lambda job: "canary-in-the-content"
    desk.start()
    await desk.work()
    stored = (
        desk.paths.checkpoints.read_bytes()
        + desk.paths.checkpoints.with_name("checkpoints.db-wal").read_bytes()
        if desk.paths.checkpoints.with_name("checkpoints.db-wal").exists()
        else desk.paths.checkpoints.read_bytes()
    )
    assert b"prd" in stored
    assert b"canary-in-the-content" not in stored
    assert desk.paths.checkpoints.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["content", "target"])
async def test_what_goes_out_is_what_was_approved_or_nothing(desk: Desktop, damage: str) -> None:
    """Bytes that changed after the approval, or a target that is taken: nothing is sent, and the founder is asked."""
    run = desk.start()
    await desk.work()
    desk.decide()
    (version,) = desk.journal.versions.of(run.id, "launch")  # type: ignore[arg-type]
    deliverable = desk.objects.deliverable(version.digest)
    if damage == "content":
        name = deliverable.files[0].sha256
        (desk.paths.objects / name[:2] / name[2:]).write_bytes(b"other bytes")
    else:
        taken = desk.root / deliverable.summary
        taken.mkdir(parents=True)
        (taken / "README.md").write_text("somebody else's")
    await desk.work()
    assert all(e.state != "done" for e in desk.journal.outbox.of(run.id))
    assert desk.journal.runs.get(run.id).outcome is None
    assert [e.kind for e in desk.journal.events.after() if e.kind.startswith("effect.")] == [
        "effect.intended",
        "effect.started",
        "effect.refused",
        "effect.failed",
    ]
    (asked,) = desk.journal.decisions.waiting()
    assert (asked.step, asked.version) == ("launch", 0)


def test_the_flow_of_these_tests_is_a_real_one() -> None:
    """It forks, joins and ends in an effect."""
    assert [s["id"] for s in FLOW["steps"]][-1] == "launch"


@pytest.mark.parametrize(
    ("number", "kinds"), [(errno.ENOSPC, {"run.stalled"}), (errno.EINVAL, {"attempt.failed"})]
)
async def test_a_full_disk_is_no_failure_of_the_agent(
    desk: Desktop, monkeypatch: pytest.MonkeyPatch, number: int, kinds: set[str]
) -> None:
    """The run stands still and says why, with every attempt left; any other error is the attempt's: the control."""
    original = desk.objects.put

    def put(content: bytes) -> Any:
        monkeypatch.setattr(desk.objects, "put", original)
        raise OSError(number, os.strerror(number))

    desk.start()
    monkeypatch.setattr(desk.objects, "put", put)
    await desk.work()
    told = {e.kind for e in desk.journal.events.after() if e.kind in ("run.stalled", "attempt.failed")}
    assert told == kinds
    await desk.work()
    assert [r.step for r in desk.journal.decisions.waiting()] == ["launch"]


async def test_what_was_made_from_outside_is_from_outside(desk: Desktop) -> None:
    """The mark goes on from a record to the summary of what was made with it, and to the steps that build on that."""
    memory = Memory(desk.journal.store)
    planted = memory.compose(
        "scout: rivals cost 9",
        kind="lesson",
        scope="agent:scout",
        source="https://x.invalid",
        author="scout",
        tainted=True,
    )
    memory.add(planted)
    desk.start()
    await desk.work()
    made = {r.source.rpartition("/")[2]: r for r in memory.rows.live(kinds=["deliverable"])}
    version = desk.journal.versions.of(RunId("R-test"), StepId("discover"))[0]
    assert memory.rows.used_by(MemoryId(planted.id)) == [version.digest]
    assert made["discover"].tainted
    assert made["prd"].tainted
    assert {r.run for r in made.values()} == {"R-test"}


async def test_what_was_made_inside_is_not_from_outside(desk: Desktop) -> None:
    """The control: without such a record nothing is marked."""
    desk.start()
    await desk.work()
    made = Memory(desk.journal.store).rows.live(kinds=["deliverable"])
    assert made
    assert not any(record.tainted for record in made)
