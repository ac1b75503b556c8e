"""Effect steps as a run drives them: asked, decided, carried out, and what is asked when nobody knows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from superindividual.approvals import wording
from superindividual.approvals.event_wording import event_line
from superindividual.approvals.receipt import line
from superindividual.engine.worker import Worker
from superindividual.errors import DecisionRefused
from superindividual.journal.journal import Journal
from superindividual.memory.learning import Learning
from superindividual.memory.memory import Memory
from superindividual.text import showing
from tests.effects.receivers import Deliveries, smtp_server
from tests.engine.outward import ICS, OUT, RUN, Outward


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Outward]:
    found = Outward(tmp_path / "company")
    yield found
    found.journal.close()


async def test_what_is_asked_is_what_is_carried_out(desk: Outward, url: str, deliveries: Deliveries) -> None:
    """The destination is evaluated when the founder is asked, stands in the request in full, and gets the bytes."""
    given = {"url": f"{url}/${{{{ run.product }}}}"}
    request = await desk.offered(effect="send", how="http_post", **{"with": given})
    assert request.question["summary"] == f"POST {url}/thing"
    assert request.question["action"]["arguments"]["url"] == f"{url}/thing"
    assert deliveries.all() == []
    desk.decide()
    await desk.work()
    (effect,) = desk.effects()
    (arrived,) = deliveries.all()
    assert (effect.state, effect.request, desk.outcome) == ("done", request.id, "done")
    assert (arrived["path"], arrived["key"]) == ("/thing", effect.key)
    assert desk.happened() == ["intended", "started", "done"]
    assert line(effect) == f"let out: {url}/thing answered 201"
    assert desk.journal.events.first_broken() is None


async def test_a_receipt_is_told_in_both_languages(desk: Outward) -> None:
    """The founder sees what happened, not only that it was approved."""
    await desk.offered(how="write_ics", **{"with": {"path": "calendars/launch.ics"}})
    desk.decide()
    await desk.work()
    (effect,) = desk.effects()
    done = next(e for e in desk.journal.events.after() if e.kind == "effect.done")
    assert line(effect) == "let out: calendars/launch.ics, its hash read back"
    assert event_line(done) == f"out: {line(effect)}"
    with showing("zh-CN"):
        assert "calendars/launch.ics" in line(effect)
        assert "let out" not in line(effect)


@pytest.mark.parametrize("arrived", [True, False])
async def test_nobody_knows_and_the_founder_is_asked_once(
    tmp_path: Path, deliveries: Deliveries, arrived: bool
) -> None:
    """A lost message: one question; yes settles it with a receipt, no sends the same message again."""
    with smtp_server(deliveries) as port:
        server = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "me@example.org"}
        desk = Outward(tmp_path / "mail", mail=server)
        given = {"to": ["ann@example.com"], "subject": "It is there"}
        await desk.offered(effect="send", how="send_email", **{"with": given})
        deliveries.fault("drop-after" if arrived else "drop-before")
        desk.decide()
        await desk.work()
        await desk.work()
        question = desk.asked()
        assert (question.kind, question.risk, desk.outcome) == ("arrival", 2, None)
        assert "Did it arrive at ann@example.com?" in wording.question(question)
        assert [e.state for e in desk.effects()] == ["unknown"]
        assert wording.verbs(question.kind) == ("yes", "no", "stop")
        desk.decide("approve" if arrived else "reject")
        answer = [e for e in desk.journal.events.after() if e.kind == "decision.made"][-1]
        knows = "it arrived" if arrived else "it did not arrive"
        assert event_line(answer) == f"out: the founder answered: {knows}"
        await desk.work()
        (effect,) = desk.effects()
        assert (effect.state, desk.outcome, len(deliveries.all())) == ("done", "done", 1)
        assert ("said_by" in (effect.receipt or {})) == arrived
        desk.journal.close()


async def test_each_loss_is_a_question_of_its_own(desk: Outward, url: str, deliveries: Deliveries) -> None:
    """An answer about the first loss says nothing about the second."""
    await desk.offered(effect="send", how="http_post", **{"with": {"url": f"{url}/neither"}})
    deliveries.fault("always-drop-before")
    desk.decide()
    await desk.work()
    first = desk.asked()
    desk.decide("reject")
    await desk.work()
    second = desk.asked()
    assert first.id != second.id
    with pytest.raises(DecisionRefused):
        desk.journal.decisions.decide(second.id, "approve", by="founder", binding=first.binding)
    deliveries.fault(None)
    desk.decide("reject")
    await desk.work()
    assert (desk.outcome, len(deliveries.all())) == ("done", 1)


async def test_time_never_says_that_it_arrived(desk: Outward, url: str, deliveries: Deliveries) -> None:
    """A time limit refuses what nobody approves; what is unknown stays a question."""
    timeout = {"after": "1h", "then": "deny"}
    given = {"with": {"url": f"{url}/neither"}, "timeout": timeout}
    await desk.offered(effect="send", how="http_post", **given)
    deliveries.fault("drop-before")
    desk.decide()
    await desk.work()
    asked = desk.asked()
    assert asked.kind == "arrival"

    now = desk.journal.clock
    desk.journal.clock = lambda: now() + timedelta(days=1)
    await desk.work()
    assert desk.asked() == asked


@pytest.mark.parametrize(
    ("given", "fault", "count"),
    [
        ({"idempotent": True}, "drop-after", 1),
        ({"probe": True}, "drop-after", 1),
        ({"probe": True}, "fail-after", 1),
    ],
)
async def test_a_lost_answer_is_recovered_as_declared(
    desk: Outward, url: str, deliveries: Deliveries, given: dict[str, Any], fault: str, count: int
) -> None:
    """Who acts once on a key is sent it again, who can be asked is asked; the founder is not."""
    path = "dedupe" if "idempotent" in given else "probe"
    probe = {"probe": f"{url}/probe/{{key}}"} if "probe" in given else given
    await desk.offered(effect="send", how="http_post", **{"with": {"url": f"{url}/{path}", **probe}})
    deliveries.fault(fault)
    desk.decide()
    await desk.work()
    assert (desk.outcome, len(deliveries.all())) == ("done", count)
    assert [r.kind for r in desk.journal.decisions.of_step(RUN, OUT)] == ["effect"]


async def test_a_failure_after_a_loss_proves_nothing(desk: Outward, url: str, deliveries: Deliveries) -> None:
    """The first try may have arrived, so a refusal of the second is no answer: the founder is asked."""
    given = {"with": {"url": f"{url}/dedupe", "idempotent": True}}
    await desk.offered(effect="send", how="http_post", **given)
    deliveries.fault("drop-after, then 422")
    desk.decide()
    await desk.work()
    assert desk.asked().kind == "arrival"
    assert len(deliveries.all()) == 1


async def test_what_failed_is_tried_again_after_a_new_decision(
    desk: Outward, url: str, deliveries: Deliveries
) -> None:
    """Made anew and asked anew, with what went wrong; the first approval is used up."""
    first = await desk.offered(effect="send", how="http_post", **{"with": {"url": f"{url}/neither"}})
    deliveries.fault("422")
    desk.decide()
    await desk.work()
    second = desk.asked()
    assert (second.kind, second.version, second.id != first.id) == ("effect", 2, True)
    version = desk.journal.versions.get(RUN, OUT, 2)
    assert [r["check"] for r in version.failed] == ["tried_before"]
    assert "422" in version.failed[0]["reason"]
    desk.decide()
    await desk.work()
    assert [e.state for e in desk.effects()] == ["failed", "done"]
    assert (desk.outcome, len(deliveries.all())) == ("done", 1)


@pytest.mark.parametrize("looked", [True, False])
async def test_what_the_founder_refuses_teaches_the_company(desk: Outward, looked: bool) -> None:
    """Their words are proposed as a lesson for every agent that made it; a time limit that refuses teaches nothing."""
    await desk.offered(timeout={"after": "1h", "then": "deny"})
    if looked:
        desk.decide("reject", "Say the yearly price first")
    else:
        now = desk.journal.clock
        desk.journal.clock = lambda: now() + timedelta(hours=2)
    await desk.work()
    taught = [
        (one.line, one.scope) for one in Learning(desk.journal, Memory(desk.journal.store)).lessons.all()
    ]
    assert taught == [("publish: Say the yearly price first", "company")] * looked
    assert (desk.outcome, desk.effects()) == ("done", [])


async def test_what_cannot_be_put_together_is_asked_about(desk: Outward) -> None:
    """The founder mends what is missing, tries again, or goes on without."""
    asked = await desk.offered(
        effect="send", how="send_email", **{"with": {"to": ["a@b.example"], "subject": "x"}}
    )
    assert (asked.kind, asked.version) == ("failing", 0)
    assert "names no mail server" in asked.question["summary"]
    desk.decide("reject", "try again")
    await desk.work()
    desk.decide("approve")
    await desk.work()
    assert (desk.outcome, desk.effects()) == ("done", [])


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ({"how": "write_ics", "with": {"path": "calendar.ics"}}, "IsADirectoryError"),
        ({"effect": "send", "how": "http_post", "with": {"url": "https://a..b/"}}, "cannot be found"),
    ],
)
async def test_what_breaks_while_it_is_put_together_is_asked_about(
    desk: Outward, out: dict[str, Any], told: str
) -> None:
    """Whatever a way out dies of, nothing has left: the founder is told, and no run stalls at it."""
    (desk.paths.root / "calendar.ics").mkdir(parents=True)
    asked = await desk.offered(**out)
    assert (asked.kind, asked.version) == ("failing", 0)
    assert told in asked.question["summary"]
    assert desk.happened("run.") == ["started"]


@pytest.mark.parametrize("what", ["argument", "file", "bytes"])
async def test_an_altered_action_is_refused(
    desk: Outward, url: str, deliveries: Deliveries, what: str
) -> None:
    """Whatever changed between approval and start: nothing is sent, the ledger says why, and it is asked anew."""
    request = await desk.offered(effect="send", how="http_post", **{"with": {"url": f"{url}/neither"}})
    desk.decide()
    action = request.question["action"]
    if what == "bytes":
        name = action["files"]["marketing/calendar.ics"]
        (desk.paths.objects / name[:2] / name[2:]).write_bytes(b"worse")
    else:
        place = "$.action.arguments.url" if what == "argument" else '$.action.files."marketing/calendar.ics"'
        value = f"{url}/elsewhere" if what == "argument" else desk.objects.put(b"worse")
        with desk.journal.transaction() as tx:
            tx.execute("UPDATE requests SET question = json_set(question, ?, ?)", (place, value))
    await desk.work()
    assert deliveries.all() == []
    assert "refused" in desk.happened()
    assert [e.state for e in desk.effects()] == ["failed"]
    assert desk.outcome is None
    assert desk.asked().step == OUT


def covering(needs: list[str]) -> list[dict[str, Any]]:
    """A plan, a review of what `needs` says, and an effect that lets the plan out after both."""
    return [
        {"id": "plan", "agent": "marketer", "deliver": "calendar"},
        {"id": "other", "agent": "marketer", "deliver": "calendar"},
        {"id": "review", "agent": "compliance", "deliver": "compliance_report", "needs": needs},
        {"id": OUT, "effect": "publish", "from": ["plan"], "needs": ["plan", "review"]},
    ]


@pytest.mark.parametrize(("needs", "verdict"), [(["plan"], "pass"), (["other"], "fail"), ([], "fail")])
async def test_a_report_counts_for_what_it_was_made_over(
    desk: Outward, needs: list[str], verdict: str
) -> None:
    """The very hashes that leave must be among its inputs; the first is the control."""
    given = dict(desk.agent.files)  # type: ignore[attr-defined]

    class Differing(dict[str, Any]):
        made = 0

        def __getitem__(self, kind: str) -> Any:
            self.made += kind == "calendar"
            extra = {"marketing/calendar.ics": ICS + f"X{self.made}"} if kind == "calendar" else {}
            return {**given[kind], **extra}

    desk.agent.files = Differing()  # type: ignore[attr-defined]
    request = await desk.offered(steps=covering(needs))
    results = desk.journal.versions.get(RUN, OUT, request.version).results or ()
    complied = next(r for r in results if r["check"] == "compliance_reviewed")
    assert complied["verdict"] == verdict, complied


@pytest.mark.parametrize("same", [True, False])
async def test_no_source_takes_the_place_of_another(desk: Outward, same: bool) -> None:
    """Two steps hand over one path: with the same content it leaves once, with another the founder is told."""
    steps = covering(["plan", "other"])
    steps[3] |= {"from": ["plan", "other"], "needs": ["plan", "other", "review"]}
    given = dict(desk.agent.files)  # type: ignore[attr-defined]

    class Differing(dict[str, Any]):
        made = 0

        def __getitem__(self, kind: str) -> Any:
            self.made += not same and kind == "calendar"
            extra = {"marketing/calendar.ics": ICS + f"X{self.made}"} if kind == "calendar" else {}
            return {**given[kind], **extra}

    desk.agent.files = Differing()  # type: ignore[attr-defined]
    request = await desk.offered(steps=steps)
    assert (request.kind == "effect") == same
    assert ("would leave as marketing/calendar.ics" in request.question["summary"]) != same


async def test_a_report_of_a_step_that_is_not_before_counts_for_nothing(desk: Outward) -> None:
    """It may be about these bytes, and still nobody waited for it."""
    steps = covering(["plan"])
    steps[3]["needs"] = ["plan"]
    desk.begin(steps=steps)
    await desk.work()
    while not any(r.step == OUT for r in desk.journal.decisions.waiting()):
        await desk.work()
    (version,) = desk.journal.versions.of(RUN, OUT)
    complied = next(r for r in version.results or () if r["check"] == "compliance_reviewed")
    assert (complied["verdict"], complied["reason"]) == (
        "fail",
        "no compliance report stands before this step",
    )


class Watched:
    """A clock that stands where it is put, and knows how often it was looked at."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.looks = 0

    def __call__(self) -> datetime:
        self.looks += 1
        return self.moment

    async def looked_at(self) -> None:
        """Until somebody has looked once more: the worker, at how much time is left."""
        before = self.looks
        while self.looks == before:
            await asyncio.sleep(0)


async def test_an_approval_can_be_withdrawn_until_its_time_is_over(tmp_path: Path) -> None:
    """It waits by the injected clock; withdrawn it is asked again, left standing it is carried out."""
    clock = Watched()
    desk = Outward(tmp_path / "company", policy={"undo": "60s"})
    desk.journal.close()
    desk.journal = Journal(desk.paths.journal, clock)
    request = await desk.offered()
    desk.decide()
    context = desk.context()
    serving = asyncio.create_task(Worker(context).serve(forever=True))
    async with asyncio.timeout(60):
        await clock.looked_at()
        assert desk.effects() == []
        desk.journal.withdrawals.withdraw(request.id, by="founder")
        context.watch.wake()
        desk.decide()
        await clock.looked_at()
        assert desk.effects() == []
        clock.moment += timedelta(seconds=61)
        while desk.outcome is None:
            context.watch.wake()
            await asyncio.sleep(0.01)
    context.watch.park()
    await serving
    assert [e.state for e in desk.effects()] == ["done"]
    assert desk.happened("decision.") == ["made", "made", "made", "withdrawn", "made"]
    desk.journal.close()


@pytest.mark.parametrize("how", ["park", "final"])
async def test_a_worker_that_ends_while_it_waits_lets_nothing_out(tmp_path: Path, how: str) -> None:
    """The next one goes on waiting; an approval for good waits for nothing."""
    clock = Watched()
    desk = Outward(tmp_path / "company", policy={"undo": "600s"})
    desk.journal.close()
    desk.journal = Journal(desk.paths.journal, clock)
    request = await desk.offered()
    desk.journal.decisions.decide(
        request.id, "approve", by="founder", binding=request.binding, final=how == "final"
    )
    context = desk.context()
    serving = asyncio.create_task(Worker(context).serve(forever=True))
    async with asyncio.timeout(60):
        if how == "park":
            await clock.looked_at()
            context.watch.park()
        while how == "final" and desk.outcome is None:
            await asyncio.sleep(0.01)
        context.watch.park()
        await serving
    assert [e.state for e in desk.effects()] == (["done"] if how == "final" else [])
    assert desk.paths.published.exists() == (how == "final")
    desk.journal.close()


async def test_a_run_that_is_stopped_lets_nothing_out(tmp_path: Path) -> None:
    """Neither while the founder could withdraw, nor afterwards."""
    desk = Outward(tmp_path / "company", policy={"undo": "600s"})
    await desk.offered()
    desk.decide()
    desk.journal.runs.ask_to_stop(RUN, "founder")
    await desk.work()
    assert (desk.outcome, desk.effects(), desk.paths.published.exists()) == ("stopped", [], False)
    desk.journal.close()


@pytest.mark.parametrize(("path", "state"), [("probe", "failed"), ("neither", "unknown")])
async def test_what_was_under_way_when_the_run_was_stopped_is_looked_up_and_not_sent(
    desk: Outward, url: str, deliveries: Deliveries, path: str, state: str
) -> None:
    """A worker died while it sent, and the founder stopped the run: who can be asked is asked, nothing more goes out."""
    probe = {"probe": f"{url}/probe/{{key}}"} if path == "probe" else {}
    request = await desk.offered(
        effect="send", how="http_post", **{"with": {"url": f"{url}/{path}", **probe}}
    )
    desk.decide()
    action = request.question["action"]
    desk.journal.outbox.intend(
        request.id,
        RUN,
        OUT,
        key=action["key"],
        effect_class="send",
        action=action,
        binding=request.binding,
    )
    assert desk.journal.outbox.start(action["key"], lambda _effect: None) is None
    desk.journal.runs.ask_to_stop(RUN, "founder")
    await desk.work()
    assert [e.state for e in desk.effects()] == [state]
    assert (desk.outcome, deliveries.all(), desk.journal.decisions.waiting()) == ("stopped", [], [])
